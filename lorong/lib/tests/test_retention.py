"""The retention schedule: what it may say, and what is due on a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.retention import RetentionInvalid, Rule, Then, What, cutoff, read
from lorong.lib.span import Span

ROOT = Path(__file__).resolve().parents[3]
GOOD = {"what": '"cases"', "keep": '"5 tahun"', "then": '"restrict"', "from": "2026-01-01", "law": '"UU 43/2009"'}


def written(tmp_path: Path, *rules: dict[str, str]) -> Path:
    path = tmp_path / "retention.toml"
    path.write_text("\n".join("[[rules]]\n" + "\n".join(f"{k} = {v}" for k, v in rule.items()) for rule in rules))
    return path


def test_the_schedule_of_the_catalogue_has_a_rule_for_every_kind():
    rules = read(ROOT / "catalog" / "retention.toml")
    assert {rule.what for rule in rules} == set(What)
    assert all("/" in rule.law for rule in rules)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"what": '"urusan"'}, "Yang ada: drafts"),
        ({"then": '"delete"'}, "arsip negara tidak dimusnahkan"),
        ({"what": '"drafts"'}, "hanya boleh delete"),
        ({"keep": '"5 abad"'}, "bukan lama waktu"),
        ({"keep": '"5 jam"'}, "dengan hari, bulan, atau tahun"),
        ({"keep": '"permanen"'}, "dengan hari, bulan, atau tahun"),
        ({"from": '"2026"'}, "from adalah tanggal"),
        ({"law": '" "'}, "law menyebut dasarnya"),
        ({"lawn": '"x"'}, "tidak dikenal: lawn"),
    ],
)
def test_a_mistake_is_named_with_its_rule(tmp_path: Path, change: dict[str, str], words: str):
    with pytest.raises(RetentionInvalid, match="aturan ke-1") as caught:
        read(written(tmp_path, {**GOOD, **change}))
    assert words in str(caught.value)


def test_two_rules_for_one_kind_are_refused(tmp_path: Path):
    with pytest.raises(RetentionInvalid, match="Gabungkan"):
        read(written(tmp_path, GOOD, GOOD))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["1 hari", "40 hari", "1 bulan", "6 bulan", "5 tahun"]))
def test_what_is_due_is_at_least_as_old_as_the_schedule_says(today: date, keep: str):
    rule = Rule(What.DRAFTS, Span.parse(keep), Then.DELETE, date(1990, 1, 1), "x")
    day = cutoff(rule, today)
    assert day is not None
    yesterday_of_cutoff = day - timedelta(days=1)
    until = rule.keep.add_to_date(yesterday_of_cutoff)
    assert until is not None
    assert until <= today, "nothing goes before its time"


def test_a_rule_does_not_hold_before_its_day():
    rule = Rule(What.CASES, Span.parse("5 tahun"), Then.RESTRICT, date(2026, 1, 1), "x")
    assert cutoff(rule, date(2025, 12, 31)) is None
    assert cutoff(rule, date(2026, 1, 1)) == date(2021, 1, 1)
