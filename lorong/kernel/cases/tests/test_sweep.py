"""Deadlines: escalation, hand-over, the lawful default, and applicants who stay silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.tests.conftest import BACK, LINE, NO, step
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog_queries
from lorong.lib.actors import SISTEM
from lorong.testing import MONDAY


def kinds(case: Case) -> list[str]:
    return list(Event.objects.filter(case_id=case.pk).order_by("seq").values_list("kind", flat=True))


def one(**more):
    return [step("periksa", "staf-pelayanan", {"ya": {"end": "issued"}, "tidak": NO, "kurang": BACK}, **more)]


def test_a_late_step_is_escalated_once(publish, submit):
    publish(one(on_deadline={"do": "escalate", "to": "lurah"}))
    case = submit()
    assert actions.sweep_due(at=MONDAY + timedelta(minutes=59)) == 0
    assert actions.sweep_due(at=MONDAY + timedelta(minutes=61)) == 1
    assert actions.sweep_due(at=MONDAY + timedelta(minutes=90)) == 0
    assert kinds(case) == ["submitted", "escalated"]


def test_a_step_without_a_rule_is_escalated_to_the_head(publish, submit):
    publish(one())
    case = submit()
    actions.sweep_due(at=MONDAY + timedelta(hours=2))
    assert Event.objects.get(case_id=case.pk, kind="escalated").data["to"] == "kepala-unit"


def test_a_late_step_is_handed_to_somebody_else(publish, submit, cast):
    publish(one(on_deadline={"do": "hand_over"}))
    case = submit()
    actions.claim(actor=cast.actor("budi"), case=case, step="periksa")
    actions.sweep_due(at=MONDAY + timedelta(hours=2))
    assert WorkItem.objects.get(case=case).holder_id != cast.account("budi").pk


def test_the_lawful_default_is_taken_and_flagged_for_follow_up(publish, submit):
    publish(one(on_deadline={"do": "default", "outcome": "ya", "basis": "UU 30/2014 ps 53"}))
    case = submit()
    actions.sweep_due(at=MONDAY + timedelta(hours=2))
    event = Event.objects.get(case_id=case.pk, kind="done")
    assert (event.actor_kind, event.outcome) == ("system", "ya")
    assert event.data["follow_up"] is True
    assert "UU 30/2014" in event.data["reason"]
    assert Case.objects.get(pk=case.pk).ended == "issued"


def test_a_default_that_a_guard_refuses_is_escalated_instead(publish, submit):
    steps = one(on_deadline={"do": "default", "outcome": "ya", "basis": "UU 30/2014 ps 53"}, guards=["uji_pintu"])
    publish(steps)
    case = submit()
    actions.sweep_due(at=MONDAY + timedelta(hours=2))
    assert kinds(case) == ["submitted", "escalated"]
    assert Case.objects.get(pk=case.pk).ended == ""


def test_a_silent_applicant_lapses_after_the_time_the_sop_gives(publish, submit, cast):
    publish(LINE)
    case = submit()
    actions.advance(
        actor=cast.actor("budi"), case=case, step="periksa", outcome="kurang", key="a", said=Said(reason="x"), at=MONDAY
    )
    due = Case.objects.get(pk=case.pk).turn_due_at
    assert actions.sweep_lapsed(at=due - timedelta(minutes=1)) == 0
    assert actions.sweep_lapsed(at=due) == 1
    case.refresh_from_db()
    assert (case.ended, case.turn) == ("lapsed", "none")
    assert case.applicant_minutes == 5 * 450


def test_an_applicant_who_answers_at_the_last_moment_does_not_lapse(publish, submit, cast):
    publish(LINE)
    case = submit()
    actions.advance(
        actor=cast.actor("budi"), case=case, step="periksa", outcome="kurang", key="a", said=Said(reason="x"), at=MONDAY
    )
    due = Case.objects.get(pk=case.pk).turn_due_at
    actions.resubmit(actor=cast.actor("siti"), case=case, key="b", at=due)
    assert actions.lapse(actor=SISTEM, case=case, at=due + timedelta(days=1)) is None


@pytest.mark.parametrize("who", ["budi", "siti"])
def test_only_the_system_sweeps(publish, submit, cast, who):
    publish(LINE)
    case = submit()
    with pytest.raises(Exception, match="sistem"):
        actions.lapse(actor=cast.actor(who), case=case)


def test_what_is_due_is_asked_for_in_the_order_of_its_index(publish, submit):
    # A table of three rows is read in any way; by key, one of millions would be walked from its first row.
    publish(one())
    first, second = submit(at=MONDAY + timedelta(minutes=5)), submit(at=MONDAY)
    assert actions.sweep_due(at=MONDAY + timedelta(minutes=90)) == 2
    alarmed = Event.objects.filter(kind="escalated").order_by("position")
    assert [event.case_id for event in alarmed] == [second.pk, first.pk]


def test_an_alarm_goes_to_and_fro_no_more_than_it_must(publish, submit, django_assert_max_num_queries):
    publish(one())
    cases = [submit(at=MONDAY) for _ in range(3)]
    actions.sweep_due(at=MONDAY + timedelta(minutes=1))
    with django_assert_max_num_queries(3 * 8 + 3):  # lock, alarm, event, job, entry, and what a nested transaction says
        assert actions.sweep_due(at=MONDAY + timedelta(minutes=61)) == 3
    assert all(kinds(case) == ["submitted", "escalated"] for case in cases)


def test_what_a_process_reads_once_is_read_before_a_case_is_locked(publish, submit):
    publish(one())
    submit()
    catalog_queries._read.cache_clear()
    with CaptureQueriesContext(connection) as asked:
        assert actions.sweep_due(at=MONDAY + timedelta(hours=2)) == 1
    said = [query["sql"] for query in asked]
    locked = next(place for place, sql in enumerate(said) if "lorong_case_at_hand" in sql)
    assert any('FROM "catalog_procedure"' in sql for sql in said[:locked])
    assert not any('FROM "catalog_procedure"' in sql for sql in said[locked:])
