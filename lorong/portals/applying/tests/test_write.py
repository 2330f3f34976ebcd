"""Writing an application page by page: kept as typed, asked once, one question after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries
from lorong.kernel.messages.models import Message
from lorong.portals.citizen.tests.conftest import photo
from lorong.testing import Cast

LIST_FORM = {
    "pages": [
        {
            "id": "waris",
            "title": "Siapa ahli warisnya?",
            "fields": [
                {
                    "id": "ahli",
                    "label": "Ahli waris",
                    "type": "list",
                    "max": 3,
                    "fields": [{"id": "nama", "label": "Nama", "type": "text"}],
                }
            ],
        },
        {
            "id": "cara",
            "title": "Bagaimana?",
            "fields": [
                {
                    "id": "cara",
                    "label": "Cara",
                    "type": "choice",
                    "choices": [{"value": "satu", "label": "Satu"}, {"value": "lain", "label": "Lain"}],
                },
                {"id": "sebab", "label": "Sebabnya", "type": "text", "only_if": {"cara": ["lain"]}},
            ],
        },
    ]
}


@pytest.fixture
def draft_of(cast: Cast) -> Callable[..., Any]:
    def begin(slug: str, who: str = "siti") -> Any:
        person = cast.person(who)
        return cases.begin_draft(actor=cast.actor(who, at=timezone.now()), slug=slug, applicant=person, subject=person)

    return begin


def test_what_was_typed_stays_when_something_is_wrong(
    usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any]
) -> None:
    client, draft = signed_in("siti"), draft_of(usaha)
    answer = client.post(f"/isian/{draft.pk}/usaha/", {"nama_usaha": "Warung Coto", "jenis_usaha": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Warung Coto"' in page
    assert "Isi jenis usaha dulu." in page
    assert "Kesalahan:" in page
    draft.refresh_from_db()
    assert draft.answers["nama_usaha"] == "Warung Coto"


def test_siti_goes_on_where_she_stopped(usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any]) -> None:
    client, draft = signed_in("siti"), draft_of(usaha)
    typed = {"nama_usaha": "Warung Coto", "jenis_usaha": "Warung", "simpan": "1"}
    left = client.post(f"/isian/{draft.pk}/usaha/", typed, follow=True)
    assert left.request["PATH_INFO"] == "/"
    assert f"/isian/{draft.pk}/" in left.content.decode()
    resumed = client.get(f"/isian/{draft.pk}/", follow=True)
    assert resumed.request["PATH_INFO"] == f"/isian/{draft.pk}/tempat/"


def test_the_register_offers_the_address_for_change(
    usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any], cast: Cast
) -> None:
    page = signed_in("siti").get(f"/isian/{draft_of(usaha).pk}/tempat/").content.decode()
    assert cast.person("siti").household.address in page


def test_no_page_shows_the_whole_nik(
    usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any], cast: Cast
) -> None:
    client, draft = signed_in("siti"), draft_of(usaha)
    for page in ("usaha", "berkas-syarat/ktp", "periksa-dan-kirim"):
        assert cast.person("siti").nik not in client.get(f"/isian/{draft.pk}/{page}/").content.decode()


def test_tono_never_sees_what_siti_writes(usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any]) -> None:
    draft = draft_of(usaha)
    client = signed_in("tono")
    addresses = ("", "usaha/", "berkas-syarat/ktp/", "periksa-dan-kirim/", "buang-isian/", "terkirim/")
    for address in addresses:
        assert client.get(f"/isian/{draft.pk}/{address}").status_code == 404
    assert client.post(f"/isian/{draft.pk}/usaha/", {"nama_usaha": "x"}).status_code == 404
    assert client.post(f"/isian/{draft.pk}/buang-isian/").status_code == 404
    assert client.post(f"/isian/{draft.pk}/periksa-dan-kirim/", {"benar": "1"}).status_code == 404
    assert client.post(f"/isian/{draft.pk + 1000}/periksa-dan-kirim/", {"benar": "1"}).status_code == 404


def test_rows_are_added_and_taken_away_without_scripts(
    with_form: Callable[..., str], signed_in: Callable[[str], Any], draft_of: Callable[..., Any]
) -> None:
    client, draft = signed_in("siti"), draft_of(with_form(LIST_FORM))
    url = f"/isian/{draft.pk}/waris/"
    client.post(url, {"ahli-jumlah": "1", "ahli-0-nama": "Ayu", "tambah": "ahli"})
    page = client.get(url).content.decode()
    assert 'name="ahli-1-nama"' in page
    assert 'value="Ayu"' in page
    client.post(url, {"ahli-jumlah": "2", "ahli-0-nama": "Ayu", "ahli-1-nama": "Rudi", "hapus": "ahli:0"})
    draft.refresh_from_db()
    assert draft.answers["ahli"] == [{"nama": "Rudi"}]
    client.post(url, {"ahli-jumlah": "999999", "ahli-0-nama": "Rudi"})
    draft.refresh_from_db()
    assert len(draft.answers["ahli"]) <= 20


def test_a_further_question_is_shown_before_it_is_missed(
    with_form: Callable[..., str], signed_in: Callable[[str], Any], draft_of: Callable[..., Any]
) -> None:
    client, draft = signed_in("siti"), draft_of(with_form(LIST_FORM))
    url = f"/isian/{draft.pk}/cara/"
    assert 'name="sebab"' not in client.get(url).content.decode()
    revealed = client.post(url, {"cara": "lain"}, follow=True)
    assert revealed.status_code == 200
    assert 'name="sebab"' in revealed.content.decode()
    assert client.post(url, {"cara": "lain", "sebab": ""}).status_code == 422
    assert client.post(url, {"cara": "satu"}).status_code == 302


def test_a_program_that_is_called_a_photo_is_refused_in_a_sentence(
    usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any]
) -> None:
    client, draft = signed_in("siti"), draft_of(usaha)
    program = SimpleUploadedFile("ktp.jpg", b"MZ\x90\x00" + b"\x00" * 4000, content_type="image/jpeg")
    answer = client.post(f"/isian/{draft.pk}/berkas-syarat/ktp/", {"berkas": program})
    assert answer.status_code == 422
    assert "bukan foto atau PDF" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.documents == {}


def test_a_paper_that_the_city_holds_is_not_asked_for_again(
    usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any], sent_case: Callable[..., Any]
) -> None:
    client, first = signed_in("siti"), draft_of(usaha)
    client.post(f"/isian/{first.pk}/berkas-syarat/ktp/", {"berkas": photo()})
    client.post(f"/isian/{first.pk}/buang-isian/")
    thrown = client.get(f"/isian/{draft_of(usaha).pk}/berkas-syarat/ktp/").content.decode()
    assert "Sudah kami punya" not in thrown
    sent_case()
    second = draft_of(usaha)
    page = client.get(f"/isian/{second.pk}/berkas-syarat/ktp/")
    assert "Sudah kami punya sejak" in page.content.decode()
    service = client.get(f"/layanan/{usaha}/").content.decode()
    assert "KTP: sudah kami punya" in service


def test_the_review_names_what_is_missing_and_sends_nothing(
    usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any]
) -> None:
    client, draft = signed_in("siti"), draft_of(usaha)
    page = client.get(f"/isian/{draft.pk}/periksa-dan-kirim/").content.decode()
    assert "Lengkapi ini dulu" in page
    assert "Kirim permohonan" not in page
    forced = client.post(f"/isian/{draft.pk}/periksa-dan-kirim/")
    assert forced.status_code == 422
    draft.refresh_from_db()
    assert draft.submitted_as == ""


def test_the_rt_head_agrees_by_a_link(
    usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any], client: Any
) -> None:
    siti, draft = signed_in("siti"), draft_of(usaha)
    siti.post(f"/isian/{draft.pk}/usaha/", {"nama_usaha": "Warung Coto", "jenis_usaha": "Rumah makan"})
    siti.post(f"/isian/{draft.pk}/keperluan/", {"keperluan": "melunasi utang"})
    wrong = siti.post(f"/isian/{draft.pk}/tautan-rt/pengantar_rt/", {"party": "Pak RT", "phone": "0812"})
    assert wrong.status_code == 422
    siti.post(f"/isian/{draft.pk}/tautan-rt/pengantar_rt/", {"party": "Pak RT", "phone": "0812 3456 7890"})
    waiting = siti.get(f"/isian/{draft.pk}/berkas-syarat/pengantar_rt/").content.decode()
    assert "Tautan terkirim ke Pak RT" in waiting
    # one may go on while the RT head thinks
    assert siti.post(f"/isian/{draft.pk}/berkas-syarat/pengantar_rt/").status_code == 302
    token = Message.objects.get(template="tautan_rt").body.split("/tautan/")[1].split("/")[0]
    siti.logout()
    page = client.get(f"/tautan/{token}/")
    assert page.status_code == 200
    assert "Siti" in page.content.decode()
    form = {"kunci": page.context["form"].initial["kunci"], "jawaban": "ya"}
    assert client.post(f"/tautan/{token}/", form).status_code == 302
    dead = client.get(f"/tautan/{token}/")
    assert dead.status_code == 410
    assert "sudah dipakai" in dead.content.decode()
    satisfied = signed_in("siti").get(f"/isian/{draft.pk}/berkas-syarat/pengantar_rt/").content.decode()
    assert "Disetujui Pak RT lewat tautan" in satisfied


def test_a_link_about_an_application_that_was_thrown_away_says_so(
    usaha: str, signed_in: Callable[[str], Any], draft_of: Callable[..., Any], client: Any
) -> None:
    siti, draft = signed_in("siti"), draft_of(usaha)
    siti.post(f"/isian/{draft.pk}/tautan-rt/pengantar_rt/", {"party": "Pak RT", "phone": "0812 3456 7890"})
    token = Message.objects.get(template="tautan_rt").body.split("/tautan/")[1].split("/")[0]
    siti.post(f"/isian/{draft.pk}/buang-isian/")
    siti.logout()
    dead = client.get(f"/tautan/{token}/")
    assert dead.status_code == 410
    assert "dibatalkan pemohonnya. Tidak ada yang perlu Anda lakukan" in dead.content.decode()


def test_an_unknown_link_opens_nothing(client: Any, db: None) -> None:
    answer = client.get("/tautan/bukan-tautan-siapa-pun/")
    assert answer.status_code == 410
    assert "tidak dikenal" in answer.content.decode()


def test_somebody_outside_the_family_cannot_be_chosen(usaha: str, signed_in: Callable[[str], Any], cast: Cast) -> None:
    client = signed_in("siti")
    answer = client.post(f"/layanan/{usaha}/ajukan/", {"siapa": f"family:{cast.person('tono').pk}"})
    assert answer.status_code == 422
    assert "Pilih salah satu orang" in answer.content.decode()
    assert not queries.drafts_of(cast.actor("siti", at=timezone.now())).exists()


def test_siti_applies_for_her_child(usaha: str, signed_in: Callable[[str], Any], cast: Cast) -> None:
    client = signed_in("siti")
    offered = client.get(f"/layanan/{usaha}/ajukan/").context["form"].fields["siapa"].choices
    child = next(value for value, _ in offered if value.startswith("family:"))
    at = client.post(f"/layanan/{usaha}/ajukan/", {"siapa": child}, follow=True)
    draft = queries.drafts_of(cast.actor("siti", at=timezone.now())).get()
    assert str(draft.subject_id) == child.removeprefix("family:")
    assert f"Untuk {draft.subject.name}" in at.content.decode()


def test_the_counter_uses_the_same_pages(usaha: str, signed_in: Callable[[str], Any], cast: Cast) -> None:
    budi = cast.actor("budi", at=timezone.now())
    tono = cast.person("tono")
    draft = cases.begin_draft(actor=budi, slug=usaha, applicant=tono, subject=tono, counter_unit=budi.holdings[0].unit)
    page = signed_in("budi").get(f"/isian/{draft.pk}/usaha/").content.decode()
    assert "Loket, untuk Tono" in page


def test_a_letter_about_the_late_says_where_to_record_the_death_first(
    with_form: Callable[..., str], signed_in: Callable[[str], Any]
) -> None:
    slug = with_form({"pages": []}, applicant={"on_behalf": ["late"]})
    answer = signed_in("siti").get(f"/layanan/{slug}/ajukan/")
    assert answer.status_code == 409
    assert "tercatat meninggal" in answer.content.decode()
