"""The bench runs: every line that needs no browser and no crowd, in its small form, writes what it promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from bench import registry
from bench.frame import AT_LEAST, AT_MOST, VALUE, Reach, against, alone, percentile
from bench.results import as_row, table, write
from lorong.station.progress import Progress
from lorong.testing import address_of

KEYS = ("id", "value", "unit", "baseline", "ratio", "reach", "holds")


@pytest.fixture
def run(own_database, tmp_path):
    """`run("due_time")` gives the lines of the file that the bench wrote."""

    def bench(*lines: str) -> list[dict[str, object]]:
        out = tmp_path / "latest.json"
        env = {**os.environ, "LORONG_DATABASE_URL": address_of(own_database)}
        command = [sys.executable, "-m", "bench", "--small", "--out", str(out), *lines]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
        text = out.read_text()
        rows = json.loads(text)
        assert len(text.splitlines()) == len(rows) + 2, "one object a line"
        return rows

    return bench


def test_the_bench_measures_against_a_baseline_of_the_same_run_and_what_a_command_spends(run):
    about, *rows = run("due_time", "register", "transition")
    assert about["small"] is True and about["postgresql"] and about["packages"]["Django"]
    loading, memory = rows.pop(1), rows.pop(1)
    assert (loading["id"], loading["rows"], memory["id"]) == ("register", 2000, "register_memory")
    assert loading["value"] > 0 and memory["value"] > 20  # an interpreter with Django in it
    assert [row["id"] for row in rows] == ["due_time", "transition"]
    for row in rows:
        assert list(row)[:7] == list(KEYS)
        assert row["value"] > 0 and row["baseline"] > 0
        assert row["ratio"] == pytest.approx(row["value"] / row["baseline"], rel=0.01)


def test_the_bench_of_complaints_measures_a_photo_that_is_sent_what_is_near_by_the_map_and_suggestions(run):
    _, *rows = run("report_post", "nearby", "map_data", "suggest", "open311_get")
    found = {row["id"]: row for row in rows}
    assert list(found) == [
        "open311_get", "report_post", "suggest", "suggest_three", "suggest_time", "map_data", "map_data_time", "nearby", "nearby_database",
    ]  # fmt: skip
    assert found["report_post"]["ratio"] > 0
    assert found["open311_get"]["ratio"] > 0
    assert found["nearby"]["baseline"] > 0
    assert found["suggest"]["keywords"] < found["suggest_three"]["value"]


def test_a_line_that_is_not_there_is_said_with_those_that_are(tmp_path):
    command = [sys.executable, "-m", "bench.run", "--out", str(tmp_path / "x"), "tiada"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "lorong.settings"}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no line is called tiada; there are: " in done.stderr
    for line in (
        "apply",
        "case_page",
        "demo_start",
        "due_time",
        "eventlog",
        "inbox_growth",
        "letter",
        "map_data",
        "nearby",
        "open311_get",
        "open_growth",
        "register",
        "report_post",
        "servers",
        "suggest",
        "sweep",
        "transition",
        "transition_spiff",
    ):
        assert line in done.stderr


def test_a_line_that_serves_a_decision_is_measured_only_when_it_is_named():
    assert "servers" not in registry.chosen([])
    assert list(registry.chosen(["servers"])) == ["servers"]


def test_a_small_run_removes_no_database_of_a_whole_one(db):
    small, whole = (registry.place(small=small, progress=Progress()) for small in (True, False))
    assert not f"{whole.given}_bench1000000".startswith(f"{small.given}_bench")


def test_a_row_holds_when_its_ratio_or_its_value_comes_far_enough():
    assert against("a", 30, "/s", 100, Reach(AT_LEAST, 0.25)).holds
    assert not against("a", 20, "/s", 100, Reach(AT_LEAST, 0.25)).holds
    assert alone("b", 2, "s", Reach(AT_MOST, 2, VALUE)).holds
    assert not alone("b", 2.1, "s", Reach(AT_MOST, 2, VALUE)).holds


def test_a_row_that_falls_short_stays_in_the_table_and_says_so(tmp_path):
    short = against("a", 20, "/s", 100, Reach(AT_LEAST, 0.25), note="busy machine")
    assert "FALLS SHORT" in table([short])[2] and "busy machine" in table([short])[2]
    write({"at": "now"}, [short], tmp_path / "latest.json")
    assert json.loads((tmp_path / "latest.json").read_text())[1] == as_row(short)


@pytest.mark.parametrize(("share", "wanted"), [(0.5, 5), (0.95, 10), (0.1, 1), (1, 10)])
def test_a_percentile_is_the_smallest_number_that_covers_its_share(share, wanted):
    assert percentile([float(n) for n in range(10, 0, -1)], share) == wanted
