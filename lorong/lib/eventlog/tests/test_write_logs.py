"""Logs that other tools read, written in pieces and in the same memory whatever their length."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pm4py
import pytest

from lorong.lib.eventlog import ocel, xes
from lorong.lib.eventlog.tests.samples import ACTIVITIES, BEGIN, cases

XES = "{http://www.xes-standard.org/}"


def test_xes_says_what_happened_to_each_case():
    log = ET.fromstring("".join(xes(cases(3), name='Kota "Uji" & lain')))
    traces = log.findall(f"{XES}trace")
    assert len(traces) == 3
    events = traces[1].findall(f"{XES}event")
    said = [{a.get("key"): a.get("value") for a in e} for e in events]
    assert [e["concept:name"] for e in said] == list(ACTIVITIES)
    assert said[1]["outcome"] == 'baik & "benar" <sekali>'
    assert said[0]["time:timestamp"] == "2026-01-05T02:37:00.123+00:00"
    assert "start_timestamp" not in said[0]


def test_another_tool_reads_the_xes(tmp_path):
    path = tmp_path / "log.xes"
    path.write_text("".join(xes(cases(20), name="uji")), encoding="utf-8")
    frame = pm4py.read_xes(str(path))
    assert len(frame) == 20 * len(ACTIVITIES)
    assert set(frame["concept:name"]) == set(ACTIVITIES)
    assert frame["time:timestamp"].min() == BEGIN.replace(microsecond=123000).replace(hour=2)


def test_another_tool_reads_the_ocel(tmp_path):
    path = tmp_path / "log.jsonocel"
    path.write_text("".join(ocel(lambda: cases(20))), encoding="utf-8")
    log = pm4py.read_ocel2_json(str(path))
    assert len(log.events) == 20 * len(ACTIVITIES)
    assert sorted(log.objects["ocel:type"].value_counts().items()) == [
        ("kantor", 1), ("layanan", 1), ("surat", 20), ("urusan", 20),
    ]  # fmt: skip
    assert len(log.o2o) == 20 * 3
    assert not set(log.relations["ocel:oid"]) - set(log.objects["ocel:oid"])


def test_an_empty_period_gives_an_empty_log_that_can_be_read(tmp_path):
    path = tmp_path / "log.xes"
    path.write_text("".join(xes(iter([]), name="kosong")), encoding="utf-8")
    assert len(pm4py.read_xes(str(path))) == 0
    assert "".join(ocel(lambda: iter([]))).count('"events":[') == 1


@pytest.mark.parametrize("write", [lambda n: xes(cases(n), name="uji"), lambda n: ocel(lambda: cases(n))], ids=["xes", "ocel"])
def test_a_long_log_takes_no_more_memory_than_a_short_one(write: Callable[[int], Iterator[str]]):
    # one case is some 5 kB: keeping them would show as many megabytes
    assert peak(write(900)) < peak(write(200)) + 512 * 1024


def peak(pieces: Iterator[str]) -> int:
    """Most bytes that were held while all pieces were written away."""
    tracemalloc.start()
    try:
        for _ in pieces:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
