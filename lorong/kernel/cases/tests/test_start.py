"""A case that nobody owns: anybody begins it, no resident is named in it, and no absence is taken for somebody."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.cases import actions, policies, queries
from lorong.kernel.cases.actions.measure import measure
from lorong.kernel.cases.actions.telling import tell
from lorong.kernel.cases.models import Case, Event, MeasureCell
from lorong.kernel.cases.queries import recount
from lorong.kernel.cases.queries.verify import first_broken_case_link
from lorong.kernel.cases.queries.words import history
from lorong.kernel.cases.tests.public import LAMP, SLUG, VISITOR, publish_lamp, start_lamp, unit_of
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.messages.models import Message
from lorong.lib.actors import SISTEM, Actor, ActorKind
from lorong.lib.refusals import NotAllowed, NotFound
from lorong.lib.verdicts import YES, no
from lorong.testing import MONDAY, Cast

HOUR = timedelta(hours=1)
NOBODY = Actor(kind=ActorKind.RESIDENT, name="Tanpa NIK", account_id=None, person_id=None)


@pytest.fixture
def lamp(cast: Cast, uji: dict[str, Any]) -> None:
    publish_lamp()


@pytest.mark.parametrize("who", ["siti", "budi", "visitor", "system"])
def test_anybody_begins_a_case_of_the_public(cast, lamp, who):
    actor = {"visitor": VISITOR, "system": SISTEM}.get(who) or cast.actor(who)
    case = start_lamp(cast, actor=actor)
    assert (case.applicant_id, case.subject_id, case.account_id) == (None, None, None)
    assert (case.unit_id, case.turn, case.marking, case.answers) == (unit_of(cast), "city", ["periksa"], {"tiang": "7"})
    assert case.number and case.promised_at is not None


def test_a_link_begins_nothing(cast, lamp):
    with pytest.raises(NotAllowed):
        start_lamp(cast, actor=replace(VISITOR, link_id=7))


def test_twice_with_one_key_is_one_case(cast, lamp):
    first = start_lamp(cast)
    assert start_lamp(cast, answers={"tiang": "8"}).pk == first.pk
    assert Case.objects.count() == 1


def test_a_service_that_one_applies_for_is_not_begun_like_that(cast, publish):
    publish()
    with pytest.raises(NotFound):
        start_lamp(cast, slug="layanan-uji")


def test_a_service_for_the_public_is_not_applied_for(cast, lamp):
    siti = cast.person("siti")
    with pytest.raises(NotFound):
        actions.begin_draft(actor=cast.actor("siti"), slug=SLUG, applicant=siti, subject=siti)
    assert SLUG not in {p.slug for p in catalog.current()}
    assert [p.slug for p in catalog.current(public=True)] == [SLUG]
    assert not catalog.search("layanan uji")


def test_the_database_knows_which_cases_have_an_applicant(cast, lamp, publish):
    letter = publish()
    row = {"number": "x", "key": "x", "unit_id": unit_of(cast), "channel": "web"}
    first = {
        "seq": 0,
        "at": MONDAY,
        "kind": "submitted",
        "actor_kind": "system",
        "actor_name": "Sistem",
        "channel": "web",
        "key": "k",
    }

    def submitted_by_nobody() -> None:
        case = Case.objects.create(procedure_id=letter.id, slug=letter.slug, **row)
        told = {"answers": {}, "promised_minutes": 450}
        Event(case_id=case.pk, promised_at=MONDAY, data=told, **first).save(force_insert=True)

    with pytest.raises(DatabaseError, match="applicant exactly when"), transaction.atomic():
        submitted_by_nobody()
    with pytest.raises(DatabaseError, match="a_case_has_an_applicant_or_is_public"), transaction.atomic():
        Case.objects.create(procedure_id=letter.id, slug=letter.slug, applicant=cast.person("siti"), **row | {"key": "y"})


def test_no_resident_is_named_in_its_history(cast, lamp):
    case = start_lamp(cast, actor=cast.actor("siti"))
    event = Event.objects.get(case_id=case.pk)
    assert (event.actor_name, event.actor_kind, event.account_id) == ("Warga", "resident", None)
    assert AuditEntry.objects.get(action="case.start").account_id == cast.account("siti").pk  # the trail of audit knows


def test_an_officer_is_named_only_as_who_wrote_it_down_at_a_counter(cast, lamp):
    private = start_lamp(cast, actor=cast.actor("budi"), key="a")
    counter = start_lamp(cast, actor=cast.actor("budi"), key="b", channel="counter")
    named = dict(Event.objects.values_list("case_id", "actor_name"))
    assert named == {private.pk: "Warga", counter.pk: cast.actor("budi").name}


@pytest.mark.parametrize("who", [NOBODY, VISITOR])
def test_an_absence_is_nobody(cast, lamp, who):
    case = start_lamp(cast)
    for verdict in (
        policies.may_see(actor=who, case=case),
        policies.may_answer(actor=who, case=case),
        policies.may_withdraw(actor=who, case=case),
        policies.may_survey(actor=who, case=case),
        policies.may_talk(actor=who, case=case),
        policies.may_advance(actor=who, case=case, step="periksa"),
    ):
        assert not verdict
    assert not queries.visible_to(who).exists()
    assert queries.mine(who).rows == []


def test_siti_does_not_see_it_as_a_case_of_hers(cast, lamp):
    siti = cast.actor("siti")
    case = start_lamp(cast, actor=siti)
    assert not policies.may_see(actor=siti, case=case)
    assert queries.mine(siti).rows == [] and queries.turn_count(siti) == 0


def test_budi_finds_it_in_his_work_and_does_it(cast, lamp):
    case, budi = start_lamp(cast), cast.actor("budi")
    (item,) = queries.inbox(budi, now=MONDAY).rows
    assert item.case_id == case.pk
    assert queries.search(budi).rows == [case]
    assert queries.earlier_cases(case) == []
    assert not queries.is_masked(budi, case)
    actions.claim(actor=budi, case=case, step="periksa", at=MONDAY + HOUR)
    event = actions.advance(actor=budi, case=case, step="periksa", outcome="terus", key="k", at=MONDAY + HOUR)
    assert event.actor_name == budi.name
    file = queries.file_of(case.number)
    assert file is not None and file.case.applicant is None and file.looks == []
    assert queries.statuses([case]) and queries.forecast(case, now=MONDAY + HOUR) is None
    assert first_broken_case_link() is None


def test_its_history_is_told_in_words(cast, lamp):
    case = start_lamp(cast)
    told = [words for _, words in history(case, queries.events(case), catalog.procedure(case.procedure_id))]
    assert told == ["Warga melapor lewat web"]


def test_what_is_not_put_right_counts_as_refused_and_says_so(cast, lamp):
    case, said = start_lamp(cast), Said(reason="Sudah ada.")
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="arsip", key="k", said=said, at=MONDAY + HOUR)
    case.refresh_from_db()
    assert queries.status(case) == "Ditutup dengan alasan tertulis."
    whole = recount.whole(MONDAY, MONDAY + timedelta(days=1))
    assert (whole.volume, whole.judged, whole.refused) == (1, 1, 1)
    measure(actor=SISTEM, since=None)
    assert MeasureCell.objects.get(month=True, slug="", unit="").refused == 1


def test_the_kernel_tells_nobody_of_it(cast, lamp):
    case = start_lamp(cast)
    tell(case_id=case.pk, seq=1)
    assert not Message.objects.exists()


def test_its_conversations_are_those_of_its_service(cast, lamp):
    verdict = policies.may_talk(actor=cast.actor("budi"), case=start_lamp(cast))
    assert "tiap laporannya" in str(verdict.refusal)


def test_the_service_hears_every_event_as_the_case_stands_then(cast, lamp, monkeypatch):
    heard: list[tuple[str, str, list[str], str]] = []
    service = replace(
        registry.services()["uji"], heard=lambda case, event: heard.append((event.kind, event.step, case.marking, case.turn))
    )
    monkeypatch.setitem(registry._services, "uji", service)
    case = start_lamp(cast)
    actions.claim(actor=cast.actor("budi"), case=case, step="periksa", at=MONDAY)
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="terus", key="k", at=MONDAY + HOUR)
    assert heard == [
        ("submitted", "", ["periksa"], "city"),
        ("claimed", "periksa", ["periksa"], "city"),
        ("done", "periksa", ["kerja"], "city"),
    ]


def test_what_the_service_cannot_note_does_not_happen(cast, lamp, monkeypatch):
    def deaf(case: Any, event: Any) -> None:
        raise RuntimeError("no room left")

    monkeypatch.setitem(registry._services, "uji", replace(registry.services()["uji"], heard=deaf))
    with pytest.raises(RuntimeError, match="no room left"):
        start_lamp(cast)
    assert not Case.objects.exists()


def test_what_was_asked_is_answered_by_whom_the_service_names(cast, lamp, monkeypatch):
    case, siti = start_lamp(cast), cast.actor("siti")
    said = Said(reason="Di mana?")
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="tanya", key="k", said=said, at=MONDAY + HOUR)
    with pytest.raises(NotAllowed):
        actions.resubmit(actor=siti, case=case, key="j", at=MONDAY + 2 * HOUR)

    def hers(*, actor: Actor, case: Any, step: str) -> Any:
        return YES if actor.person_id == siti.person_id and step == "periksa" else no("Bukan laporan Anda. Lihat nomornya.")

    monkeypatch.setitem(registry._services, "uji", replace(registry.services()["uji"], may_answer=hers))
    for who in (cast.actor("tono"), cast.actor("budi"), VISITOR):
        with pytest.raises(NotAllowed):
            actions.resubmit(actor=who, case=case, key="j", at=MONDAY + 2 * HOUR)
    event = actions.resubmit(actor=siti, case=case, key="j", answers={"tiang": "9"}, at=MONDAY + 2 * HOUR)
    assert event.actor_name == "Warga"
    assert actions.resubmit(actor=siti, case=case, key="j").seq == event.seq
    case.refresh_from_db()
    assert (case.turn, case.answers) == ("city", {"tiang": "9"})


def test_a_case_of_the_public_that_nobody_answers_lapses(cast, lamp):
    case = start_lamp(cast)
    said = Said(reason="Di mana?")
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="tanya", key="k", said=said, at=MONDAY + HOUR)
    assert actions.sweep_lapsed(at=MONDAY + timedelta(days=30)) == 1
    case.refresh_from_db()
    assert case.ended == "lapsed"


def test_only_the_system_takes_it_back_for_its_service(cast, lamp):
    case = start_lamp(cast)
    for who in (cast.actor("siti"), cast.actor("budi"), VISITOR):
        with pytest.raises(NotAllowed):
            actions.withdraw_public(actor=who, case=case, key="tarik")
    event = actions.withdraw_public(actor=SISTEM, case=case, key="tarik", at=MONDAY + HOUR)
    assert actions.withdraw_public(actor=SISTEM, case=case, key="tarik").seq == event.seq
    case.refresh_from_db()
    assert case.ended == "withdrawn"


def test_an_application_is_not_taken_back_like_that(publish, submit):
    publish()
    with pytest.raises(NotAllowed):
        actions.withdraw_public(actor=SISTEM, case=submit(), key="tarik")


def test_a_step_of_a_case_of_the_public_may_open_another_case(cast, uji):
    steps = [
        {**LAMP[1], "id": "anak", "by": "sistem", "opens": "anak-uji", "outcomes": {"fixed": {"label": "Beres", "end": "fixed"}}},
    ]
    publish_lamp([{**LAMP[1], "outcomes": {"beres": {"label": "Beres", "end": "fixed"}}}], slug="anak-uji")
    publish_lamp(steps)
    parent = start_lamp(cast)
    assert actions.run_effect(case=parent, step="anak", seq=1, at=MONDAY + HOUR) is None
    child = Case.objects.get(parent_number=parent.number)
    assert child.applicant_id is None and child.unit_id == parent.unit_id


@pytest.mark.usefixtures("own_database")
def test_two_who_begin_with_one_key_at_once_get_one_case(django_db_blocker):
    with django_db_blocker.unblock():
        cast, found, failed = Cast(), [], []
        registry.services()
        publish_lamp()
        budis, barrier = unit_of(cast), threading.Barrier(2)

        def begin() -> None:
            try:
                barrier.wait()
                case = actions.start(actor=VISITOR, slug=SLUG, unit=budis, answers={}, key="satu", channel="web", at=MONDAY)
                found.append(case.pk)
            except Exception as error:  # told by the assertion below
                failed.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=begin) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert failed == [] and len(set(found)) == 1 and len(found) == 2
        connection.close()
