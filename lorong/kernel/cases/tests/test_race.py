"""Several at once, each really committing: one wins, the others are told, and the history stays whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.errors import CaseIsOver
from lorong.kernel.cases.models import Case, Draft, Event, WorkItem
from lorong.kernel.cases.tests.conftest import publish_now, step, submit_now
from lorong.kernel.cases.values import Said
from lorong.kernel.city import queries as city
from lorong.kernel.people.models import Account, Person
from lorong.lib.actors import SISTEM, Actor, ActorKind
from lorong.lib.refusals import AlreadyDone, NotAllowed, Refusal
from lorong.testing import MONDAY, Cast

SOON = MONDAY + timedelta(minutes=5)
MACHINE = [step("buat", "sistem", {"beres": {"end": "issued"}}, effect="uji_mesin")]


@pytest.fixture
def world(own_database: str, uji: dict[str, Any]) -> Iterator[Cast]:
    """The cast in a database of the test's own, with the test service open; afterwards every case is still whole."""
    publish_now()
    yield Cast()
    assert queries.first_broken_case_link() is None
    for case in Case.objects.all():
        stands = set(WorkItem.objects.filter(case=case, done_at=None).values_list("step", flat=True))
        assert stands == {t for t in case.marking if not t.startswith("?")}


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all acts at the same moment, each in a thread and a connection of its own; gives results and refusals in order."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def one(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            results[place] = act()
        except BaseException as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "two waited for each other"
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refusal):
            raise result
    return results


def colleague_of(cast: Cast) -> Actor:
    """The other counter officer of Budi's unit."""
    unit = cast.actor("budi").holdings[0].unit
    holders = city.holders_of_role("staf-pelayanan", unit, MONDAY.date())
    other = next(h for h in holders if h.person_id != cast.person("budi").pk)
    actor = city.actor_of(Account.objects.create(person_id=other.person_id), at=MONDAY)
    assert actor is not None
    return actor


def decide(actor: Actor, case: Case, outcome: str, key: str) -> Callable[[], Event]:
    said = Said(reason="Bukan di sini")
    return lambda: actions.advance(actor=actor, case=case, step="periksa", outcome=outcome, key=key, said=said, at=SOON)


def test_of_two_officers_on_one_step_one_wins_and_the_other_is_told_who_and_when(world: Cast) -> None:
    case = submit_now(world)
    budi, colleague = world.actor("budi"), colleague_of(world)
    results = at_once(decide(budi, case, "lengkap", "a"), decide(colleague, case, "tolak", "b"))
    won = [r for r in results if isinstance(r, Event)]
    lost = [r for r in results if isinstance(r, Refusal)]
    assert (len(won), len(lost)) == (1, 1)
    assert isinstance(lost[0], AlreadyDone)
    assert lost[0].sentence == f"Sudah diputuskan {won[0].actor_name} pukul 08.05. Tidak ada yang perlu Anda lakukan."
    assert Event.objects.filter(case_id=case.pk, kind="done").count() == 1


def test_a_double_click_gives_both_the_first_result(world: Cast) -> None:
    case = submit_now(world)
    budi = world.actor("budi")
    results = at_once(*[decide(budi, case, "lengkap", "klik")] * 4)
    assert {r.seq for r in results} == {2}
    assert Event.objects.filter(case_id=case.pk).count() == 2


def test_of_two_officers_who_take_a_step_one_holds_it(world: Cast) -> None:
    case = submit_now(world)
    budi, colleague = world.actor("budi"), colleague_of(world)
    results = at_once(
        lambda: actions.claim(actor=budi, case=case, step="periksa", at=SOON),
        lambda: actions.claim(actor=colleague, case=case, step="periksa", at=SOON),
    )
    refusals = [r for r in results if isinstance(r, Refusal)]
    assert [type(r) for r in refusals] == [NotAllowed]
    holder = WorkItem.objects.get(case=case).holder_id
    assert holder == (budi if isinstance(results[1], Refusal) else colleague).account_id


def test_submitting_one_draft_at_once_gives_one_case(world: Cast) -> None:
    siti, person = world.actor("siti"), world.person("siti")
    draft = actions.begin_draft(actor=siti, slug="layanan-uji", applicant=person, subject=person)
    results = at_once(*[lambda: actions.submit(actor=siti, draft=draft, at=MONDAY)] * 4)
    assert len({case.pk for case in results}) == 1
    assert Case.objects.count() == 1


