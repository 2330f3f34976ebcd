"""The applicant's turn: what is asked, what is sent, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Attachment, Case, Event
from lorong.kernel.cases.tests.conftest import BACK, LINE, step
from lorong.kernel.cases.values import Said
from lorong.kernel.documents.models import Document
from lorong.lib.refusals import NotFound, Refusal
from lorong.testing import MONDAY

PAPERS = [{"id": "ktp", "name": "Foto KTP"}, {"id": "usaha", "name": "Foto usaha"}]


def after(minutes: int):
    return MONDAY + timedelta(minutes=minutes)


def paper(person, kind="ktp") -> Document:
    return Document.objects.create(person=person, kind=kind, statement={"contoh": True})


@pytest.fixture
def returned(publish, cast) -> Case:
    """Siti's case, returned by Budi who wants the KTP again."""
    publish(LINE, requirements=PAPERS)
    siti = cast.person("siti")
    draft = actions.begin_draft(actor=cast.actor("siti"), slug="layanan-uji", applicant=siti, subject=siti)
    for each in PAPERS:
        actions.attach(actor=cast.actor("siti"), draft=draft, requirement=each["id"], document=paper(siti, each["id"]))
    case = actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY)
    said = Said(reasons=("Foto gelap",), asks=("ktp",))
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="kurang", key="k", said=said, at=after(10))
    return Case.objects.get(pk=case.pk)


def test_what_is_asked_has_its_name_and_is_not_answered_yet(returned):
    assert [(a.requirement, a.name, a.answered) for a in queries.asked_of(returned)] == [("ktp", "Foto KTP", False)]


def test_a_document_that_was_asked_for_must_come_first(returned, cast):
    with pytest.raises(Missing, match="Lampirkan dulu: Foto KTP") as refused:
        actions.resubmit(actor=cast.actor("siti"), case=returned, key="s")
    assert refused.value.field == "ktp"


def test_a_better_document_answers_and_the_older_stays_visible(returned, cast):
    siti = cast.person("siti")
    better = paper(siti)
    actions.replace_document(actor=cast.actor("siti"), case=returned, requirement="ktp", document=better)
    assert [a.answered for a in queries.asked_of(returned)] == [True]
    actions.resubmit(actor=cast.actor("siti"), case=returned, key="s", at=after(60))
    returned.refresh_from_db()
    assert (returned.turn, returned.marking) == ("city", ["periksa"])
    assert queries.asked_of(returned) == []
    rows = Attachment.objects.filter(case=returned, requirement="ktp").order_by("pk")
    assert [(r.document_id == better.pk, r.replaced_at is None) for r in rows] == [(False, False), (True, True)]


def test_a_document_that_is_asked_for_again_satisfies_nothing_elsewhere(returned):
    first = Attachment.objects.select_related("document").get(case=returned, requirement="ktp").document
    assert first.rejected_at is not None
    assert first.rejected_because == "Foto gelap"
    other = Attachment.objects.select_related("document").get(case=returned, requirement="usaha").document
    assert other.rejected_at is None


def test_somebody_elses_document_is_refused(returned, cast):
    with pytest.raises(Refusal, match="bukan milik urusan ini"):
        actions.replace_document(actor=cast.actor("siti"), case=returned, requirement="ktp", document=paper(cast.person("tono")))


def test_a_document_for_a_requirement_the_service_does_not_have_is_refused(returned, cast):
    with pytest.raises(Refusal, match="Syarat itu tidak ada"):
        actions.replace_document(
            actor=cast.actor("siti"), case=returned, requirement="ijazah", document=paper(cast.person("siti"))
        )


def test_nothing_is_replaced_while_nothing_is_asked(returned, cast):
    siti = cast.person("siti")
    actions.replace_document(actor=cast.actor("siti"), case=returned, requirement="ktp", document=paper(siti))
    actions.resubmit(actor=cast.actor("siti"), case=returned, key="s")
    with pytest.raises(Refusal, match="Tidak ada berkas yang diminta"):
        actions.replace_document(actor=cast.actor("siti"), case=returned, requirement="ktp", document=paper(siti))
    with pytest.raises(Refusal, match="Tidak ada yang diminta"):
        actions.resubmit(actor=cast.actor("siti"), case=returned, key="t")


