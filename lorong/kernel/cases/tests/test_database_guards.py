"""What PostgreSQL itself refuses, whoever asks and however."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.values import Said
from lorong.testing import MONDAY


@pytest.fixture
def case(publish, submit) -> Case:
    publish()
    return submit()


def assert_refused(attempt: Callable[[], object], because: str) -> None:
    """`attempt`, and the commit that would follow it, fail in the database, saying `because`."""
    with pytest.raises((DatabaseError, IntegrityError), match=because), transaction.atomic():
        _to_the_end(attempt)


def _to_the_end(attempt: Callable[[], object]) -> None:
    attempt()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def sql(text: str, *values: object) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(text, values)

    return run


def test_update_does_not_move_a_case(case):
    assert_refused(lambda: Case.objects.filter(pk=case.pk).update(ended="issued"), "moves only by an event")


def test_save_does_not_move_a_case(case):
    case.marking = []
    assert_refused(case.save, "moves only by an event")


def test_raw_sql_does_not_move_a_case(case):
    assert_refused(sql("UPDATE cases_case SET turn = 'none' WHERE id = %s", case.pk), "moves only by an event")


def test_a_case_is_not_deleted(case):
    assert_refused(sql("DELETE FROM cases_case WHERE id = %s", case.pk), "moves only by an event")


@pytest.mark.parametrize("table", ["cases_case", "cases_event", "cases_work_item", "audit_entry", "catalog_procedure"])
def test_history_is_not_truncated(case, table):
    sql("SET CONSTRAINTS ALL IMMEDIATE")()
    assert_refused(sql(f"TRUNCATE {table} CASCADE"), "never edited")


def test_an_event_is_not_edited(case):
    assert_refused(sql("UPDATE cases_event SET outcome = 'x' WHERE case_id = %s", case.pk), "never edited")


def test_an_event_is_not_deleted(case):
    assert_refused(sql("DELETE FROM cases_event WHERE case_id = %s", case.pk), "never edited")


def insert_event(case: Case, **columns: object) -> Callable[[], object]:
    given = {
        "kind": "done", "step": "periksa", "outcome": "lengkap", "key": "palsu", "at": MONDAY + timedelta(minutes=1),
        "promised_at": case.promised_at, **columns,
    }  # fmt: skip

    def run() -> None:
        Event(case_id=case.pk, seq=99, actor_kind="officer", actor_name="X", channel="web", **given).save(force_insert=True)

    return run


def test_an_outcome_the_sop_does_not_have_is_not_written(case):
    assert_refused(insert_event(case, outcome="curang"), "has no outcome")


def test_a_step_that_is_not_open_is_not_ended(case):
    assert_refused(insert_event(case, step="setujui", outcome="ya", promised_at=None), "is not open")


def test_an_event_of_an_unknown_kind_is_not_written(case):
    assert_refused(insert_event(case, kind="hapus"), "no event of kind")


def test_an_event_before_the_last_one_is_not_written(case):
    assert_refused(insert_event(case, at=MONDAY - timedelta(seconds=1)), "lies before")


def test_a_case_is_submitted_only_once(case):
    assert_refused(insert_event(case, kind="submitted"), "submitted once")


def test_minutes_are_not_invented(case):
    assert_refused(insert_event(case, kind="claimed", minutes=5), "when the turn changes")


def test_an_applicant_who_still_has_time_does_not_lapse(case, cast):
    said = Said(reason="x")
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="kurang", key="a", said=said, at=MONDAY)
    assert_refused(insert_event(case, kind="lapsed", step="", outcome="", promised_at=None), "still has time")


def test_an_event_that_opens_no_work_is_not_committed(case):
    assert_refused(insert_event(case), "is not its open steps")


def test_a_case_without_history_is_not_committed(case):
    def insert() -> None:
        Case.objects.create(
            number="x", key="x", procedure_id=case.procedure_id, slug=case.slug, unit_id=case.unit_id,
            applicant_id=case.applicant_id, subject_id=case.subject_id, channel="web",
        )  # fmt: skip

    assert_refused(insert, "has no history")


def test_a_case_cannot_be_born_finished(case):
    born = Case(
        number="y", key="y", procedure_id=case.procedure_id, slug=case.slug, unit_id=case.unit_id, channel="web",
        applicant_id=case.applicant_id, subject_id=case.subject_id, ended="issued", marking=["setujui"], turn="none",
    )  # fmt: skip
    with transaction.atomic():
        born.save()
        born.refresh_from_db()
        assert (born.ended, born.marking, born.last_seq) == ("", [], 0)
        transaction.set_rollback(True)


def test_a_second_open_work_item_for_a_step_is_refused(case):
    item = WorkItem.objects.get(case=case)
    item.pk = None
    assert_refused(lambda: item.save(force_insert=True), "one_open_work_item_per_step")


def test_a_work_item_for_a_step_that_is_not_open_is_refused(case):
    item = WorkItem.objects.get(case=case)
    item.pk, item.step = None, "setujui"
    assert_refused(lambda: item.save(force_insert=True), "no event opened step")


def test_a_work_item_is_not_closed_without_its_event(case):
    assert_refused(lambda: WorkItem.objects.filter(case=case).update(done_at=MONDAY, done_seq=1), "no event ended step")


def test_a_work_item_is_not_deleted_and_its_due_time_is_not_moved(case):
    assert_refused(sql("DELETE FROM cases_work_item WHERE case_id = %s", case.pk), "is history")
    later = MONDAY + timedelta(days=9)
    assert_refused(lambda: WorkItem.objects.filter(case=case).update(due_at=later), "does not change")


def test_a_finished_step_does_not_change(case, cast):
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="lengkap", key="a", at=MONDAY)
    assert_refused(lambda: WorkItem.objects.filter(case=case, step="periksa").update(minutes=0), "does not change")


def test_a_published_procedure_is_frozen(case):
    assert_refused(sql("UPDATE catalog_procedure SET title = 'x' WHERE id = %s", case.procedure_id), "frozen")
    assert_refused(sql("UPDATE catalog_procedure SET flow = '{}' WHERE id = %s", case.procedure_id), "frozen")
    assert_refused(sql("DELETE FROM catalog_procedure WHERE id = %s", case.procedure_id), "frozen")


def test_what_was_said_stays_said(case, cast):
    actions.say(actor=cast.actor("siti"), case=case, body="Pagi, Pak", key="a")
    assert_refused(sql("UPDATE cases_message SET body = 'Lain' WHERE case_id = %s", case.pk), "stays said")
    assert_refused(sql("DELETE FROM cases_message WHERE case_id = %s", case.pk), "stays said")
    assert actions.mark_seen(actor=cast.actor("budi"), case=case) == 1


def test_verify_finds_every_chain_whole_and_names_the_first_broken_link(case, cast):
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="lengkap", key="a", at=MONDAY)
    assert queries.first_broken_case_link() is None
    with connection.cursor() as cursor:
        # Only who owns the table can do this; the web role cannot.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_event DISABLE TRIGGER event_append_only")
        cursor.execute("UPDATE cases_event SET actor_name = 'Orang lain' WHERE case_id = %s AND seq = 2", [case.pk])
    broken = queries.first_broken_case_link()
    assert broken is not None
    assert broken.where == f"case {case.number}, event 2"
    assert broken.why == "its content was changed"


def test_verify_sees_that_the_end_of_a_history_is_missing(case, cast):
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="lengkap", key="a", at=MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_event DISABLE TRIGGER event_append_only")
        cursor.execute("DELETE FROM cases_event WHERE case_id = %s AND seq = 2", [case.pk])
    broken = queries.first_broken_case_link()
    assert broken is not None
    assert "missing" in broken.why
