"""The world moves between looking and acting. Whoever acts gets a sentence, and nothing is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from lorong.kernel.cases.models import Case, Event
from lorong.kernel.catalog import actions as catalog
from lorong.kernel.catalog.values import Definition
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as papers
from lorong.lib.actors import SISTEM
from lorong.lib.sop.reading import read_service
from lorong.lib.sop.schema import Form
from lorong.testing import Cast
from tests.things import BUSINESS, SLUG, Desk, officer_elsewhere, publish

QUESTION = {"id": "karyawan", "label": "Jumlah karyawan", "type": "number", "required": True}


@pytest.fixture
def desk(cast: Cast) -> Desk:
    publish(SLUG)
    return Desk(cast)


@pytest.fixture
def siti(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.account("siti"))
    return browser


def publish_with_one_more_question() -> None:
    declared = read_service(settings.CATALOG_DIR / "letters" / SLUG).declared
    assert declared is not None
    form: dict[str, Any] = declared.form.model_dump(mode="json", exclude_unset=True)
    form["pages"][0]["fields"].append(QUESTION)
    definition = Definition(declared.sop, Form.model_validate(form), declared.letter or "")
    catalog.publish(actor=SISTEM, slug=SLUG, definition=definition)


def test_a_form_published_while_siti_writes_asks_only_what_is_new(desk: Desk, siti: Client) -> None:
    draft = desk.draft()
    review = f"/isian/{draft.pk}/periksa-dan-kirim/"
    assert "Kirim permohonan" in siti.get(review).content.decode()
    publish_with_one_more_question()

    sent = siti.post(review)
    assert sent.status_code == 422
    page = sent.content.decode()
    assert "Isi jumlah karyawan dulu." in page
    assert BUSINESS in page
    assert not Case.objects.exists()

    first = re.findall(rf'href="(/isian/{draft.pk}/[a-z_]+/)', page)[0]
    form = siti.get(first).content.decode()
    assert f'value="{BUSINESS}"' in form, "what was written stands there still"
    siti.post(first, {"nama_usaha": BUSINESS, "jenis_usaha": "Rumah makan", "karyawan": "3"})
    assert siti.post(review).status_code == 302
    case = Case.objects.get()
    assert (case.answers["nama_usaha"], int(case.answers["karyawan"])) == (BUSINESS, 3)


def test_a_page_of_the_form_that_is_gone_leads_on_and_not_into_the_void(desk: Desk, siti: Client) -> None:
    draft = desk.draft()
    declared = read_service(settings.CATALOG_DIR / "letters" / SLUG).declared
    assert declared is not None
    form: dict[str, Any] = declared.form.model_dump(mode="json", exclude_unset=True)
    form["pages"][0]["id"] = "berganti"
    definition = Definition(declared.sop, Form.model_validate(form), declared.letter or "")
    catalog.publish(actor=SISTEM, slug=SLUG, definition=definition)

    answer = siti.post(f"/isian/{draft.pk}/usaha/", {"nama_usaha": "Warung Baru", "jenis_usaha": "Warung"})
    assert answer.status_code == 404
    assert re.search(r'<p class="lede">[A-Z][^<]{20,}</p>', answer.content.decode()), "a sentence that says what to do"
    assert BUSINESS in siti.get(f"/isian/{draft.pk}/periksa-dan-kirim/").content.decode()


def test_a_letter_revoked_while_siti_downloads_it_arrives_whole_and_is_told_as_revoked(desk: Desk, siti: Client) -> None:
    case = desk.issued()
    page = siti.get(f"/urusan/{case.number}/").content.decode()
    assert "Unduh surat" in page
    coming = siti.get(f"/urusan/{case.number}/surat/")
    letter = papers.letter_of_case(case.number)
    assert letter is not None
    documents.revoke_letter(actor=desk.actor("bu_lurah"), letter=letter, reason="Data usaha ternyata keliru.")

    arrived = b"".join(coming.streaming_content) if coming.streaming else coming.content
    assert arrived.startswith(b"%PDF-")
    assert arrived.rstrip().endswith(b"%%EOF"), "half a letter would be worse than a revoked one"

    again = siti.get(f"/urusan/{case.number}/surat/")
    assert again.status_code == 409
    assert "dicabut: Data usaha ternyata keliru." in again.content.decode()
    assert "Surat ini sudah dicabut" in siti.get(f"/urusan/{case.number}/").content.decode()
    assert "sudah dicabut" in siti.get(f"/periksa/{letter.code}/").content.decode()


def test_an_officer_of_another_unit_does_no_step_here(desk: Desk, cast: Cast) -> None:
    case = desk.sent()
    before = Event.objects.filter(case_id=case.pk).count()
    elsewhere = Client()
    elsewhere.force_login(officer_elsewhere(cast))
    for address in ("langkah/periksa/", "langkah/periksa/hasil/lengkap/", "langkah/periksa/ambil/"):
        answer = elsewhere.post(f"/petugas/urusan/{case.number}/{address}", {"hasil": "lengkap", "kunci": "a" * 32})
        assert answer.status_code == 404
        assert "bukan" in answer.content.decode()
    assert Event.objects.filter(case_id=case.pk).count() == before
