"""A step of the residents: their turn, their clock, their silence, and nobody's work in the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lorong.kernel.cases import actions, policies, queries
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.queries import eventlog, late, paths
from lorong.kernel.cases.queries.verify import first_broken_case_link
from lorong.kernel.cases.tests.conftest import step
from lorong.kernel.cases.tests.public import ASK_RESIDENTS, LAMP, SLUG, VISITOR, publish_lamp, start_lamp, unit_of
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import AlreadyDone, NotAllowed, Refusal
from lorong.lib.verdicts import YES, no
from lorong.testing import MONDAY, WITA, Cast

HOUR = timedelta(hours=1)


@pytest.fixture
def told_by_siti(cast: Cast, uji: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The service counts Siti, and whoever came with a proved phone, among those who told of it."""

    def hers(*, actor: Actor, case: Any, step: str) -> Any:
        ours = actor.person_id == cast.person("siti").pk or actor == VISITOR
        return YES if ours and step == "konfirmasi" else no("Ini bukan laporan Anda. Lihat lagi nomornya.")

    monkeypatch.setitem(registry._services, "uji", replace(registry.services()["uji"], may_answer=hers))
    publish_lamp()


def fixed(cast: Cast, **more: Any) -> Case:
    """A case of which the office says at ten o'clock that it is put right."""
    case, budi = start_lamp(cast, **more), cast.actor("budi")
    actions.advance(actor=budi, case=case, step="periksa", outcome="terus", key="1", at=MONDAY + HOUR)
    actions.advance(actor=budi, case=case, step="kerja", outcome="beres", key="2", at=MONDAY + 2 * HOUR)
    case.refresh_from_db()
    return case


def test_it_is_the_residents_turn_and_the_citys_clock_stands_still(cast, told_by_siti):
    case = fixed(cast)
    assert (case.turn, case.marking, case.promised_at, case.city_minutes) == ("applicant", ["konfirmasi"], None, 120)
    assert case.turn_due_at == datetime(2026, 8, 13, 23, 59, tzinfo=WITA)  # ten days of the calendar
    item = WorkItem.objects.get(case=case, done_at=None)
    assert (item.side, item.role, item.unit_id, item.holder_id, item.due_at) == (
        "applicant", "warga", case.unit_id, None, case.turn_due_at,
    )  # fmt: skip


def test_it_is_nobodys_work_in_the_office(cast, told_by_siti):
    case, budi, lurah = fixed(cast), cast.actor("budi"), cast.actor("bu_lurah")
    much_later = MONDAY + timedelta(days=9)
    for actor in (budi, lurah):
        assert queries.inbox(actor, now=much_later).rows == []
        assert queries.counts(actor, now=much_later).all == 0
    assert queries.board(case.unit_id, now=much_later) == []
    assert queries.unit_items(case.unit_id, now=much_later).rows == []
    assert queries.newest_open([case]) == {}
    (heap,) = late.counted(SISTEM, now=much_later)
    assert (heap.open, heap.running, heap.applicant) == (0, 1, 1)
    assert not policies.may_hand_over(actor=lurah, case=case, step="konfirmasi")


@pytest.mark.parametrize("who", ["siti", "visitor"])
def test_who_told_of_it_says_that_it_is_put_right(cast, told_by_siti, who):
    case, actor = fixed(cast), VISITOR if who == "visitor" else cast.actor(who)
    given = {"actor": actor, "case": case, "step": "konfirmasi", "outcome": "setuju", "key": "3"}
    event = actions.advance(**given, at=MONDAY + 5 * HOUR)
    assert (event.actor_name, event.account_id) == ("Warga", None)
    assert actions.advance(**given).seq == event.seq  # a double click
    case.refresh_from_db()
    assert (case.ended, case.city_minutes, case.applicant_minutes) == ("fixed", 120, 120)  # the break at noon left out
    assert WorkItem.objects.get(case=case, step="konfirmasi").holder_id is None
    assert first_broken_case_link() is None


@pytest.mark.parametrize("who", ["tono", "budi", "bu_lurah", "pak_camat", "wali_kota"])
def test_nobody_else_says_so(cast, told_by_siti, who):
    case = fixed(cast)
    with pytest.raises(NotAllowed):
        actions.advance(actor=cast.actor(who), case=case, step="konfirmasi", outcome="setuju", key="3", at=MONDAY + 3 * HOUR)


def test_who_disagrees_says_why_and_the_work_begins_again(cast, told_by_siti):
    case, siti = fixed(cast), cast.actor("siti")
    given: dict[str, Any] = {"actor": siti, "case": case, "step": "konfirmasi", "outcome": "belum", "key": "3"}
    with pytest.raises(Refusal, match="alasannya"):
        actions.advance(**given, at=MONDAY + 3 * HOUR)
    actions.advance(**given, said=Said(reason="Masih gelap."), at=MONDAY + 3 * HOUR)
    case.refresh_from_db()
    assert (case.turn, case.marking, case.returns) == ("city", ["kerja"], 0)
    with pytest.raises(AlreadyDone):
        actions.advance(actor=SISTEM, case=case, step="konfirmasi", outcome="setuju", key="4")


