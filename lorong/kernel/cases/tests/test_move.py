"""A case goes to another unit, on as another service, or into another case: who may, what opens anew, what goes on."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from lorong.kernel.cases import actions, measuring, queries
from lorong.kernel.cases.actions.telling import tell
from lorong.kernel.cases.models import Case, Event, LimitClock, WorkItem
from lorong.kernel.cases.queries import eventlog, paths, recount
from lorong.kernel.cases.queries.verify import first_broken_case_link
from lorong.kernel.cases.queries.words import history
from lorong.kernel.cases.tests.conftest import step
from lorong.kernel.cases.tests.public import LAMP, SLUG, publish_lamp, start_lamp, unit_of
from lorong.kernel.cases.tests.test_warn import CHECK, FIRST, WORK
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.city.models import Unit
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.messages.models import Message
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, NotFound, Refusal
from lorong.testing import MONDAY, WITA, Cast

HOUR = timedelta(hours=1)


@pytest.fixture
def lamp(cast: Cast, uji: dict[str, Any]) -> None:
    publish_lamp(limits=[FIRST, CHECK, WORK])


def elsewhere(cast: Cast) -> str:
    """Another kelurahan of the same kecamatan."""
    here = Unit.objects.get(pk=unit_of(cast))
    return Unit.objects.filter(parent=here.parent, kind=here.kind, active=True).exclude(pk=here.pk).order_by("pk")[0].pk


def send(cast: Cast, case: Case, who: str = "budi", *, unit: str = "", key: str = "pindah", **more: Any) -> Event:
    actor = SISTEM if who == "system" else cast.actor(who)
    given = {"reason": "Bukan wilayah kami.", "at": MONDAY + HOUR, **more}
    return actions.transfer(actor=actor, case=case, unit=unit or elsewhere(cast), key=key, **given)


# ---- to another unit ------------------------------------------------------------------------------------------------


def test_its_open_step_ends_here_and_opens_there_due_anew(cast, lamp):
    case, there = start_lamp(cast), elsewhere(cast)
    actions.claim(actor=cast.actor("budi"), case=case, step="periksa", at=MONDAY)
    event = send(cast, case)
    case.refresh_from_db()
    assert (case.unit_id, case.marking, case.turn, event.actor_name) == (there, ["periksa"], "city", cast.actor("budi").name)
    old, new = WorkItem.objects.filter(case=case).order_by("pk")
    assert (old.unit_id, old.done_at, old.outcome, old.minutes) == (unit_of(cast), MONDAY + HOUR, "", 60)
    assert (new.unit_id, new.opened_at, new.due_at, new.holder_id) == (there, MONDAY + HOUR, MONDAY + 2 * HOUR, None)
    assert queries.inbox(cast.actor("budi"), now=MONDAY + HOUR).rows == []
    assert first_broken_case_link() is None


def test_the_promise_and_the_clocks_of_the_law_go_on(cast, lamp):
    case = start_lamp(cast)
    promised = case.promised_at
    before = list(LimitClock.objects.filter(case=case).order_by("pk").values())
    send(cast, case)
    case.refresh_from_db()
    assert (case.promised_at, case.turn_since, case.city_minutes) == (promised, MONDAY, 0)
    assert list(LimitClock.objects.filter(case=case).order_by("pk").values()) == before


def test_the_history_says_where_it_went_and_why(cast, lamp):
    case = start_lamp(cast)
    send(cast, case)
    told = history(case, queries.events(case), catalog.procedure(case.procedure_id))[-1][1]
    assert told == f"{cast.actor('budi').name} memindahkan ke {Unit.objects.get(pk=elsewhere(cast)).name}: Bukan wilayah kami."


@pytest.mark.parametrize("who", ["budi", "bu_lurah", "system"])
def test_who_has_it_sends_it_on(cast, lamp, who):
    assert send(cast, start_lamp(cast), who).kind == "transferred"


@pytest.mark.parametrize("who", ["siti", "tono", "auditor", "kasi"])
def test_others_do_not(cast, lamp, who):
    case = start_lamp(cast)
    with pytest.raises((NotAllowed, NotFound)):
        send(cast, case, who)
    assert Event.objects.filter(case_id=case.pk).count() == 1


def test_a_double_click_sends_it_once(cast, lamp):
    case = start_lamp(cast)
    assert send(cast, case).seq == send(cast, case).seq == 2


@pytest.mark.parametrize("unit", ["here", "nowhere", "closed"])
def test_it_goes_to_another_unit_that_works(cast, lamp, unit):
    case = start_lamp(cast)
    closed = Unit.objects.create(code="tutup", name="Tutup", short_name="Tutup", kind="office", abbreviation="TTP", active=False)
    MEMORY.renew()  # the process knows the units by heart
    with pytest.raises(Refusal):
        send(cast, case, unit={"here": case.unit_id, "nowhere": "tiada", "closed": closed.pk}[unit])


def test_it_says_why(cast, lamp):
    with pytest.raises(Refusal, match="alasannya"):
        send(cast, start_lamp(cast), reason=" ")


def test_what_is_over_goes_nowhere(cast, lamp):
    case = start_lamp(cast)
    actions.withdraw_public(actor=SISTEM, case=case, key="t", at=MONDAY)
    with pytest.raises(Refusal, match="sudah selesai"):
        send(cast, case, "system")


def test_what_residents_were_asked_is_still_asked_of_them(cast, lamp):
    case, budi = start_lamp(cast), cast.actor("budi")
    for key, name, outcome in (("1", "periksa", "terus"), ("2", "kerja", "beres")):
        actions.advance(actor=budi, case=case, step=name, outcome=outcome, key=key, at=MONDAY)
    case.refresh_from_db()
    due, items = case.turn_due_at, WorkItem.objects.filter(case=case).count()
    send(cast, case, "bu_lurah")
    case.refresh_from_db()
    assert (case.turn, case.turn_due_at, case.unit_id) == ("applicant", due, elsewhere(cast))
    assert WorkItem.objects.filter(case=case).count() == items
    actions.advance(
        actor=SISTEM, case=case, step="konfirmasi", outcome="belum", key="3", said=Said(reason="Gelap"), at=MONDAY + 2 * HOUR
    )
    assert WorkItem.objects.get(case=case, done_at=None).unit_id == elsewhere(cast)


def test_an_application_is_sent_on_just_so(cast, publish, submit):
    publish()
    case = submit()
    send(cast, case)
    case.refresh_from_db()
    assert case.unit_id == elsewhere(cast) and case.applicant_id == cast.person("siti").pk
    tell(case_id=case.pk, seq=2)
    message = Message.objects.filter(template="pindah_kantor").first()
    assert message is not None and message.person_id == case.applicant_id
    assert Unit.objects.get(pk=elsewhere(cast)).name in message.body and "Bukan wilayah kami." in message.body
    assert first_broken_case_link() is None


@pytest.mark.parametrize("side", ["outside", "applicant"])
def test_the_database_moves_no_work_but_the_offices(cast, lamp, side):
    steps = [
        step("bagi", "staf-pelayanan", {"dua": {"next": ["kerja", "lain"]}}),
        step("kerja", "staf-pelayanan", {"beres": {"end": "fixed"}}),
        step("lain", "pihak-luar", {"beres": {"end": "fixed"}}, party={"name": "PLN"})
        if side == "outside"
        else {
            **LAMP[2],
            "id": "lain",
            "outcomes": {"setuju": {"label": "-", "end": "fixed"}, "diam": {"label": "-", "end": "fixed"}},
        },
    ]
    publish_lamp(steps)
    case = start_lamp(cast, key="dua")
    actions.advance(actor=cast.actor("budi"), case=case, step="bagi", outcome="dua", key="1", at=MONDAY)
    send(cast, case, "bu_lurah")
    case.refresh_from_db()
    assert {i.step: i.unit_id for i in WorkItem.objects.filter(case=case, done_at=None)} == {
        "kerja": elsewhere(cast), "lain": unit_of(cast),
    }  # fmt: skip
    item = WorkItem.objects.get(case=case, step="lain")
    with pytest.raises(DatabaseError, match="no event ended step"):
        WorkItem.objects.filter(pk=item.pk).update(done_at=MONDAY + HOUR, done_seq=case.last_seq)


# ---- as another service of its kind ---------------------------------------------------------------------------------


@pytest.fixture
def two_kinds(cast: Cast, uji: dict[str, Any]) -> None:
    publish_lamp(limits=[FIRST, CHECK])
    other = [{**LAMP[0], "by": "kasi-pelayanan", "within": "2 jam"}, *LAMP[1:]]
    publish_lamp(
        other, slug="jalan-uji", title="Jalan rusak", promise="3 hari kerja", limits=[{**FIRST, "within": "5 hari"}, WORK]
    )


def turn_into(cast: Cast, case: Case, who: str = "budi", *, slug: str = "jalan-uji", **more: Any) -> Event:
    given = {"reason": "Ini jalan, bukan lampu.", "key": "jenis", "at": MONDAY + HOUR, **more}
    return actions.reclassify(actor=cast.actor(who), case=case, slug=slug, **given)


def test_it_goes_on_under_the_other_sop_with_its_promise_and_its_clocks(cast, two_kinds):
    case = start_lamp(cast)
    turn_into(cast, case)
    case.refresh_from_db()
    assert (case.slug, case.marking, case.answers, case.promised_minutes) == ("jalan-uji", ["periksa"], {"tiang": "7"}, 3 * 450)
    assert case.promised_at == datetime(2026, 8, 6, 8, 0, tzinfo=WITA)
    (item,) = WorkItem.objects.filter(case=case, done_at=None)
    assert (item.role, item.due_at) == ("kasi-pelayanan", MONDAY + 3 * HOUR)
    clocks = {c.id: (c.due_at.astimezone(WITA).date().isoformat(), c.met_at) for c in queries.limits_of(case)}
    assert clocks == {"pertama": ("2026-08-08", None)}  # counted from the submission
    assert LimitClock.objects.get(case=case, limit="verifikasi").met_at == MONDAY + HOUR  # the other SOP has no such clock
    assert first_broken_case_link() is None
    actions.advance(actor=cast.actor("kasi"), case=case, step="periksa", outcome="terus", key="1", at=MONDAY + 2 * HOUR)
    assert {c.id for c in queries.limits_of(case)} == {"pertama", "kerja"}
    assert first_broken_case_link() is None


def test_and_at_another_unit_when_one_is_named(cast, two_kinds):
    case = start_lamp(cast)
    turn_into(cast, case, unit=elsewhere(cast))
    case.refresh_from_db()
    assert (case.unit_id, WorkItem.objects.get(case=case, done_at=None).unit_id) == (elsewhere(cast), elsewhere(cast))


def test_its_way_is_told_and_left_out_where_ways_are_held_against_one_sop(cast, two_kinds):
    case = start_lamp(cast)
    turn_into(cast, case)
    told = history(case, queries.events(case), catalog.procedure(case.procedure_id))[-1][1]
    assert told == f"{cast.actor('budi').name} mengganti jenisnya menjadi Jalan rusak: Ini jalan, bukan lampu."
    said = Said(reason="Sudah ada.")
    actions.advance(
        actor=cast.actor("kasi"), case=case, step="periksa", outcome="arsip", key="1", said=said, at=MONDAY + 2 * HOUR
    )
    since, until = MONDAY - HOUR, MONDAY + timedelta(days=1)
    assert paths.ways("jalan-uji", since, until) == []
    assert ("reclassified", 1, 1) in {(b.kind, b.times, b.cases) for b in paths.acts_beside("jalan-uji", since, until)}
    assert len(list(eventlog.logged_cases(eventlog.Period(since, until)))) == 1


def test_it_may_be_turned_back(cast, two_kinds):
    case = start_lamp(cast)
    turn_into(cast, case)
    turn_into(cast, case, "kasi", slug=SLUG, key="kembali", at=MONDAY + 2 * HOUR)
    case.refresh_from_db()
    assert (case.slug, case.promised_minutes) == (SLUG, 450)
    assert {c.id: c.met_at for c in queries.limits_of(case)} == {"pertama": None, "verifikasi": None}
    assert first_broken_case_link() is None


@pytest.mark.parametrize("slug", [SLUG, "tiada", "layanan-uji", "lain-uji"])
def test_it_becomes_another_kind_that_is_there_and_fits(cast, two_kinds, publish, slug):
    publish()
    publish_lamp([{**LAMP[1], "id": "lain", "outcomes": {"beres": {"label": "-", "end": "fixed"}}}], slug="lain-uji")
    with pytest.raises(Refusal):
        turn_into(cast, start_lamp(cast), slug=slug)


def test_what_an_applicant_chose_is_not_changed(cast, two_kinds, publish, submit):
    publish()
    with pytest.raises(Refusal, match="tidak diganti petugas"):
        turn_into(cast, submit())


# ---- into another case ----------------------------------------------------------------------------------------------


def join(cast: Cast, case: Case, into: str, who: str = "budi", **more: Any) -> Event:
    given = {"reason": "Lampu yang sama.", "key": "gabung", "at": MONDAY + HOUR, **more}
    return actions.merge(actor=cast.actor(who), case=case, into_number=into, **given)


def test_it_ends_as_merged_and_counts_neither_for_nor_against_the_promise(cast, lamp):
    first, second = start_lamp(cast), start_lamp(cast, key="lampu-2")
    event = join(cast, second, first.number)
    second.refresh_from_db()
    assert (second.ended, second.marking, event.data["into"]) == ("merged", [], first.number)
    assert not WorkItem.objects.filter(case=second, done_at=None).exists()
    assert all(clock.met_at for clock in LimitClock.objects.filter(case=second))
    whole = recount.whole(MONDAY, MONDAY + timedelta(days=1))
    assert (whole.volume, whole.judged, whole.on_time) == (1, 0, 0)
    (way,) = paths.ways(SLUG, MONDAY, MONDAY + timedelta(days=1))
    assert paths.follows(way)
    (logged,) = eventlog.logged_cases(eventlog.Period(MONDAY, MONDAY + timedelta(days=1)))
    assert logged.events[-1].activity == "Digabungkan ke aduan lain"
    assert first_broken_case_link() is None
    cells = measuring.Cells(WITA)
    cells.add_case(SLUG, second.unit_id, "merged", MONDAY + HOUR, 60, 0, 450, 0)
    assert {(c.volume, c.judged) for c in cells.cells.values()} == {(1, 0)}
    assert queries.status(second) == "Digabungkan dengan aduan lain tentang hal yang sama."


@pytest.mark.parametrize("who", ["siti", "auditor", "pak_camat"])
def test_only_who_has_it_merges(cast, lamp, who):
    first, second = start_lamp(cast), start_lamp(cast, key="lampu-2")
    with pytest.raises((NotAllowed, NotFound)):
        join(cast, second, first.number, who)


def test_it_goes_into_another_one_that_runs(cast, lamp, publish, submit):
    publish()
    first, second = start_lamp(cast), start_lamp(cast, key="lampu-2")
    for number in (second.number, "26-0101-0001", submit().number):
        with pytest.raises(Refusal):
            join(cast, second, number)
    actions.withdraw_public(actor=SISTEM, case=first, key="t", at=MONDAY)
    with pytest.raises(Refusal, match="sudah selesai"):
        join(cast, second, first.number)


def test_an_application_is_not_merged(cast, lamp, publish, submit):
    publish()
    case = submit()
    with pytest.raises(NotAllowed):
        join(cast, case, start_lamp(cast).number)
    merged = Event(
        case_id=case.pk, seq=0, at=MONDAY + HOUR, kind="merged", actor_kind="system", actor_name="Sistem", channel="system",
        key="x", data={"into": start_lamp(cast).number},
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="of the public, or not at all"):
        merged.save(force_insert=True)


@pytest.mark.usefixtures("own_database")
def test_of_two_that_are_merged_into_each_other_at_once_one_goes_on(django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        cast, failed = Cast(), []
        registry.services()
        monkeypatch.setitem(registry._services, "uji", registry.Service("uji", "Uji"))
        publish_lamp()
        first, second = start_lamp(cast), start_lamp(cast, key="lampu-2")
        barrier = threading.Barrier(2)

        def merge(one: Case, other: Case) -> None:
            try:
                barrier.wait()
                actions.merge(actor=SISTEM, case=one, into_number=other.number, reason="Sama", key="g", at=MONDAY + HOUR)
            except Refusal as refusal:
                failed.append(refusal.sentence)
            finally:
                connections.close_all()

        pairs = [(first, second), (second, first)]
        threads = [threading.Thread(target=merge, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(failed) == 1
        assert sorted(Case.objects.values_list("ended", flat=True)) == ["", "merged"]
        connection.close()
