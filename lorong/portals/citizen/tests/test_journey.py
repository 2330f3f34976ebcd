"""Siti and her letter, from the search box to the download, by the pages alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.models import Draft
from lorong.kernel.documents import queries as papers
from lorong.kernel.documents.values import shown_code
from lorong.portals.citizen.tests.conftest import USAHA, Office, photo
from lorong.testing import Cast

ANSWERS = {
    "usaha": {"nama_usaha": "Warung Coto Siti", "jenis_usaha": "Rumah makan"},
    "tempat": {"alamat_usaha": "Lorong 4 Nomor 12"},
    "sejak": {"berdiri_sejak_d": "1", "berdiri_sejak_m": "3", "berdiri_sejak_y": "2019"},
    "keperluan": {"keperluan": "pengajuan Kredit Usaha Rakyat"},
}


def key_in(html: str) -> str:
    return re.findall(r'name="kunci" value="([0-9a-f]{32})"', html)[0]


def fill(client: Any, usaha: str) -> str:
    """Siti writes her application and sends it; gives the number."""
    chosen = client.get(f"/layanan/{usaha}/ajukan/").context["form"].fields["siapa"].choices[0][0]
    at = client.post(f"/layanan/{usaha}/ajukan/", {"siapa": chosen}, follow=True)
    for page, answers in ANSWERS.items():
        assert at.request["PATH_INFO"].endswith(f"/{page}/"), at.request["PATH_INFO"]
        at = client.post(at.request["PATH_INFO"], answers, follow=True)
    for requirement in ("ktp", "kk", "pengantar_rt", "foto_usaha"):
        assert at.request["PATH_INFO"].endswith(f"/berkas-syarat/{requirement}/")
        at = client.post(at.request["PATH_INFO"], {"berkas": photo(f"{requirement}.jpg")}, follow=True)
    assert at.request["PATH_INFO"].endswith("/periksa-dan-kirim/")
    at = client.post(at.request["PATH_INFO"], follow=True)
    assert at.request["PATH_INFO"].endswith("/terkirim/")
    return at.context["case"].number


def test_siti_gets_her_letter_after_one_return(usaha: str, signed_in: Callable[[str], Any], office: Office, cast: Cast) -> None:
    client = signed_in("siti")
    found = client.get("/", {"cari": "modal kur warung"})
    assert f"/layanan/{USAHA}/" in found.content.decode()
    assert client.get(f"/layanan/{USAHA}/").status_code == 200

    number = fill(client, usaha)
    page = client.get(f"/urusan/{number}/")
    assert "Giliran Kelurahan" in page.content.decode()

    office.does("budi", number, "periksa", "kurang", reasons=("Foto KTP tidak terbaca",), asks=("ktp",))
    page = client.get(f"/urusan/{number}/").content.decode()
    assert "Kirim ulang KTP" in page
    assert "Foto KTP tidak terbaca" in page

    key = key_in(page)
    again = client.post(f"/urusan/{number}/jawab/", {"kunci": key, "berkas_ktp": photo("baru.jpg")}, follow=True)
    assert "Sekarang giliran" in again.content.decode()
    twice = client.post(f"/urusan/{number}/jawab/", {"kunci": key, "berkas_ktp": photo("baru.jpg")})
    assert twice.status_code in (302, 422)
    assert [e.kind for e in cases.events(cases.by_number(number))] == ["submitted", "done", "resubmitted"]

    office.does("budi", number, "periksa", "lengkap")
    office.issues(number)
    page = client.get(f"/urusan/{number}/").content.decode()
    assert "Unduh surat" in page
    code = papers.letter_of_case(number).code
    assert f'href="/periksa/{code}/">{shown_code(code)}</a>' in page
    letter = client.get(f"/urusan/{number}/surat/")
    assert letter.status_code == 200
    assert b"".join(letter.streaming_content).startswith(b"%PDF-")
    assert "attachment" in letter["Content-Disposition"]


def test_sending_the_review_twice_gives_one_case(usaha: str, signed_in: Callable[[str], Any]) -> None:
    client = signed_in("siti")
    number = fill(client, usaha)
    draft = Draft.objects.get(submitted_as=number)
    again = client.post(f"/isian/{draft.pk}/periksa-dan-kirim/", {"benar": "1"})
    assert (again.status_code, again["Location"]) == (302, f"/isian/{draft.pk}/terkirim/")
    assert client.get(f"/isian/{draft.pk}/periksa-dan-kirim/").status_code == 302
    listed = client.get("/urusan/").content.decode()
    assert listed.count("/urusan/2") == listed.count(f"/urusan/{number}/") == 1


def test_siti_answers_the_survey_after_the_end(
    usaha: str, signed_in: Callable[[str], Any], office: Office, sent_case: Callable[..., Any]
) -> None:
    client, case = signed_in("siti"), sent_case()
    office.does("budi", case.number, "periksa", "tolak", reason="Usaha berada di kelurahan lain")
    page = client.get(f"/urusan/{case.number}/").content.decode()
    assert "Usaha berada di kelurahan lain" in page
    form = client.get(f"/urusan/{case.number}/survei/").context["form"]
    answers = {name: "4" for name in form.fields if name.isupper()}
    assert len(answers) == 9
    incomplete = client.post(f"/urusan/{case.number}/survei/", {"PERSYARATAN": "4"})
    assert incomplete.status_code == 422
    done = client.post(f"/urusan/{case.number}/survei/", {**answers, "diminta": "ya", "catatan": "Diminta Rp50.000"}, follow=True)
    assert "Terima kasih" in done.content.decode()
    case.refresh_from_db()
    assert case.survey.asked_to_pay is True
    assert "sudah ada" in client.get(f"/urusan/{case.number}/survei/").content.decode()
