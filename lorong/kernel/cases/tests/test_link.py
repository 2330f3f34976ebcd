"""Signed, expiring links for people without an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.errors import LinkIsDead
from lorong.kernel.cases.models import Case, Draft, OutsideLink
from lorong.kernel.cases.tests.conftest import LINE, NO, step
from lorong.kernel.documents.models import Document
from lorong.lib.actors import SISTEM, ActorKind
from lorong.lib.refusals import NotAllowed, NotFound, Refusal
from lorong.testing import MONDAY

PAPERS = [
    {"id": "pengantar_rt", "name": "Pengantar RT", "by_link": "ketua-rt"},
    {"id": "ktp", "name": "KTP", "required": False},
]
PHONE = "0812 3456 7890"


@pytest.fixture
def draft(publish, cast) -> Draft:
    publish(LINE, requirements=PAPERS)
    siti = cast.person("siti")
    return actions.begin_draft(actor=cast.actor("siti"), slug="layanan-uji", applicant=siti, subject=siti)


def ask(cast, draft, **more):
    given = {"actor": cast.actor("siti"), "draft": draft, "requirement": "pengantar_rt", "party": "Pak RT 3", "phone": PHONE}
    return actions.make_link(**{**given, **more})


def test_an_introduction_by_link_satisfies_the_requirement(draft, cast):
    fresh = ask(cast, draft)
    assert fresh.phone == "+6281234567890"
    link, party = actions.open_link(token=fresh.token)
    assert (party.kind, party.name, party.account_id, party.person_id) == (ActorKind.OUTSIDE, "Pak RT 3", None, None)
    actions.use_draft_link(actor=party, link=link, agrees=True, note="Tinggal di sini")
    statement = Document.objects.get(person=cast.person("siti"), kind="pengantar_rt")
    assert statement.statement["by"] == "Pak RT 3"
    assert statement.accepted_at is not None
    case = actions.submit(actor=cast.actor("siti"), draft=draft)
    assert [a.document_id for a in queries.attachments(case)] == [statement.pk]


def test_an_introduction_that_is_denied_gives_no_document(draft, cast):
    link, party = actions.open_link(token=ask(cast, draft).token)
    used = actions.use_draft_link(actor=party, link=link, agrees=False, note="Tidak kenal")
    assert used.result == {"agrees": False, "note": "Tidak kenal"}
    assert Draft.objects.get(pk=draft.pk).documents == {}
    assert queries.links_of(draft)["pengantar_rt"].result["agrees"] is False


def test_the_house_keeps_no_token(draft, cast):
    token = ask(cast, draft).token
    link = OutsideLink.objects.get(draft=draft)
    assert token.encode() not in bytes(link.token_hash)
    assert len(link.token_hash) == 32
    assert len(token) >= 32


@pytest.mark.parametrize("token", ["", "x", "a" * 32, "\x00", "🙂"])
def test_an_unknown_link_says_so(draft, cast, token):
    ask(cast, draft)
    with pytest.raises(LinkIsDead, match="tidak dikenal"):
        actions.open_link(token=token)


def test_a_link_past_its_time_is_dead(draft, cast):
    fresh = ask(cast, draft)
    actions.open_link(token=fresh.token, at=fresh.link.expires_at - timedelta(seconds=1))
    with pytest.raises(LinkIsDead, match="lewat waktunya"):
        actions.open_link(token=fresh.token, at=fresh.link.expires_at)


def test_a_used_link_is_dead(draft, cast):
    fresh = ask(cast, draft)
    link, party = actions.open_link(token=fresh.token)
    actions.use_draft_link(actor=party, link=link, agrees=True)
    with pytest.raises(LinkIsDead, match="sudah dipakai"):
        actions.open_link(token=fresh.token)
    with pytest.raises(LinkIsDead):
        actions.use_draft_link(actor=party, link=link, agrees=False)
    assert Document.objects.filter(kind="pengantar_rt").count() == 1


def test_a_new_link_replaces_the_older_one(draft, cast):
    older, newer = ask(cast, draft), ask(cast, draft)
    with pytest.raises(LinkIsDead, match="lewat waktunya"):
        actions.open_link(token=older.token)
    actions.open_link(token=newer.token)


def test_a_link_opens_only_what_it_is_for(draft, cast):
    link, _ = actions.open_link(token=ask(cast, draft).token)
    other = ask(cast, draft)
    _, stranger = actions.open_link(token=other.token)
    with pytest.raises(NotAllowed, match="bukan untuk Anda"):
        actions.use_draft_link(actor=stranger, link=link, agrees=True)
    with pytest.raises(NotAllowed):
        actions.use_draft_link(actor=cast.actor("siti"), link=link, agrees=True)


def test_tono_sends_no_link_for_sitis_draft(draft, cast):
    with pytest.raises(NotFound):
        ask(cast, draft, actor=cast.actor("tono"))


@pytest.mark.parametrize("requirement", ["ktp", "tiada"])
def test_only_what_may_be_given_by_link_is_asked_by_link(draft, cast, requirement):
    with pytest.raises(Refusal, match="tidak bisa diminta lewat tautan"):
        ask(cast, draft, requirement=requirement)


def test_a_phone_that_gets_no_sms_is_named(draft, cast):
    with pytest.raises(Refusal) as refused:
        ask(cast, draft, phone="0411 123456")
    assert refused.value.field == "phone"
    assert not OutsideLink.objects.exists()


WITNESS = [
    step("saksikan", "pihak-luar", {"benar": "setujui", "tidak": NO}, party={"name": "Saksi", "contact": "hp_saksi"}),
    step("setujui", "lurah", {"ya": {"end": "issued"}}),
]
ASKS_PHONE = {"pages": [{"id": "a", "title": "Saksi?", "fields": [{"id": "hp_saksi", "label": "HP saksi", "type": "phone"}]}]}


@pytest.fixture
def witnessed(publish, submit) -> Case:
    publish(WITNESS, form=ASKS_PHONE)
    return submit(at=timezone.now(), hp_saksi=PHONE)


def test_an_outside_party_does_its_step_without_an_account(witnessed, cast):
    assert witnessed.turn == "outside"
    assert witnessed.promised_at is None
    fresh = actions.send_step_link(actor=SISTEM, case=witnessed, step="saksikan")
    assert fresh.phone == "+6281234567890"
    _, party = actions.open_link(token=fresh.token)
    event = actions.advance(actor=party, case=witnessed, step="saksikan", outcome="benar", key="x")
    assert (event.actor_kind, event.account_id, event.actor_name) == ("outside", None, "Saksi")
    witnessed.refresh_from_db()
    assert (witnessed.turn, witnessed.marking) == ("city", ["setujui"])
    with pytest.raises(LinkIsDead, match="sudah dipakai"):
        actions.open_link(token=fresh.token)


def test_an_outside_party_does_only_its_own_step_of_its_own_case(witnessed, submit, cast):
    other = submit("tono", at=timezone.now(), hp_saksi=PHONE)
    fresh = actions.send_step_link(actor=SISTEM, case=other, step="saksikan")
    _, stranger = actions.open_link(token=fresh.token)
    with pytest.raises(NotFound):
        actions.advance(actor=stranger, case=witnessed, step="saksikan", outcome="benar", key="x")
    with pytest.raises(NotFound):
        actions.say(actor=stranger, case=witnessed, body="Halo", key="x")


def test_nobody_of_the_office_does_the_outside_partys_step(witnessed, cast):
    for who in ("budi", "bu_lurah", "siti"):
        with pytest.raises(NotAllowed):
            actions.advance(actor=cast.actor(who), case=witnessed, step="saksikan", outcome="benar", key=who)


def test_only_the_system_sends_the_link_of_a_step(witnessed, cast):
    with pytest.raises(NotAllowed):
        actions.send_step_link(actor=cast.actor("siti"), case=witnessed, step="saksikan")


def test_a_second_link_of_a_step_ends_the_first_and_none_is_sent_when_it_is_over(witnessed):
    first = actions.send_step_link(actor=SISTEM, case=witnessed, step="saksikan")
    second = actions.send_step_link(actor=SISTEM, case=witnessed, step="saksikan")
    with pytest.raises(LinkIsDead):
        actions.open_link(token=first.token)
    _, party = actions.open_link(token=second.token)
    actions.advance(actor=party, case=witnessed, step="saksikan", outcome="benar", key="x")
    assert actions.send_step_link(actor=SISTEM, case=witnessed, step="saksikan") is None


def test_the_time_of_an_outside_party_is_not_the_citys(publish, submit):
    publish(WITNESS, form=ASKS_PHONE)
    case = submit(at=MONDAY, hp_saksi=PHONE)
    fresh = actions.send_step_link(actor=SISTEM, case=case, step="saksikan")
    _, party = actions.open_link(token=fresh.token, at=MONDAY)
    actions.advance(actor=party, case=case, step="saksikan", outcome="benar", key="x", at=MONDAY + timedelta(minutes=90))
    case.refresh_from_db()
    assert (case.city_minutes, case.applicant_minutes, case.outside_minutes) == (0, 0, 90)
