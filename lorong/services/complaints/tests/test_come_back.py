"""What comes back: each round has a promise of its own, and the third time at one place is told with its evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.actors import SISTEM
from lorong.services.complaints import actions, promising, queries, tasks
from lorong.services.complaints.actions import asking
from lorong.services.complaints.models import Incident, Pace, Round
from lorong.services.complaints.promising.history import came_back, history
from lorong.services.complaints.queries.recurring import Time, numbered
from lorong.services.complaints.tests.conftest import SLUG, Street
from lorong.testing import MONDAY

DAY = timedelta(days=1)


def fixed(street: Street, **more: object) -> Incident:
    """Told by Siti, put right, and she says so."""
    incident = street.claimed("siti", **more)
    street.answer(incident, "siti", True)
    return street.fresh(incident)


def know(kind: str, *, half: int, most: int) -> None:
    Pace.objects.create(kind=kind, category=SLUG, half=half, most=most, based_on=40, at=MONDAY)


def test_a_reopened_incident_is_promised_anew_from_what_came_back_and_keeps_the_first_promise(street: Street):
    know("category", half=60, most=120)
    know("again", half=600, most=1200)
    incident = fixed(street)
    first = (incident.promised_from, incident.promised_until)
    assert first == (MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2))
    street.tell("tono", join=incident.code, at=MONDAY + 3 * DAY)
    incident = street.fresh(incident)
    assert (incident.round, incident.begun_at) == (2, MONDAY + 3 * DAY)
    assert incident.promised_from > MONDAY + 3 * DAY + timedelta(hours=2), "what came back takes longer"
    told = promising.promise(category=SLUG, unit=incident.unit, region=incident.region, at=MONDAY + 3 * DAY, again=True)
    assert (incident.promised_from, incident.promised_until, told.based_on) == (told.first, told.last, 40)
    assert "dibuka kembali" in str(promising.because(told))
    (one, two) = queries.rounds(incident)
    assert (one.number, one.begun_at, one.promised_from, one.promised_until, one.ended) == (1, MONDAY, *first, "fixed")
    assert (two.number, two.begun_at, two.promised_until) == (2, incident.begun_at, incident.promised_until)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        Round.objects.update(promised_until=MONDAY)


def test_with_too_little_known_of_what_came_back_it_is_promised_as_the_first_time_but_counted_from_now(street: Street):
    know("category", half=60, most=120)
    incident = fixed(street)
    street.tell("tono", join=incident.code, at=MONDAY + 3 * DAY)
    incident = street.fresh(incident)
    assert (incident.promised_from, incident.promised_until) == tuple(
        MONDAY + 3 * DAY + timedelta(hours=hours) for hours in (1, 2)
    )


def test_a_claim_that_is_contradicted_moves_no_promise(street: Street):
    know("category", half=60, most=120)
    incident = street.claimed("siti")
    before = (incident.promised_from, incident.promised_until)
    street.answer(incident, "siti", False)
    incident = street.fresh(incident)
    assert (incident.round, incident.promised_from, incident.promised_until) == (1, *before)


def test_what_was_merged_by_mistake_keeps_its_promise_and_did_not_come_back(street: Street):
    know("category", half=60, most=120)
    one, other = street.tell("siti").incident, street.tell("tono").incident
    lurah, before = street.cast.actor("bu_lurah"), street.fresh(one).promised_until
    actions.merge_incidents(actor=lurah, incident=one, into=other, reason="Lampu yang sama", key="g", at=MONDAY)
    one = street.fresh(one)
    back = actions.take_back_merge(actor=lurah, incident=one, reason="Dua lampu", key="b", at=MONDAY + DAY)
    assert (back.round, back.promised_until, back.begun_at) == (2, before, MONDAY + DAY)
    assert back.case_number not in came_back()


def test_every_round_is_counted_by_itself(street: Street):
    incident = fixed(street)
    street.tell("tono", join=incident.code, at=MONDAY + 3 * DAY)
    incident = street.fresh(incident)
    past = {one.begun: one for one in history(MONDAY + 4 * DAY)}
    assert [(past[at].again, past[at].ended is None) for at in (MONDAY, MONDAY + 3 * DAY)] == [(False, False), (True, True)]


# ---- the same place again -------------------------------------------------------------------------------------------


def three_times(street: Street) -> list[Incident]:
    found = []
    for n in range(3):
        incident = street.tell("siti", at=MONDAY + 10 * n * DAY).incident
        if n < 2:
            ended = {"ended": "fixed", "ended_at": MONDAY + (10 * n + 2) * DAY}
            Incident.objects.filter(pk=incident.pk).update(**ended)
        found.append(incident)
    return found


def marked(incident: Incident) -> bool:
    return Incident.objects.get(pk=incident.pk).structural_at is not None


def test_the_third_time_is_marked_and_shows_the_two_before_it_with_their_dates(street: Street):
    first, second, third = three_times(street)
    assert asking.note_recurrence(actor=SISTEM, incident=third, at=third.opened_at)
    assert [marked(i) for i in (first, second, third)] == [False, False, True]
    found = queries.recurrence(street.fresh(third))
    assert found is not None and found.count == 3
    assert [(t.code, t.opened_at, t.number) for t in found.times] == [
        (i.code, i.opened_at, n) for n, i in enumerate((first, second, third), 1)
    ]
    assert not any(t.in_public for t in found.times), "nobody has checked them yet"


def test_the_evidence_is_found_by_the_index(street: Street):
    incident = street.tell("siti").incident
    with CaptureQueriesContext(connection) as asked:
        queries.evidence(incident)
    (question,) = (q["sql"] for q in asked.captured_queries if "complaints_round" in q["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + question)
        assert any("incidents_near_by" in line for (line,) in cursor.fetchall())


def test_what_neighbours_tell_while_it_is_still_open_is_the_same_time(street: Street):
    same = [street.tell(name, at=MONDAY + n * DAY).incident for n, name in enumerate(("siti", "tono", "siti"))]
    assert not asking.note_recurrence(actor=SISTEM, incident=same[-1], at=MONDAY + 2 * DAY)
    assert {t.number for t in queries.evidence(same[-1])} == {1}


def test_what_was_put_away_is_no_time_itself(street: Street):
    third = three_times(street)[-1]
    Incident.objects.filter(pk=third.pk).update(ended="archived", ended_at=third.opened_at + DAY)
    assert not asking.note_recurrence(actor=SISTEM, incident=street.fresh(third), at=third.opened_at + DAY)


@pytest.mark.parametrize("gone", ["withdrawn", "merged", "archived"])
def test_when_one_of_them_counts_no_longer_the_mark_is_taken_away(street: Street, gone: str):
    _, second, third = three_times(street)
    asking.note_recurrence(actor=SISTEM, incident=third, at=third.opened_at)
    Incident.objects.filter(pk=second.pk).update(ended=gone)
    assert queries.recurrence(street.fresh(third)) is None, "the page says nothing that is no longer true"
    asking.note_around(incident=street.fresh(second), at=third.opened_at)
    assert not marked(third)


def test_the_night_finds_a_mark_that_nothing_holds_up(street: Street):
    third = three_times(street)[-1]
    Incident.objects.filter(pk=third.pk).update(structural_at=MONDAY, place=None, moved_at=datetime.now(UTC))
    tasks.paces(timestamp=0)
    assert not marked(third)


def test_rounds_count_as_times_also_when_the_incident_was_merged_into_another_one(street: Street):
    incident = fixed(street)
    street.tell("tono", join=incident.code, at=MONDAY + 3 * DAY)
    other = street.tell("siti", at=MONDAY + 5 * DAY).incident
    assert [t.number for t in queries.evidence(other)] == [1, 2, 2]
    actions.merge_incidents(
        actor=street.cast.actor("bu_lurah"),
        incident=street.fresh(incident),
        into=other,
        reason="Lampu yang sama",
        key="g",
        at=MONDAY + 6 * DAY,
    )
    assert [(t.code, t.number) for t in queries.evidence(street.fresh(other))] == [(other.code, 1), (other.code, 2)]


@given(st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 30)), max_size=8))
def test_a_time_begins_when_all_before_it_had_ended(drawn: list[tuple[int, int | None]]):
    at = [(MONDAY + begin * DAY, None if long is None else MONDAY + (begin + long) * DAY) for begin, long in drawn]
    times = numbered(Time(str(n), begin, end, True) for n, (begin, end) in enumerate(at))
    assert [t.opened_at for t in times] == sorted(begin for begin, _ in at)
    for place, time in enumerate(times):
        before = times[:place]
        new = all(b.ended_at is not None and b.ended_at < time.opened_at for b in before)
        assert time.number == (before[-1].number if before else 0) + new
