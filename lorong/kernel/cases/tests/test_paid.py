"""Who was asked to pay: the inspectorate learns where, nobody learns who."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.kernel.cases.models import Case, Survey
from lorong.kernel.cases.queries import measures, paid
from lorong.kernel.city import queries as city
from lorong.lib.refusals import NotAllowed
from lorong.testing import MONDAY

SINCE, UNTIL = MONDAY - timedelta(days=1), MONDAY + timedelta(days=30)


@pytest.fixture
def answers(publish, submit):
    """`answers(unit, n, yes)`: so many surveys at a unit, some of them asked to pay."""
    publish()

    def answer(unit: str, n: int, yes: int | None, note: str = "Diminta uang rokok.", at: datetime = MONDAY) -> None:
        for i in range(n):
            case = submit("siti", at=MONDAY)
            Survey.objects.create(
                case=case, slug=case.slug, unit_id=unit, answers={}, asked_to_pay=None if yes is None else i < yes,
                paid_note=note if i < (yes or 0) else "", at=at,
            )  # fmt: skip

    return answer


@pytest.fixture
def units():
    """Two kelurahan of one kecamatan."""
    first = next(u for u in city.units_under(city.this_city().code) if u.kind == "kelurahan")
    second = next(u for u in city.units_under(first.parent_id) if u.kind == "kelurahan" and u.pk != first.pk)
    return first, second


@pytest.mark.parametrize("name", ["siti", "budi", "bu_lurah", "pak_camat", "wali_kota"])
def test_only_the_inspectorate_reads_it(cast, name):
    with pytest.raises(NotAllowed, match="Inspektorat"):
        paid.asked_by_place(cast.actor(name), SINCE, UNTIL)
    with pytest.raises(NotAllowed):
        paid.paid_notes(cast.actor(name), SINCE, UNTIL)


def test_an_office_with_enough_answers_is_named(answers, units, cast):
    answers(units[0].pk, measures.SMALLEST, 2)
    (place,) = paid.asked_by_place(cast.actor("auditor"), SINCE, UNTIL)
    assert (place.place, place.answered, place.yes) == (units[0].name, measures.SMALLEST, 2)
    assert {n.place for n in paid.paid_notes(cast.actor("auditor"), SINCE, UNTIL)} == {units[0].name}


def test_offices_with_few_answers_are_counted_with_their_kecamatan(answers, units, cast):
    answers(units[0].pk, 6, 1)
    answers(units[1].pk, 5, 0)
    (place,) = paid.asked_by_place(cast.actor("auditor"), SINCE, UNTIL)
    assert (place.place, place.answered, place.yes) == (units[0].parent.name, 11, 1)
    (note,) = paid.paid_notes(cast.actor("auditor"), SINCE, UNTIL)
    assert note.place == units[0].parent.name


def test_too_few_in_a_whole_kecamatan_name_the_city_only(answers, units, cast):
    answers(units[0].pk, 3, 1)
    assert paid.asked_by_place(cast.actor("auditor"), SINCE, UNTIL) == []
    (note,) = paid.paid_notes(cast.actor("auditor"), SINCE, UNTIL)
    assert note.place == city.this_city().name


def test_a_note_names_no_case_no_person_and_no_officer(answers, units, cast):
    answers(units[0].pk, 10, 1)
    (note,) = paid.paid_notes(cast.actor("auditor"), SINCE, UNTIL)
    told = str(note)
    assert Case.objects.first().number not in told
    assert cast.person("siti").name not in told
    assert cast.person("budi").name not in told


def test_somebody_who_did_not_say_counts_for_nothing(answers, units, cast):
    answers(units[0].pk, 10, 0)
    answers(units[0].pk, 3, None)
    (place,) = paid.asked_by_place(cast.actor("auditor"), SINCE, UNTIL)
    assert (place.answered, place.yes) == (10, 0)


@given(counts=st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_no_place_is_named_below_the_smallest_number(counts):
    rows = [
        {"unit": f"a.{i}", "unit__name": f"U{i}", "unit__parent": "a", "unit__parent__name": "A", "answered": n, "yes": n}
        for i, n in enumerate(counts)
    ]
    named = paid.grouped(rows)
    assert all(place.answered >= measures.SMALLEST for place in named.values())
    assert sum(p.answered for p in named.values()) in {sum(counts), sum(n for n in counts if n >= measures.SMALLEST)}
