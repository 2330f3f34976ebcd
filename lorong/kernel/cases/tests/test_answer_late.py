"""The RT head answers whenever he likes: the applicant is told, and an answer that comes late still finds its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.actions.links import FreshLink
from lorong.kernel.cases.errors import LinkIsDead
from lorong.kernel.cases.models import Case, Draft, OutsideLink
from lorong.kernel.cases.tests.conftest import LINE, Publish
from lorong.kernel.cases.values import Said
from lorong.kernel.documents.models import Document
from lorong.kernel.messages.models import Message
from lorong.testing import Cast

PAPERS = [{"id": "pengantar_rt", "name": "Pengantar RT", "by_link": "ketua-rt"}]


@pytest.fixture
def draft(publish: Publish, cast: Cast) -> Draft:
    publish(LINE, requirements=PAPERS)
    siti = cast.person("siti")
    return actions.begin_draft(actor=cast.actor("siti"), slug="layanan-uji", applicant=siti, subject=siti)


def ask(cast: Cast, draft: Draft) -> FreshLink:
    phone = "0812 3456 7890"
    return actions.make_link(actor=cast.actor("siti"), draft=draft, requirement="pengantar_rt", party="Pak RT 3", phone=phone)


def answer(token: str, *, agrees: bool = True, note: str = "") -> OutsideLink:
    link, party = actions.open_link(token=token)
    return actions.use_draft_link(actor=party, link=link, agrees=agrees, note=note)


def paper(cast: Cast) -> Document:
    return Document.objects.create(person=cast.person("siti"), kind="pengantar_rt", statement={"contoh": True})


def send(cast: Cast, draft: Draft) -> Case:
    """Siti does not wait: she uploads the paper and sends."""
    actions.attach(actor=cast.actor("siti"), draft=draft, requirement="pengantar_rt", document=paper(cast))
    return actions.submit(actor=cast.actor("siti"), draft=draft)


def inbox() -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(channel="inbox", template__startswith="rt_")
    return [(m.template, m.body, m.link) for m in rows]


def test_siti_is_told_that_the_rt_head_agrees(draft: Draft, cast: Cast) -> None:
    answer(ask(cast, draft).token, note="Warga kami")
    ((template, body, link),) = inbox()
    assert (template, link) == ("rt_menyetujui", f"/isian/{draft.pk}/")
    assert "Pak RT 3 menyetujui pengantar untuk Layanan Uji" in body
    assert "lalu kirim" in body


def test_his_answer_takes_the_place_of_a_paper_that_lay_there(draft: Draft, cast: Cast) -> None:
    token = ask(cast, draft).token
    actions.attach(actor=cast.actor("siti"), draft=draft, requirement="pengantar_rt", document=paper(cast))
    answer(token)
    (kept,) = Document.objects.filter(kind="pengantar_rt")
    assert kept.statement["by"] == "Pak RT 3"


def test_siti_is_told_that_he_does_not_and_what_to_do(draft: Draft, cast: Cast) -> None:
    answer(ask(cast, draft).token, agrees=False, note="Datang dulu ke rumah")
    ((template, body, _),) = inbox()
    assert template == "rt_belum_setuju"
    assert "Katanya: Datang dulu ke rumah." in body
    assert "kirim tautan baru, atau foto surat pengantarnya" in body


def test_the_counter_is_told_for_somebody_who_came(draft: Draft, cast: Cast) -> None:
    budi, siti = cast.actor("budi"), cast.person("siti")
    unit = budi.holdings[0].unit
    written = actions.begin_draft(actor=budi, slug="layanan-uji", applicant=siti, subject=siti, counter_unit=unit)
    fresh = actions.make_link(actor=budi, draft=written, requirement="pengantar_rt", party="Pak RT", phone="081234567890")
    answer(fresh.token)
    told = {(m.account_id, m.link) for m in Message.objects.filter(channel="inbox", template="rt_menyetujui")}
    assert told == {(cast.account("siti").pk, ""), (budi.account_id, f"/isian/{written.pk}/")}


def test_an_answer_after_the_draft_was_thrown_away_is_not_asked_for_any_more(draft: Draft, cast: Cast) -> None:
    fresh = ask(cast, draft)
    link, party = actions.open_link(token=fresh.token)
    actions.discard_draft(actor=cast.actor("siti"), draft=draft)
    with pytest.raises(LinkIsDead, match="dibatalkan pemohonnya"):
        actions.open_link(token=fresh.token)
    with pytest.raises(LinkIsDead, match="dibatalkan pemohonnya"):
        actions.use_draft_link(actor=party, link=link, agrees=True)
    assert inbox() == []
    assert not Document.objects.filter(kind="pengantar_rt").exists()


def test_an_answer_after_it_was_sent_with_the_paper_is_not_needed(draft: Draft, cast: Cast) -> None:
    token = ask(cast, draft).token
    link, party = actions.open_link(token=token)
    case = send(cast, draft)
    with pytest.raises(LinkIsDead, match=f"sudah dikirim sebagai urusan {case.number}"):
        actions.open_link(token=token)
    with pytest.raises(LinkIsDead, match="sudah dikirim"):
        actions.use_draft_link(actor=party, link=link, agrees=True)
    assert len(queries.all_attachments(case)) == 1


def returned(cast: Cast, draft: Draft) -> Case:
    case = send(cast, draft)
    said = Said(reasons=("Foto gelap",), asks=("pengantar_rt",))
    actions.advance(actor=cast.actor("budi", at=timezone.now()), case=case, step="periksa", outcome="kurang", key="k", said=said)
    return Case.objects.get(pk=case.pk)


def test_an_answer_reaches_a_case_that_was_returned_for_it(draft: Draft, cast: Cast) -> None:
    token = ask(cast, draft).token
    case = returned(cast, draft)
    answer(token, note="Warga kami")
    (current,) = queries.attachments(case)
    assert current.document.statement["by"] == "Pak RT 3"
    assert current.document.received_for == case.number
    assert [a.answered for a in queries.asked_of(case)] == [True]
    assert inbox()[0][2] == f"/urusan/{case.number}/"
    actions.resubmit(actor=cast.actor("siti"), case=case, key="s")
    case.refresh_from_db()
    assert case.turn == "city"
    with pytest.raises(LinkIsDead, match="sudah dipakai"):
        actions.open_link(token=token)


def test_a_no_to_a_returned_case_changes_no_document(draft: Draft, cast: Cast) -> None:
    token = ask(cast, draft).token
    case = returned(cast, draft)
    answer(token, agrees=False)
    assert [a.answered for a in queries.asked_of(case)] == [False]
    assert inbox()[0][0] == "rt_belum_setuju"


def test_an_answer_reaches_a_case_that_was_sent_without_the_paper(publish: Publish, cast: Cast) -> None:
    publish(LINE, requirements=[{**PAPERS[0], "required": False}])
    siti = cast.person("siti")
    draft = actions.begin_draft(actor=cast.actor("siti"), slug="layanan-uji", applicant=siti, subject=siti)
    token = ask(cast, draft).token
    case = actions.submit(actor=cast.actor("siti"), draft=draft)
    answer(token)
    assert [a.requirement for a in queries.attachments(case)] == ["pengantar_rt"]


def test_a_case_that_is_over_waits_for_nothing(draft: Draft, cast: Cast) -> None:
    token = ask(cast, draft).token
    case = returned(cast, draft)
    actions.withdraw(actor=cast.actor("siti"), case=case, key="w")
    with pytest.raises(LinkIsDead, match="sudah dikirim"):
        actions.open_link(token=token)


def test_a_link_past_its_time_says_so_also_after_sending(draft: Draft, cast: Cast) -> None:
    fresh = ask(cast, draft)
    returned(cast, draft)
    later: Any = fresh.link.expires_at + timedelta(seconds=1)
    with pytest.raises(LinkIsDead, match="lewat waktunya"):
        actions.open_link(token=fresh.token, at=later)