@pytest.mark.parametrize("who", ["tono", "pak_camat"])
def test_only_who_it_concerns_answers(returned, cast, who):
    with pytest.raises(NotFound):
        actions.resubmit(actor=cast.actor(who), case=returned, key="s")


def test_the_counter_answers_for_somebody_without_a_phone(returned, cast):
    actions.replace_document(actor=cast.actor("budi"), case=returned, requirement="ktp", document=paper(cast.person("siti")))
    event = actions.resubmit(actor=cast.actor("budi"), case=returned, key="s")
    assert (event.kind, event.actor_name) == ("resubmitted", cast.actor("budi").name)


def test_a_double_click_gives_the_first_result(returned, cast):
    siti = cast.actor("siti")
    actions.replace_document(actor=siti, case=returned, requirement="ktp", document=paper(cast.person("siti")))
    assert actions.resubmit(actor=siti, case=returned, key="s").seq == actions.resubmit(actor=siti, case=returned, key="s").seq
    assert Event.objects.filter(case_id=returned.pk, kind="resubmitted").count() == 1


def test_changed_answers_are_kept_and_the_first_ones_stay_in_the_history(returned, cast):
    siti = cast.actor("siti")
    actions.replace_document(actor=siti, case=returned, requirement="ktp", document=paper(cast.person("siti")))
    actions.resubmit(actor=siti, case=returned, key="s", answers={"nama_usaha": "Warung Siti"})
    returned.refresh_from_db()
    assert returned.answers == {"nama_usaha": "Warung Siti"}
    assert Event.objects.get(case_id=returned.pk, seq=1).data["answers"] == {}


TWO = [
    step("mulai", "staf-pelayanan", {"lanjut": {"next": ["kiri", "kanan"]}}),
    step("kiri", "staf-pelayanan", {"beres": "gabung", "kurang": BACK}),
    step("kanan", "kasi-pelayanan", {"beres": "gabung", "kurang": BACK}),
    step("gabung", "lurah", {"ya": {"end": "issued"}}, waits_for=["kiri", "kanan"]),
]


@pytest.mark.parametrize("order", [("kiri", "kanan"), ("kanan", "kiri")])
def test_two_desks_that_both_ask_get_both_their_answers(publish, cast, order):
    publish(TWO, requirements=[{**each, "required": False} for each in PAPERS])
    siti, actors = cast.person("siti"), {"kiri": cast.actor("budi"), "kanan": cast.actor("kasi")}
    draft = actions.begin_draft(actor=cast.actor("siti"), slug="layanan-uji", applicant=siti, subject=siti)
    case = actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY)
    actions.advance(actor=cast.actor("budi"), case=case, step="mulai", outcome="lanjut", key="m", at=after(1))
    wanted = dict(zip(order, ("ktp", "usaha"), strict=True))
    for n, name in enumerate(order):
        said = Said(asks=(wanted[name],))
        actions.advance(actor=actors[name], case=case, step=name, outcome="kurang", key=name, said=said, at=after(2 + n))
    case.refresh_from_db()
    given = []
    for n in range(2):
        asks = queries.asked_of(case)
        with pytest.raises(Missing):
            actions.resubmit(actor=cast.actor("siti"), case=case, key=f"dulu{n}")
        for ask in asks:
            document = paper(siti, ask.requirement)
            actions.replace_document(actor=cast.actor("siti"), case=case, requirement=ask.requirement, document=document)
        event = actions.resubmit(actor=cast.actor("siti"), case=case, key=f"s{n}")
        assert [a.requirement for a in asks] == [wanted[event.step]]
        given.append(event.step)
        case.refresh_from_db()
    assert sorted(given) == ["kanan", "kiri"]
    assert set(case.marking) == {"kiri", "kanan"}
