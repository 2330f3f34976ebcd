"""Whose case it is decides everything: one resident never sees another's things."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from lorong.kernel.audit import actions as audit
from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries
from lorong.portals.citizen.tests.conftest import Office, photo
from lorong.portals.citizen.views import offers
from lorong.testing import Cast


def key() -> str:
    return uuid.uuid4().hex


def test_tono_gets_the_same_answer_for_sitis_case_as_for_none(
    signed_in: Callable[[str], Any], sent_case: Callable[..., Any]
) -> None:
    case = sent_case()
    document = queries.attachments(case)[0].document_id
    client = signed_in("tono")
    for part in ("", "jawab/", "tarik/", "survei/", "surat/", f"berkas/{document}/"):
        hers = client.get(f"/urusan/{case.number}/{part}")
        nobodys = client.get(f"/urusan/26-0101-9999/{part}")
        assert hers.status_code == nobodys.status_code == 404
        assert "Warung" not in hers.content.decode()
    assert client.post(f"/urusan/{case.number}/pesan/", {"kunci": key(), "pesan": "hai"}).status_code == 404
    assert client.post(f"/urusan/{case.number}/tarik/", {"kunci": key()}).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: Any, sent_case: Callable[..., Any]) -> None:
    answer = client.get(f"/urusan/{sent_case().number}/")
    assert answer.status_code == 302
    assert "/akun/masuk/" in answer["Location"]


def test_a_paper_of_another_case_is_not_opened_through_ones_own(
    signed_in: Callable[[str], Any], sent_case: Callable[..., Any]
) -> None:
    hers, his = sent_case("siti"), sent_case("tono")
    foreign = queries.attachments(hers)[-1].document_id
    client = signed_in("tono")
    assert client.get(f"/urusan/{his.number}/berkas/{foreign}/").status_code == 404


def test_siti_opens_her_own_photo(signed_in: Callable[[str], Any], sent_case: Callable[..., Any]) -> None:
    case = sent_case()
    answer = signed_in("siti").get(f"/urusan/{case.number}/berkas/{queries.attachments(case)[0].document_id}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_an_officer_is_led_to_the_desk(signed_in: Callable[[str], Any], sent_case: Callable[..., Any]) -> None:
    answer = signed_in("budi").get(f"/urusan/{sent_case().number}/")
    assert answer.status_code in (302, 404)
    assert "Warung" not in answer.content.decode()


def test_siti_writes_and_a_double_click_says_it_once(signed_in: Callable[[str], Any], sent_case: Callable[..., Any]) -> None:
    client, case, once = signed_in("siti"), sent_case(), key()
    for _ in range(2):
        client.post(f"/urusan/{case.number}/pesan/", {"kunci": once, "pesan": "Boleh pakai fotokopi?"})
    assert [line.body for line in queries.talk(case)] == ["Boleh pakai fotokopi?"]
    client.post(f"/urusan/{case.number}/pesan/", {"kunci": key(), "berkas": photo("tanya.jpg")})
    assert queries.talk(case)[-1].file is not None
    empty = client.post(f"/urusan/{case.number}/pesan/", {"kunci": key(), "pesan": " "})
    assert empty.status_code == 422
    assert "Tulis pesannya dulu" in empty.content.decode()


def test_what_the_officer_wrote_counts_as_read_once_siti_sees_it(
    signed_in: Callable[[str], Any], sent_case: Callable[..., Any], cast: Cast
) -> None:
    case = sent_case()
    cases.say(actor=cast.actor("budi", at=timezone.now()), case=case, body="Selamat pagi", key="k")
    assert queries.talk(case)[0].seen_at is None
    assert "Selamat pagi" in signed_in("siti").get(f"/urusan/{case.number}/").content.decode()
    assert queries.talk(case)[0].seen_at is not None


def test_an_answer_without_the_photo_says_what_to_send(
    signed_in: Callable[[str], Any], sent_case: Callable[..., Any], office: Office
) -> None:
    client, case = signed_in("siti"), sent_case()
    office.does("budi", case.number, "periksa", "kurang", reason="Gelap", asks=("ktp", "kk"))
    missing = client.post(f"/urusan/{case.number}/jawab/", {"kunci": key(), "berkas_ktp": photo()})
    assert missing.status_code == 422
    assert "Foto atau unggah Kartu Keluarga dulu." in missing.content.decode()
    assert [e.kind for e in queries.events(case)] == ["submitted", "done"]


def test_siti_corrects_an_answer_while_it_is_her_turn(
    signed_in: Callable[[str], Any], sent_case: Callable[..., Any], office: Office
) -> None:
    client, case = signed_in("siti"), sent_case()
    office.does("budi", case.number, "periksa", "kurang", reason="Nama usaha salah tulis")
    typed = {
        "ubah": "1",
        "nama_usaha": "Warung Coto Daeng Siti",
        "jenis_usaha": "Rumah makan",
        "alamat_usaha": "Lorong 4",
        "berdiri_sejak_d": "1",
        "berdiri_sejak_m": "3",
        "berdiri_sejak_y": "2019",
        "keperluan": "kredit",
    }
    wrong = client.post(f"/urusan/{case.number}/jawab/", {**typed, "kunci": key(), "nama_usaha": ""})
    assert wrong.status_code == 422
    done = client.post(f"/urusan/{case.number}/jawab/", {**typed, "kunci": key(), "pesan": "Sudah saya perbaiki"})
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.answers["nama_usaha"] == "Warung Coto Daeng Siti"
    assert queries.talk(case)[-1].body == "Sudah saya perbaiki"


def test_siti_takes_it_back_after_being_asked_once_more(signed_in: Callable[[str], Any], sent_case: Callable[..., Any]) -> None:
    client, case = signed_in("siti"), sent_case()
    asked = client.get(f"/urusan/{case.number}/tarik/")
    case.refresh_from_db()
    assert not case.is_done
    kunci = asked.context["form"].initial["kunci"]
    client.post(f"/urusan/{case.number}/tarik/", {"kunci": kunci, "alasan": "Tidak jadi"})
    case.refresh_from_db()
    assert case.ended == "withdrawn"
    assert "Anda menarik permohonan ini" in client.get(f"/urusan/{case.number}/").content.decode()


def test_siti_sees_who_looked_and_for_which_case(
    signed_in: Callable[[str], Any], sent_case: Callable[..., Any], cast: Cast
) -> None:
    case = sent_case()
    budi = cast.actor("budi", at=timezone.now())
    audit.record_look(actor=budi, subject=case.subject_id, purpose="memeriksa berkas", fields=["NIK"], case_number=case.number)
    client = signed_in("siti")
    for page in (f"/urusan/{case.number}/", "/siapa-melihat-data-saya/"):
        shown = client.get(page).content.decode()
        assert "Budi" in shown
        assert "memeriksa berkas" in shown
    assert "Budi" not in signed_in("tono").get("/siapa-melihat-data-saya/").content.decode()


def test_the_list_asks_the_database_the_same_few_questions_however_long_it_is(
    signed_in: Callable[[str], Any], sent_case: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    client = signed_in("siti")
    for _ in range(4):
        sent_case()
    client.get("/urusan/")
    with django_assert_max_num_queries(16):
        client.get("/urusan/")
    for _ in range(8):
        sent_case()
    with django_assert_max_num_queries(16):
        assert client.get("/urusan/").content.decode().count('class="case"') == 12


def test_the_list_goes_on_where_the_first_page_ends(signed_in: Callable[[str], Any], sent_case: Callable[..., Any]) -> None:
    client = signed_in("siti")
    numbers = {sent_case().number for _ in range(22)}
    first = client.get("/urusan/")
    after = first.context["page"].after
    second = client.get("/urusan/", {"sesudah": after})
    shown = {b.number for b in [*first.context["mine"], *second.context["mine"]]}
    assert shown == numbers
    assert client.get("/urusan/", {"sesudah": "omong-kosong"}).status_code == 200
    assert client.get("/urusan/", {"hanya": "selesai"}).context["mine"] == []


@pytest.mark.parametrize("page", ["/", "/?cari=warung", "/lapor/", "/lapor/terkirim/", "/aksesibilitas/", "/perbaiki-data/"])
def test_a_visitor_reads_the_open_pages(page: str, usaha: str, client: Any) -> None:
    assert client.get(page).status_code == 200


def test_a_hidden_or_unknown_service_is_not_there(client: Any, db: None) -> None:
    answer = client.get("/layanan/tidak-ada/")
    assert answer.status_code == 404
    assert "tidak dibuka" in answer.content.decode()


def test_the_service_page_links_a_real_sample_and_the_official_sop(usaha: str, client: Any) -> None:
    for name in ("sop.pdf", "contoh.pdf"):
        answer = client.get(f"/layanan/{usaha}/{name}")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")


def test_the_sample_is_signed_today_or_before_the_weekend(usaha: str, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for today, signed in ((date(2031, 3, 7), "7 Maret 2031"), (date(2031, 3, 9), "7 Maret 2031")):
        monkeypatch.setattr(offers.city, "today", lambda today=today: today)
        words = PdfReader(BytesIO(client.get(f"/layanan/{usaha}/contoh.pdf").content)).pages[0].extract_text()
        assert f"Makassar, {signed}" in words
        assert "7 September 2031" in words  # six months later


def test_the_front_page_speaks_english_to_those_who_ask(usaha: str, client: Any) -> None:
    client.cookies["bahasa"] = "en"
    page = client.get(f"/layanan/{usaha}/").content.decode()
    assert "Business Statement Letter" in page
    assert "The texts of law and SOP are official, so they stay in Indonesian." in page
    assert '<ul class="small" lang="id"><li>Undang-Undang' in page


def test_a_case_page_asks_the_database_few_questions(
    signed_in: Callable[[str], Any],
    sent_case: Callable[..., Any],
    office: Office,
    cast: Cast,
    django_assert_max_num_queries: Any,
) -> None:
    client, case = signed_in("siti"), sent_case()
    office.does("budi", case.number, "periksa", "kurang", reason="Gelap", asks=("ktp",))
    for number in range(12):
        cases.say(actor=cast.actor("siti", at=timezone.now()), case=case, body=f"pesan {number}", key=f"k{number}")
    client.get(f"/urusan/{case.number}/")
    with django_assert_max_num_queries(30):
        client.get(f"/urusan/{case.number}/")


def test_the_sop_form_of_ones_own_office_names_its_head(usaha: str, signed_in: Callable[[str], Any], cast: Cast) -> None:
    page = signed_in("siti").get(f"/layanan/{usaha}/").content.decode()
    office = cast.person("siti").household.region
    assert f"/layanan/{usaha}/sop.pdf?kantor={office}" in page

    form = (
        PdfReader(BytesIO(signed_in("siti").get(f"/layanan/{usaha}/sop.pdf", {"kantor": office}).content)).pages[0].extract_text()
    )
    everywhere = (
        PdfReader(BytesIO(signed_in("siti").get(f"/layanan/{usaha}/sop.pdf", {"kantor": "99"}).content)).pages[0].extract_text()
    )

    assert "KELURAHAN RAPPOCINI" in form and "Ratna Contoh" in form and "Ratna" not in everywhere
