"""An outcome is one question and one order: what goes along with the event, and what must not get lost on the way."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.tests.conftest import step
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.documents.models import Document
from lorong.lib.actors import SISTEM


@pytest.fixture
def running(publish, submit) -> Case:
    publish()
    return submit()


def entries(case: Case) -> list[tuple[str, int | None]]:
    rows = AuditEntry.objects.filter(object_kind="cases_case", object_id=str(case.pk)).order_by("position")
    return list(rows.values_list("action", "account_id"))


def jobs(case: Case) -> list[tuple[str, str, dict[str, object]]]:
    rows = ProcrastinateJob.objects.filter(lock=f"case:{case.pk}").order_by("id")
    return list(rows.values_list("task_name", "queue_name", "args"))


def test_an_outcome_costs_one_question_and_one_order(running, cast):
    budi = cast.actor("budi")
    with MEMORY.steady(), CaptureQueriesContext(connection) as asked:
        actions.advance(actor=budi, case=running, step="periksa", outcome="lengkap", key="a")
    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"] and query["sql"] not in {"BEGIN", "COMMIT"}]
    papers = [sql for sql in said if "lorong_case_" not in sql]
    assert not papers, papers
    assert len(said) == 2


def test_an_application_costs_one_question_and_one_order(publish, cast):
    publish(requirements=[{"id": "ktp", "name": "KTP", "held_as": "ktp"}])
    siti, person = cast.actor("siti"), cast.person("siti")
    draft = actions.begin_draft(actor=siti, slug="layanan-uji", applicant=person, subject=person)
    paper = Document.objects.create(person=person, kind="ktp", statement={"by": "Siti"}, name="KTP")
    actions.attach(actor=siti, draft=draft, requirement="ktp", document=paper)
    with MEMORY.steady(), CaptureQueriesContext(connection) as asked:
        case = actions.submit(actor=siti, draft=queries.draft_to_send(draft.pk))
    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"] and query["sql"] not in {"BEGIN", "COMMIT"}]
    assert [sql.split("(")[0] for sql in said] == ["SELECT lorong_draft_at_hand", "SELECT lorong_case_record"]
    paper.refresh_from_db()
    assert paper.received_for == case.number
    assert {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields} == Case.objects.filter(
        pk=case.pk
    ).values().get()


def test_what_is_told_of_an_event_is_what_stands_there(running, cast):
    event = actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="lengkap", key="a")
    stands = Event.objects.filter(case_id=running.pk, seq=2).values().get()
    assert {name: getattr(event, name) for name in stands} == stands


def test_the_entry_of_the_trail_stands_with_its_event_once(running, cast):
    budi = cast.actor("budi")
    actions.advance(actor=budi, case=running, step="periksa", outcome="lengkap", key="a")
    assert entries(running) == [("case.advance", budi.account_id)]
    assert AuditEntry.objects.latest("position").position > Event.objects.get(case_id=running.pk, seq=2).position


def test_a_second_click_leaves_an_entry_too_and_no_second_event(running, cast):
    budi = cast.actor("budi")
    for _ in range(2):
        actions.advance(actor=budi, case=running, step="periksa", outcome="lengkap", key="a")
    assert entries(running) == [("case.advance", budi.account_id)] * 2
    assert Event.objects.filter(case_id=running.pk).count() == 2


def test_jobs_are_left_with_the_event_that_causes_them(publish, submit):
    publish([step("buat", "sistem", {"beres": {"end": "issued"}}, effect="uji_mesin")])
    case = submit()
    assert jobs(case) == [
        ("cases.effect", "cases", {"case_id": case.pk, "step": "buat", "seq": 1}),
        ("cases.tell", "cases", {"case_id": case.pk, "seq": 1}),
    ]


def test_when_the_act_is_undone_nothing_of_it_is_left(running, cast):
    before = entries(running), jobs(running)
    with transaction.atomic():
        actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="lengkap", key="a")
        transaction.set_rollback(True)
    assert (entries(running), jobs(running)) == before
    assert WorkItem.objects.get(case=running).done_at is None


def test_the_case_in_hand_is_as_the_database_says_afterwards(running, cast):
    case = Case.objects.select_related("unit", "applicant").get(pk=running.pk)
    unit = case.unit
    actions.claim(actor=cast.actor("budi"), case=case, step="periksa")
    acted = Case.locked(case.pk)
    assert {f.attname: getattr(acted, f.attname) for f in Case._meta.concrete_fields} == Case.objects.filter(
        pk=case.pk
    ).values().get()
    assert case.unit is unit, "what was read of it stays"


def test_the_system_leaves_its_entry_as_others_do(publish, submit):
    publish([step("buat", "sistem", {"beres": {"end": "issued"}}, effect="uji_mesin")])
    case = submit()
    actions.run_effect(case=case, step="buat", seq=1)
    assert ("case.advance", None) in entries(case)
    assert AuditEntry.objects.latest("position").actor_kind == str(SISTEM.kind)