def test_beginning_at_once_gives_one_draft(world: Cast) -> None:
    siti, person = world.actor("siti"), world.person("siti")
    results = at_once(*[lambda: actions.begin_draft(actor=siti, slug="layanan-uji", applicant=person, subject=person)] * 4)
    assert len({draft.pk for draft in results}) == 1
    assert Draft.objects.count() == 1


def test_pages_saved_at_once_are_all_kept(world: Cast) -> None:
    siti, person = world.actor("siti"), world.person("siti")
    draft = actions.begin_draft(actor=siti, slug="layanan-uji", applicant=person, subject=person)

    def save(n: int) -> Callable[[], Draft]:
        return lambda: actions.save_page(actor=siti, draft=draft, answers={f"isi_{n}": str(n)})

    at_once(*[save(n) for n in range(4)])
    assert Draft.objects.get(pk=draft.pk).answers == {f"isi_{n}": str(n) for n in range(4)}


def test_eight_who_apply_at_once_get_eight_numbers_without_a_gap(world: Cast) -> None:
    neighbours = Person.objects.filter(household__region=world.person("siti").household.region, died_on=None, accounts=None)
    people = list(neighbours.order_by("pk")[:8])
    assert len(people) == 8

    def apply(person: Person) -> Callable[[], Case]:
        account = Account.objects.create(person=person)
        actor = Actor(ActorKind.RESIDENT, person.name, account_id=account.pk, person_id=person.pk)
        draft = actions.begin_draft(actor=actor, slug="layanan-uji", applicant=person, subject=person)
        return lambda: actions.submit(actor=actor, draft=draft, at=MONDAY)

    results = at_once(*[apply(person) for person in people])
    assert sorted(case.number for case in results) == [f"26-0803-{n:04d}" for n in range(1, 9)]


def returned(world: Cast) -> Case:
    case = submit_now(world)
    actions.advance(
        actor=world.actor("budi"), case=case, step="periksa", outcome="kurang", key="k", said=Said(reason="gelap"), at=SOON
    )
    return Case.objects.get(pk=case.pk)


def test_an_answer_at_the_last_moment_and_the_sweep_do_not_both_happen(world: Cast) -> None:
    case = returned(world)
    due = case.turn_due_at
    assert due is not None
    siti = world.actor("siti")
    answered, lapsed = at_once(
        lambda: actions.resubmit(actor=siti, case=case, key="s", at=due),
        lambda: actions.lapse(actor=SISTEM, case=case, at=due),
    )
    case.refresh_from_db()
    if isinstance(answered, Event):
        assert lapsed is None
        assert case.marking == ["periksa"]
    else:
        assert isinstance(answered, CaseIsOver)
        assert case.ended == "lapsed"


def test_an_answer_sent_twice_at_once_is_one_answer(world: Cast) -> None:
    case = returned(world)
    siti = world.actor("siti")
    results = at_once(*[lambda: actions.resubmit(actor=siti, case=case, key="s", at=SOON)] * 3)
    assert {r.seq for r in results} == {3}


def test_taking_back_and_deciding_at_once_leave_one_of_the_two(world: Cast) -> None:
    case = submit_now(world)
    siti, budi = world.actor("siti"), world.actor("budi")
    took, decided = at_once(lambda: actions.withdraw(actor=siti, case=case, key="t", at=SOON), decide(budi, case, "tolak", "d"))
    case.refresh_from_db()
    assert isinstance(took, Event) != isinstance(decided, Event)
    assert case.ended == ("withdrawn" if isinstance(took, Event) else "refused")


def test_two_sweeps_at_once_raise_one_alarm(world: Cast) -> None:
    case = submit_now(world)
    late = MONDAY + timedelta(hours=3)
    results = at_once(*[lambda: actions.sweep_due(at=late)] * 3)
    assert sum(results) == 1
    assert Event.objects.filter(case_id=case.pk, kind="escalated").count() == 1


def test_a_machine_step_run_twice_at_once_ends_once(world: Cast, uji: dict[str, Any]) -> None:
    publish_now(MACHINE, slug="layanan-mesin")
    case = submit_now(world, slug="layanan-mesin")
    results = at_once(*[lambda: actions.run_effect(case=Case.objects.get(pk=case.pk), step="buat", seq=1)] * 3)
    assert Event.objects.filter(case_id=case.pk, kind="done").count() == 1
    assert {r.seq for r in results if r is not None} == {2}
