"""One outcome of one step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.kernel.cases import actions
from lorong.kernel.cases.errors import CaseIsOver, Missing, NoSuchOutcome, ReturnedOftenEnough
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.tests.conftest import BACK, NO, step
from lorong.kernel.cases.values import Said
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import AlreadyDone, GuardFailed, NotAllowed, NotFound
from lorong.testing import MONDAY, WITA


def after(minutes: int):
    return MONDAY + timedelta(minutes=minutes)


@pytest.fixture
def running(publish, submit) -> Case:
    publish()
    return submit()


def test_a_submitted_case_has_a_number_a_promise_and_its_first_step_open(running):
    assert running.number.startswith("26-0803-")
    assert running.turn == "city"
    assert running.marking == ["periksa"]
    # One working day is 450 minutes: 08.00 to 16.00 without the break is 420, the rest is Tuesday from 07.30.
    assert running.promised_at.astimezone(WITA).strftime("%d %H.%M") == "04 08.00"
    item = WorkItem.objects.get(case=running)
    assert (item.step, item.role, item.done_at) == ("periksa", "staf-pelayanan", None)
    assert item.due_at == after(60)


def test_the_way_through_ends_the_case_and_counts_working_minutes(running, cast):
    actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="lengkap", key="a", at=after(20))
    actions.advance(actor=cast.actor("bu_lurah"), case=running, step="setujui", outcome="ya", key="b", at=after(300))
    case = Case.objects.get(pk=running.pk)
    assert case.ended == "issued"
    assert case.turn == "none"
    assert case.city_minutes == 240  # 300 clock minutes less the hour of rest
    assert [(i.step, i.minutes, i.late) for i in WorkItem.objects.filter(case=case).order_by("pk")] == [
        ("periksa", 20, False),
        ("setujui", 220, False),
    ]


def test_a_return_stops_the_citys_clock_and_starts_the_applicants(running, cast):
    budi = cast.actor("budi")
    actions.advance(actor=budi, case=running, step="periksa", outcome="kurang", key="a", said=Said(reason="gelap"), at=after(30))
    case = Case.objects.get(pk=running.pk)
    assert (case.turn, case.promised_at, case.city_minutes, case.returns) == ("applicant", None, 30, 1)
    assert case.turn_due_at > after(30)
    actions.resubmit(actor=cast.actor("siti"), case=case, key="b", at=after(120))
    case.refresh_from_db()
    assert (case.turn, case.city_minutes, case.applicant_minutes) == ("city", 30, 90)
    # 450 promised, 30 used: 420 working minutes from 10.00 on.
    assert case.promised_at.astimezone(WITA).strftime("%d %H.%M") == "04 09.30"
    assert WorkItem.objects.filter(case=case, done_at=None).count() == 1


def test_a_case_is_returned_at_most_as_often_as_the_sop_says(running, cast):
    for n in range(2):
        actions.advance(
            actor=cast.actor("budi"),
            case=running,
            step="periksa",
            outcome="kurang",
            key=f"k{n}",
            said=Said(reason="x"),
            at=after(n * 10 + 1),
        )
        actions.resubmit(actor=cast.actor("siti"), case=running, key=f"s{n}", at=after(n * 10 + 5))
    with pytest.raises(ReturnedOftenEnough, match="2 kali"):
        actions.advance(
            actor=cast.actor("budi"),
            case=running,
            step="periksa",
            outcome="kurang",
            key="k9",
            said=Said(reason="x"),
            at=after(60),
        )


def test_a_refusal_needs_a_reason(running, cast):
    with pytest.raises(Missing) as refused:
        actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="tolak", key="a", at=after(5))
    assert refused.value.field == "reason"
    actions.advance(
        actor=cast.actor("budi"),
        case=running,
        step="periksa",
        outcome="tolak",
        key="a",
        said=Said(reason="Bukan di sini"),
        at=after(5),
    )
    assert Case.objects.get(pk=running.pk).ended == "refused"


def test_an_outcome_that_the_sop_does_not_have_is_refused_with_the_ones_it_has(running, cast):
    with pytest.raises(NoSuchOutcome, match="lengkap, kurang, tolak"):
        actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="lulus", key="a")


def test_a_reason_that_is_not_in_the_list_is_refused(running, cast):
    with pytest.raises(NoSuchOutcome):
        actions.advance(
            actor=cast.actor("budi"),
            case=running,
            step="periksa",
            outcome="kurang",
            key="a",
            said=Said(reasons=("Kurang ajar",)),
        )


def test_only_the_role_at_the_unit_may_decide(running, cast):
    with pytest.raises(NotAllowed, match="bukan tugas jabatan Anda"):
        actions.advance(actor=cast.actor("bu_lurah"), case=running, step="periksa", outcome="lengkap", key="a")
    with pytest.raises(NotFound):
        actions.advance(actor=cast.actor("tono"), case=running, step="periksa", outcome="lengkap", key="a")
    with pytest.raises(NotAllowed):
        actions.advance(actor=cast.actor("siti"), case=running, step="periksa", outcome="lengkap", key="a")
    assert Event.objects.filter(case_id=running.pk).count() == 1


def test_nobody_decides_on_their_own_case(publish, cast):
    publish()
    budi = cast.actor("budi")
    own = cast.person("budi")
    household = own.household
    household.region = cast.person("siti").household.region
    household.save()
    draft = actions.begin_draft(actor=budi, slug="layanan-uji", applicant=own, subject=own)
    case = actions.submit(actor=budi, draft=draft, at=MONDAY)
    with pytest.raises(NotAllowed, match="urusan Anda sendiri"):
        actions.advance(actor=budi, case=case, step="periksa", outcome="lengkap", key="a")


def test_the_same_key_gives_the_first_result(running, cast):
    first = actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="lengkap", key="klik", at=after(5))
    again = actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="lengkap", key="klik", at=after(6))
    assert (again.seq, again.at) == (first.seq, first.at)
    assert Event.objects.filter(case_id=running.pk).count() == 2


def test_the_second_of_two_officers_is_told_who_was_first_and_when(running, cast):
    actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="lengkap", key="a", at=after(151))
    with pytest.raises(AlreadyDone, match=r"Sudah diputuskan Budi pukul 10\.31"):
        actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="tolak", key="b", said=Said(reason="x"))


def test_a_case_that_is_over_takes_no_more(running, cast):
    actions.advance(
        actor=cast.actor("budi"),
        case=running,
        step="periksa",
        outcome="tolak",
        key="a",
        said=Said(reason="x"),
        at=after(5),
    )
    with pytest.raises((CaseIsOver, AlreadyDone)):
        actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="lengkap", key="b")
    with pytest.raises(CaseIsOver):
        actions.resubmit(actor=cast.actor("siti"), case=running, key="c")


def test_a_guard_refuses_and_nothing_is_written(publish, submit, cast, uji):
    publish([step("periksa", "staf-pelayanan", {"ya": {"end": "issued", "guards": ["uji_pintu"]}, "tidak": NO})])
    case = submit()
    with pytest.raises(GuardFailed, match="Buka pintunya"):
        actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="ya", key="a")
    assert Event.objects.filter(case_id=case.pk).count() == 1
    uji["open"] = True
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="ya", key="a")


PARALLEL = [
    step("mulai", "staf-pelayanan", {"lanjut": {"next": ["kiri", "kanan"]}}),
    step("kiri", "staf-pelayanan", {"beres": "gabung", "tolak": NO}),
    step("kanan", "kasi-pelayanan", {"beres": "gabung", "kurang": BACK}),
    step("gabung", "lurah", {"ya": {"end": "issued"}}, waits_for=["kiri", "kanan"]),
]


@pytest.mark.parametrize("order", [("kiri", "kanan"), ("kanan", "kiri")])
def test_parallel_steps_are_waited_for_in_either_order(publish, submit, cast, order):
    publish(PARALLEL)
    case = submit()
    actors = {"kiri": cast.actor("budi"), "kanan": cast.actor("kasi")}
    actions.advance(actor=cast.actor("budi"), case=case, step="mulai", outcome="lanjut", key="0", at=after(1))
    actions.advance(actor=actors[order[0]], case=case, step=order[0], outcome="beres", key="1", at=after(2))
    assert set(Case.objects.get(pk=case.pk).marking) == {f"{order[0]}>gabung", order[1]}
    actions.advance(actor=actors[order[1]], case=case, step=order[1], outcome="beres", key="2", at=after(3))
    assert Case.objects.get(pk=case.pk).marking == ["gabung"]
    actions.advance(actor=cast.actor("bu_lurah"), case=case, step="gabung", outcome="ya", key="3", at=after(4))
    assert Case.objects.get(pk=case.pk).ended == "issued"


def test_a_refusal_in_one_branch_ends_the_other(publish, submit, cast):
    publish(PARALLEL)
    case = submit()
    actions.advance(actor=cast.actor("budi"), case=case, step="mulai", outcome="lanjut", key="0")
    actions.advance(actor=cast.actor("budi"), case=case, step="kiri", outcome="tolak", key="1", said=Said(reason="x"))
    assert not WorkItem.objects.filter(case=case, done_at=None).exists()


def test_the_citys_clock_runs_while_one_branch_waits_for_the_applicant(publish, submit, cast):
    publish(PARALLEL)
    case = submit()
    actions.advance(actor=cast.actor("budi"), case=case, step="mulai", outcome="lanjut", key="0", at=after(1))
    actions.advance(
        actor=cast.actor("kasi"), case=case, step="kanan", outcome="kurang", key="1", said=Said(reason="x"), at=after(2)
    )
    assert Case.objects.get(pk=case.pk).turn == "city"
    actions.advance(actor=cast.actor("budi"), case=case, step="kiri", outcome="beres", key="2", at=after(9))
    assert Case.objects.get(pk=case.pk).turn == "applicant"


def test_a_step_at_the_kecamatan_belongs_to_the_camat(publish, submit, cast):
    publish([step("ketahui", "camat", {"ya": {"end": "issued"}}, at="kecamatan")])
    case = submit()
    assert WorkItem.objects.get(case=case).unit_id == "73.71.13"
    actions.advance(actor=cast.actor("pak_camat"), case=case, step="ketahui", outcome="ya", key="a")


def test_a_machine_step_runs_once_and_only_by_the_machine(publish, submit, cast, uji):
    publish([step("buat", "sistem", {"beres": {"end": "issued"}}, effect="uji_mesin")])
    case = submit()
    with pytest.raises(NotAllowed):
        actions.advance(actor=cast.actor("budi"), case=case, step="buat", outcome="beres", key="a")
    actions.run_effect(case=case, step="buat", seq=1)
    assert actions.run_effect(case=case, step="buat", seq=1) is None
    assert uji["calls"] == [(case.number, "buat")]
    assert Case.objects.get(pk=case.pk).ended == "issued"


def test_an_effect_that_explodes_leaves_the_step_open_for_the_next_try(publish, submit, uji):
    publish([step("buat", "sistem", {"beres": {"end": "issued"}}, effect="uji_mesin")])
    case = submit()

    def explode(context):
        raise ZeroDivisionError

    uji["effect"] = explode
    with pytest.raises(ZeroDivisionError):
        actions.run_effect(case=case, step="buat", seq=1)
    assert Case.objects.get(pk=case.pk).marking == ["buat"]
    uji["effect"] = lambda context: "beres"
    actions.run_effect(case=case, step="buat", seq=1)
    assert Case.objects.get(pk=case.pk).ended == "issued"


def test_a_signing_outcome_goes_through_the_service_and_keeps_no_key(publish, submit, cast):
    publish([step("teken", "lurah", {"ya": {"end": "issued", "signs": True}})])
    case = submit()
    event = actions.advance(
        actor=cast.actor("bu_lurah"), case=case, step="teken", outcome="ya", key="a", said=Said(unlocked=object())
    )
    assert event.data == {"signed_as": "Lurah Rappocini", "key_given": True}


def test_a_step_can_open_another_case_and_wait_for_it(publish, submit, cast):
    publish([step("izin", "lurah", {"ya": {"end": "granted"}, "tidak": NO})], slug="layanan-anak")
    publish([step("tunggu", "sistem", {"granted": {"end": "issued"}, "refused": NO}, opens="layanan-anak")])
    case = submit()
    assert actions.run_effect(case=case, step="tunggu", seq=1) is None
    assert actions.run_effect(case=case, step="tunggu", seq=1) is None
    child = Case.objects.get(parent_number=case.number)
    actions.advance(actor=cast.actor("bu_lurah"), case=child, step="izin", outcome="ya", key="a")
    actions.run_effect(case=case, step="tunggu", seq=1)
    assert Case.objects.get(pk=case.pk).ended == "issued"


def test_a_clock_set_back_does_not_stop_the_work_and_is_noted(running, cast):
    event = actions.advance(
        actor=cast.actor("budi"),
        case=running,
        step="periksa",
        outcome="lengkap",
        key="a",
        at=MONDAY - timedelta(minutes=10),
    )
    assert event.at == running.last_at
    assert event.data["clock_behind_seconds"] == 600


def test_a_running_case_keeps_its_version(publish, submit, cast):
    publish()
    case = submit()
    publish([step("periksa", "staf-pelayanan", {"baru": {"end": "issued"}})])
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="lengkap", key="a")
    assert Case.objects.get(pk=case.pk).marking == ["setujui"]


def test_moving_to_another_version_is_explicit_and_reasoned(publish, submit, cast):
    publish()
    case = submit()
    publish([step("periksa", "staf-pelayanan", {"baru": {"end": "issued"}})])
    with pytest.raises(NotAllowed):
        actions.move_to_version(actor=cast.actor("budi"), case=case, version=2, reason="x")
    with pytest.raises(Missing):
        actions.move_to_version(actor=SISTEM, case=case, version=2, reason=" ")
    actions.move_to_version(actor=SISTEM, case=case, version=2, reason="Perwal 9/2026")
    case.refresh_from_db()
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="baru", key="a")
    assert Case.objects.get(pk=case.pk).ended == "issued"
