"""Which documents an application needs, and which the city holds already."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.tests.conftest import LINE
from lorong.kernel.catalog import registry
from lorong.kernel.documents.models import Document
from lorong.testing import MONDAY

KTP = {"id": "ktp", "name": "KTP", "held_as": "ktp"}
FRESH = {"id": "foto", "name": "Foto usaha", "held_as": "foto_usaha", "max_age": "30 hari"}
EXCUSED = {"id": "surat_nikah", "name": "Buku nikah", "unless": "uji_bujang"}


def paper(person, kind, **more) -> Document:
    given = {"received_at": MONDAY, "received_for": "26-0701-0001", **more}  # of an earlier case, so the city holds it
    return Document.objects.create(person=person, kind=kind, statement={"contoh": True}, **given)


@pytest.fixture
def needs(publish, cast, monkeypatch):
    """`needs(KTP, ...)` gives what Siti's application of a service with these requirements needs."""

    def of(*requirements, at=MONDAY + timedelta(hours=1), given=None):
        published = publish(LINE, requirements=list(requirements))
        siti = cast.person("siti")
        draft = actions.begin_draft(actor=cast.actor("siti"), slug=published.slug, applicant=siti, subject=siti)
        for requirement, document in (given or {}).items():
            actions.attach(actor=cast.actor("siti"), draft=draft, requirement=requirement, document=document)
        draft.refresh_from_db()
        return queries.needed_for(published, draft, at=at)

    return of


def test_what_nobody_has_is_needed(needs):
    assert [(n.requirement.id, n.satisfied, n.held) for n in needs(KTP, FRESH)] == [("ktp", False, False), ("foto", False, False)]


def test_what_the_city_holds_is_not_asked_for(needs, cast):
    held = paper(cast.person("siti"), "ktp")
    need = needs(KTP)[0]
    assert (need.document_id, need.held, need.satisfied) == (held.pk, True, True)


def test_what_was_just_given_is_taken_before_what_is_held(needs, cast):
    paper(cast.person("siti"), "ktp")
    given = paper(cast.person("siti"), "ktp", received_at=MONDAY + timedelta(minutes=1))
    need = needs(KTP, given={"ktp": given})[0]
    assert (need.document_id, need.held) == (given.pk, False)


def test_tonos_document_satisfies_nothing_for_siti(needs, cast):
    paper(cast.person("tono"), "ktp")
    assert not needs(KTP)[0].satisfied


@pytest.mark.parametrize(
    "spoilt", [{"rejected_at": MONDAY, "rejected_because": "gelap"}, {"valid_until": (MONDAY - timedelta(days=1)).date()}]
)
def test_what_was_turned_down_or_has_run_out_satisfies_nothing(needs, cast, spoilt):
    paper(cast.person("siti"), "ktp", **spoilt)
    assert not needs(KTP)[0].satisfied


def test_a_document_is_good_to_the_last_day_of_its_age(needs, cast):
    paper(cast.person("siti"), "foto_usaha")
    assert needs(FRESH, at=MONDAY + timedelta(days=30))[0].satisfied
    assert not needs(FRESH, at=MONDAY + timedelta(days=31))[0].satisfied


@pytest.mark.parametrize("excused", [True, False])
def test_an_excuse_of_the_service_takes_a_requirement_away(needs, uji, monkeypatch, excused):
    asked = []

    def bachelor(subject, today) -> bool:
        asked.append((subject.pk, today))
        return excused

    service = registry.Service("uji", "Uji", excuses={"uji_bujang": bachelor})
    monkeypatch.setitem(registry._services, "uji", service)
    need = needs(EXCUSED)[0]
    assert (need.excused, need.satisfied, need.document_id) == (excused, excused, None)
    assert asked[0][1] == MONDAY.date()