def test_who_stays_silent_is_taken_to_agree_and_the_case_does_not_lapse(cast, told_by_siti):
    case = fixed(cast)
    after = case.turn_due_at + HOUR
    assert actions.sweep_lapsed(at=after) == 0
    assert actions.sweep_due(at=case.turn_due_at - HOUR) == 0
    assert actions.sweep_due(at=after) == 1
    assert actions.sweep_due(at=after) == 0 and actions.sweep_lapsed(at=after) == 0
    case.refresh_from_db()
    assert case.ended == "fixed"
    event = Event.objects.get(case_id=case.pk, step="konfirmasi")
    assert (event.actor_kind, event.outcome, event.data["default"]) == ("system", "diam", True)


def test_the_database_lets_no_such_case_lapse(cast, told_by_siti):
    case = fixed(cast)
    lapsed = Event(
        case_id=case.pk, seq=0, at=case.turn_due_at + HOUR, kind="lapsed", actor_kind="system", actor_name="Sistem",
        channel="system", key="lapse",
    )  # fmt: skip
    with pytest.raises(Exception, match="still has time"):
        lapsed.save(force_insert=True)


def test_an_applicant_decides_a_step_of_the_residents_in_a_case_of_their_own(cast, publish, submit):
    publish([LAMP[1], ASK_RESIDENTS])
    case = submit()
    actions.advance(actor=cast.actor("budi"), case=case, step="kerja", outcome="beres", key="1", at=MONDAY + HOUR)
    for who in ("tono", "budi"):
        with pytest.raises(Refusal):
            actions.advance(actor=cast.actor(who), case=case, step="konfirmasi", outcome="setuju", key="2", at=MONDAY + 2 * HOUR)
    event = actions.advance(
        actor=cast.actor("siti"), case=case, step="konfirmasi", outcome="setuju", key="2", at=MONDAY + 2 * HOUR
    )
    assert event.actor_name == "Siti"


def test_what_an_applicant_reads_of_it(cast, publish, submit):
    publish([LAMP[1], ASK_RESIDENTS])
    case = submit()
    actions.advance(actor=cast.actor("budi"), case=case, step="kerja", outcome="beres", key="1", at=MONDAY + HOUR)
    case.refresh_from_db()
    assert queries.status(case) == "Giliran Anda. Sedang konfirmasi" == queries.statuses([case])[case.pk]


def test_two_steps_of_the_residents_wait_each_for_its_own_time(cast, uji):
    two = [
        step("bagi", "staf-pelayanan", {"dua": {"next": ["tanya", "nilai"]}}),
        {**ASK_RESIDENTS, "id": "tanya", "outcomes": {"setuju": {"label": "ya", "next": ["tutup"]}, "diam": {"label": "-", "next": ["tutup"]}}},
        {
            **ASK_RESIDENTS, "id": "nilai", "within": "20 hari",
            "outcomes": {"baik": {"label": "ya", "next": ["tutup"]}, "diam": {"label": "-", "next": ["tutup"]}},
        },
        step("tutup", "staf-pelayanan", {"selesai": {"end": "fixed"}}, waits_for=["tanya", "nilai"]),
    ]  # fmt: skip
    publish_lamp(two)
    case = start_lamp(cast)
    actions.advance(actor=cast.actor("budi"), case=case, step="bagi", outcome="dua", key="1", at=MONDAY)
    case.refresh_from_db()
    assert case.turn_due_at == datetime(2026, 8, 13, 23, 59, tzinfo=WITA)
    assert actions.sweep_due(at=case.turn_due_at + HOUR) == 1
    case.refresh_from_db()
    assert (case.turn, case.turn_due_at) == ("applicant", datetime(2026, 8, 23, 23, 59, tzinfo=WITA))
    assert actions.sweep_due(at=case.turn_due_at + HOUR) == 1
    case.refresh_from_db()
    assert (case.turn, case.marking) == ("city", ["tutup"])


def test_such_a_case_is_in_the_log_and_follows_its_sop(cast, told_by_siti):
    case = fixed(cast)
    actions.advance(actor=cast.actor("siti"), case=case, step="konfirmasi", outcome="setuju", key="3", at=MONDAY + 5 * HOUR)
    since, until = MONDAY - HOUR, MONDAY + timedelta(days=1)
    (logged,) = eventlog.logged_cases(eventlog.Period(since, until))
    assert [(e.role, e.unit) for e in logged.events] == [
        ("warga", ""), ("staf-pelayanan", unit_of(cast)), ("staf-pelayanan", unit_of(cast)), ("warga", ""),
    ]  # fmt: skip
    (way,) = paths.ways(SLUG, since, until)
    assert paths.follows(way)
    turns = queries.turns(case, queries.events(case), catalog.procedure(case.procedure_id), now=until)
    assert [t.side for t in turns] == ["city", "applicant"]
