"""What could be better: read by those who can change it, with nothing in it that points at whoever said so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Survey
from lorong.kernel.cases.queries import measures
from lorong.kernel.cases.queries.suggested import suggestions
from lorong.kernel.city import queries as city
from lorong.testing import MONDAY

LATER = MONDAY + timedelta(days=30)


@pytest.fixture
def say(publish, submit, cast):
    """`say(n)`: so many cases of Siti's end at her kelurahan, each with a suggestion."""
    publish()

    def saying(n: int, text: str = "Kursi antrean kurang.", at: datetime = MONDAY) -> None:
        for i in range(n):
            case = submit("siti", at=MONDAY)
            actions.withdraw(actor=cast.actor("siti"), case=case, key="w", at=MONDAY)
            said = f"{text} {i}" if text else ""
            Survey.objects.create(case=case, slug=case.slug, unit_id=case.unit_id, answers={}, suggestion=said, at=at)

    return saying


def read(cast, name: str, **more):
    return suggestions(cast.actor(name), now=LATER, **more).rows


def test_a_head_reads_nothing_until_enough_cases_have_ended(say, cast):
    say(measures.SMALLEST - 1)
    assert read(cast, "bu_lurah") == []
    unit = city.unit(cast.person("siti").household.region)
    assert {row.place for row in read(cast, "wali_kota")} == {unit.parent.name}, "the office is not named to others either"
    say(1)
    assert {row.place for row in read(cast, "bu_lurah")} == {unit.name}
    assert len(read(cast, "bu_lurah")) == measures.SMALLEST


def test_the_newest_comes_first_and_pages_follow_each_other(say, cast):
    say(measures.SMALLEST)
    say(1, "Loketnya ramah.", at=MONDAY + timedelta(days=3))
    first = suggestions(cast.actor("wali_kota"), now=LATER, size=4)
    assert first.rows[0].text == "Loketnya ramah. 0"
    rest = suggestions(cast.actor("wali_kota"), now=LATER, size=40, cursor=first.after)
    assert len(first.rows) + len(rest.rows) == measures.SMALLEST + 1
    assert not {row.text for row in first.rows} & {row.text for row in rest.rows}


def test_empty_ones_and_those_of_another_year_are_left_out(say, cast):
    say(measures.SMALLEST, "")
    say(1, "Dulu begini.", at=LATER - timedelta(days=366))
    assert read(cast, "wali_kota") == []


def test_the_head_of_another_office_reads_nothing(say, cast):
    say(measures.SMALLEST)
    assert read(cast, "pak_camat")
    assert read(cast, "budi") == []
