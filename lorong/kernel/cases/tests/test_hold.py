"""Taking a step, handing it on, and what the SOP says about who gets it."""

from __future__ import annotations

import pytest

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.models import Event, WorkItem
from lorong.kernel.cases.tests.conftest import NO, step
from lorong.kernel.city import queries as city
from lorong.kernel.people.models import Account
from lorong.lib.refusals import NotAllowed
from lorong.testing import MONDAY

ONE = [step("periksa", "staf-pelayanan", {"ya": {"end": "issued"}, "tidak": NO})]


@pytest.fixture
def colleague(cast):
    """The other counter officer of the same unit, with an account."""
    unit = cast.actor("budi").holdings[0].unit
    other = next(h for h in city.holders_of_role("staf-pelayanan", unit, MONDAY.date()) if h.person_id != cast.person("budi").pk)
    account = Account.objects.create(person_id=other.person_id)
    return city.actor_of(account, at=MONDAY)


def test_a_claimed_step_leaves_the_colleagues_inbox(publish, submit, cast, colleague):
    publish(ONE)
    case = submit()
    budi = cast.actor("budi")
    assert len(queries.inbox(colleague, now=MONDAY).rows) == 1
    actions.claim(actor=budi, case=case, step="periksa")
    assert queries.inbox(colleague, now=MONDAY).rows == []
    assert [i.case_id for i in queries.inbox(budi, now=MONDAY, only="saya").rows] == [case.pk]
    with pytest.raises(NotAllowed, match="rekan lain"):
        actions.advance(actor=colleague, case=case, step="periksa", outcome="ya", key="a")


def test_claiming_twice_is_written_once(publish, submit, cast):
    publish(ONE)
    case = submit()
    for _ in range(2):
        actions.claim(actor=cast.actor("budi"), case=case, step="periksa")
    assert Event.objects.filter(case_id=case.pk, kind="claimed").count() == 1


def test_a_step_is_handed_to_a_colleague_and_only_by_who_holds_it_or_the_head(publish, submit, cast, colleague):
    publish(ONE)
    case = submit()
    actions.claim(actor=cast.actor("budi"), case=case, step="periksa")
    with pytest.raises(NotAllowed):
        actions.hand_over(actor=colleague, case=case, step="periksa", to_account=colleague.account_id, key="x")
    actions.hand_over(actor=cast.actor("bu_lurah"), case=case, step="periksa", to_account=colleague.account_id, key="h")
    assert WorkItem.objects.get(case=case).holder_id == colleague.account_id
    actions.hand_over(actor=colleague, case=case, step="periksa", to_account=None, key="i")
    assert WorkItem.objects.get(case=case).holder_id is None


def test_the_least_loaded_gets_the_work(publish, submit, cast, colleague):
    publish([step("periksa", "staf-pelayanan", {"ya": {"end": "issued"}}, assign="least-loaded")])
    holders = [WorkItem.objects.get(case=submit(who)).holder_id for who in ("siti", "tono")]
    assert sorted(holders) == sorted([cast.account("budi").pk, colleague.account_id])


def test_rotation_gives_work_in_turn(publish, submit, cast, colleague):
    publish([step("periksa", "staf-pelayanan", {"ya": {"end": "issued"}}, assign="rotation")])
    holders = []
    for who in ("siti", "tono", "ketua_rt"):
        person = cast.person(who)
        person.household.region = cast.person("siti").household.region
        person.household.save()
        holders.append(WorkItem.objects.get(case=submit(who)).holder_id)
    assert holders[0] != holders[1]
    assert holders[2] == holders[0]


def test_blind_work_goes_to_one_officer_and_is_marked_as_blind(publish, submit, cast, colleague):
    publish([step("periksa", "staf-pelayanan", {"ya": {"end": "issued"}}, assign="blind")])
    item = WorkItem.objects.get(case=submit())
    assert item.blind
    assert item.holder_id in {cast.account("budi").pk, colleague.account_id}


def test_a_blind_applicant_is_not_found_by_name(publish, submit, cast):
    publish([step("periksa", "staf-pelayanan", {"ya": {"end": "issued"}}, assign="blind")])
    submit()
    assert queries.inbox(cast.actor("budi"), now=MONDAY, words="Siti").rows == []


def test_handing_over_twice_by_a_double_click_is_written_once(publish, submit, cast, colleague):
    publish(ONE)
    case = submit()
    budi = cast.actor("budi")
    actions.claim(actor=budi, case=case, step="periksa")
    for _ in range(2):
        item = actions.hand_over(actor=budi, case=case, step="periksa", to_account=colleague.account_id, key="klik")
        assert item.holder_id == colleague.account_id
    assert Event.objects.filter(case_id=case.pk, kind="handed_over").count() == 1
