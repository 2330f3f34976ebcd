"""Complaints as everybody sees them, and one's own: nobody is named, nothing unchecked is shown, everything can be answered."""

from __future__ import annotations

import csv
import io
import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from lorong.services.complaints import actions
from lorong.services.complaints.models import AreaFollow, Follow, Incident, Line, Report, Verdict
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, spot_of
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tono(client: Client, street: Street) -> Client:
    client.force_login(street.cast.account("tono"))
    return client


@pytest.fixture
def siti(street: Street) -> Client:
    browser = Client()
    browser.force_login(street.cast.account("siti"))
    return browser


def page(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def claimed(street: Street, report: Report) -> Incident:
    """The unit says that it is fixed."""
    street.advance(report.incident, "verifikasi", "teruskan")
    actions.visit(
        actor=street.cast.actor("budi"), incident=Incident.objects.get(pk=report.incident_id), kind="after",
        photo=b"\xff\xd8\xff", key=uuid.uuid4().hex, spot=spot_of(), at=MONDAY + timedelta(hours=1),
    )  # fmt: skip
    street.advance(report.incident, "tindaklanjut", "beres")
    return Incident.objects.get(pk=report.incident_id)


def test_what_nobody_has_checked_shows_neither_words_nor_name(client: Client, street: Street):
    report = street.tell(where="Depan masjid")
    shown = page(client, f"/aduan/{report.incident.code}/")
    assert "Lampu jalan mati" in shown
    assert "Belum diperiksa" in shown
    assert "setelah diperiksa petugas" in shown
    assert report.text not in shown
    assert "Siti" not in shown
    assert report.number not in shown


def test_once_it_was_checked_the_words_are_shown_and_numbers_in_them_are_not(client: Client, street: Street):
    report = street.tell(text="Lampu mati, hubungi saya di 0812 9990 0001 ya")
    street.advance(report.incident, "verifikasi", "teruskan")
    shown = page(client, f"/aduan/{report.incident.code}/")
    assert "Lampu mati" in shown
    assert "0812 9990 0001" not in shown
    assert "Sedang ditangani" in shown


def test_a_secret_report_is_nowhere_in_public(client: Client, street: Street):
    report = street.tell(visibility="secret")
    page(client, f"/aduan/{report.incident.code}/", 404)
    for address in ("/aduan/", "/aduan/aduan.csv", "/aduan/aduan.atom", "/aduan/aduan.geojson"):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert report.incident.code.encode() not in body


def test_the_list_is_narrowed_and_what_cannot_be_read_narrows_nothing(client: Client, street: Street):
    code = street.tell().incident.code
    for query in ("", f"?jenis={SLUG}", f"?kelurahan={RAPPOCINI}", "?keadaan=terbuka", "?keadaan=unchecked&sejak=2026-08-01"):
        assert f"/aduan/{code}/" in page(client, f"/aduan/{query}")
    for query in ("?keadaan=fixed", "?kelurahan=73.71.01.1001", "?sampai=2026-08-02"):
        assert f"/aduan/{code}/" not in page(client, f"/aduan/{query}")
    assert f"/aduan/{code}/" in page(client, "/aduan/?jenis=tidak-ada&keadaan=aneh&sejak=kapan")


def test_an_empty_list_leads_to_the_first_report(client: Client, street: Street):
    assert "Jadilah yang pertama melapor" in page(client, "/aduan/")
    assert "Hapus salah satu saringannya" in page(client, "/aduan/?keadaan=fixed")


def test_the_list_goes_on_by_pages(client: Client, street: Street):
    codes = [street.tell(name, spot=spot_of(north=n)).incident.code for n in range(0, 220, 20) for name in ("siti", "tono")]
    first = page(client, "/aduan/")
    assert first.count('class="told') == 20
    further = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert f"/aduan/{codes[0]}/" in page(client, f"/aduan/{further}")


def test_the_table_keeps_words_from_being_formulas(client: Client, street: Street):
    report = street.tell(where="=HYPERLINK(1)")
    street.advance(report.incident, "verifikasi", "teruskan")
    rows = list(csv.reader(io.StringIO(b"".join(client.get("/aduan/aduan.csv").streaming_content).decode())))  # type: ignore[attr-defined]
    assert rows[0][0] == "nomor"
    assert (rows[1][0], rows[1][1]) == (report.incident.code, "Lampu jalan mati")
    assert rows[1][4].startswith("'=")


def test_feeds_hold_the_same_as_the_list(client: Client, street: Street):
    code = street.tell().incident.code
    feed = ElementTree.fromstring(client.get("/aduan/aduan.atom").content)  # our own
    assert [e.find(f"{ATOM}link").attrib["href"].split("/")[-2] for e in feed.findall(f"{ATOM}entry")] == [code]  # type: ignore[union-attr]
    found = json.loads(client.get("/aduan/aduan.geojson").content)
    assert found["features"][0]["id"] == code
    lon, lat = found["features"][0]["geometry"]["coordinates"]
    assert (round(lat, 3), round(lon, 3)) == (round(spot_of().lat, 3), round(spot_of().lon, 3))
    assert json.loads(client.get("/aduan/aduan.geojson?keadaan=fixed").content)["features"] == []


def test_my_reports_are_mine_alone(siti: Client, tono: Client, street: Street):
    report = street.tell()
    assert report.number in page(siti, "/aduan/saya/")
    assert report.number not in page(tono, "/aduan/saya/")
    assert report.text in page(siti, f"/aduan/laporan/{report.number}/")
    page(tono, f"/aduan/laporan/{report.number}/", 404)
    assert tono.post(f"/aduan/laporan/{report.number}/pesan/", {"kunci": uuid.uuid4().hex, "pesan": "Halo"}).status_code == 404
    assert tono.post(f"/aduan/laporan/{report.number}/tarik/").status_code == 404


def test_somebody_unknown_is_asked_for_the_phone_and_comes_back(client: Client, street: Street):
    report = street.tell()
    assert client.get(f"/aduan/laporan/{report.number}/").url == "/aduan/saya/nomor-hp/"
    assert "Kirim kode" in page(client, "/aduan/saya/nomor-hp/")


def test_a_line_of_the_thread_is_written_once_and_read_by_nobody_else(siti: Client, client: Client, street: Street):
    report, key = street.tell(), uuid.uuid4().hex
    for _ in range(2):
        siti.post(f"/aduan/laporan/{report.number}/pesan/", {"kunci": key, "pesan": "Tiangnya juga miring"})
    assert Line.objects.filter(side="reporter").count() == 1
    assert "Tiangnya juga miring" in page(siti, f"/aduan/laporan/{report.number}/")
    assert "Tiangnya juga miring" not in page(client, f"/aduan/{report.incident.code}/")


def test_an_empty_line_is_asked_for_again(siti: Client, street: Street):
    report = street.tell()
    answer = siti.post(f"/aduan/laporan/{report.number}/pesan/", {"kunci": uuid.uuid4().hex, "pesan": " "})
    assert answer.status_code == 422
    assert "Tulis dulu pesannya" in answer.content.decode()


def test_what_the_office_asks_for_is_answered_on_the_page(siti: Client, street: Street):
    report = street.tell()
    street.advance(report.incident, "verifikasi", "minta_data", reason="Tiang nomor berapa?")
    shown = page(siti, f"/aduan/laporan/{report.number}/")
    assert "Petugas perlu keterangan" in shown
    siti.post(f"/aduan/laporan/{report.number}/pesan/", {"kunci": uuid.uuid4().hex, "pesan": "Nomor 14"})
    assert Incident.objects.get().step == "verifikasi"


def test_a_reporter_says_whether_it_is_fixed(siti: Client, street: Street):
    incident = claimed(street, street.tell())
    assert "Apakah sudah benar-benar beres?" in page(siti, f"/aduan/{incident.code}/")
    empty = siti.post(f"/aduan/{incident.code}/beres/", {"kunci": uuid.uuid4().hex, "beres": "belum", "catatan": ""})
    assert empty.status_code == 422
    siti.post(f"/aduan/{incident.code}/beres/", {"kunci": uuid.uuid4().hex, "beres": "belum", "catatan": "Masih gelap"})
    incident.refresh_from_db()
    assert (incident.contradicted, incident.step) == (1, "tindaklanjut")
    assert Verdict.objects.get().note == "Masih gelap"


def test_agreeing_ends_it_as_fixed(siti: Client, street: Street):
    incident = claimed(street, street.tell())
    siti.post(f"/aduan/{incident.code}/beres/", {"kunci": uuid.uuid4().hex, "beres": "ya"})
    incident.refresh_from_db()
    assert incident.ended == "fixed"
    assert "Beres" in page(siti, f"/aduan/{incident.code}/")


def test_who_did_not_tell_of_it_is_not_asked(tono: Client, street: Street):
    incident = claimed(street, street.tell())
    page(tono, f"/aduan/{incident.code}/beres/", 404)
    assert "Jawaban Anda menentukan" not in page(tono, f"/aduan/{incident.code}/")


def test_the_same_happens_to_me_is_one_tap(tono: Client, street: Street):
    incident = street.tell().incident
    for _ in range(2):
        assert tono.post(f"/aduan/{incident.code}/ikut/").url.startswith("/aduan/baru/terkirim/")
    incident.refresh_from_db()
    assert incident.reporters == 2
    assert "Laporan saya tentang ini" in page(tono, f"/aduan/{incident.code}/")


def test_following_and_following_no_more(tono: Client, street: Street):
    incident = street.tell().incident
    tono.post(f"/aduan/{incident.code}/pantau/")
    assert Follow.objects.count() == 1
    assert "Berhenti mengikuti" in page(tono, f"/aduan/{incident.code}/")
    assert "Yang saya ikuti" in page(tono, "/aduan/saya/")
    tono.post(f"/aduan/{incident.code}/berhenti/")
    assert Follow.objects.count() == 0


def test_a_report_is_taken_back_after_asking(siti: Client, street: Street):
    report = street.tell()
    assert "Tarik laporan ini?" in page(siti, f"/aduan/laporan/{report.number}/tarik/")
    siti.post(f"/aduan/laporan/{report.number}/tarik/")
    report.refresh_from_db()
    assert report.withdrawn_at is not None
    assert "sudah Anda tarik" in page(siti, f"/aduan/laporan/{report.number}/")


def test_a_kelurahan_is_followed_and_let_go(tono: Client, street: Street):
    tono.post("/aduan/saya/wilayah/", {"wilayah": RAPPOCINI, "jenis": ""})
    assert AreaFollow.objects.get().region == RAPPOCINI
    assert "Semua jenis" in page(tono, "/aduan/saya/wilayah/")
    tono.post("/aduan/saya/wilayah/", {"lepas": f"{RAPPOCINI}:"})
    assert AreaFollow.objects.count() == 0


def test_a_merged_incident_leads_to_where_it_went(client: Client, street: Street):
    kept, gone = street.tell().incident, street.tell("tono", spot=spot_of(north=60)).incident
    Incident.objects.filter(pk=gone.pk).update(merged_into=kept, ended="merged", ended_at=MONDAY)
    assert client.get(f"/aduan/{gone.code}/").url == f"/aduan/{kept.code}/"


def test_a_search_on_the_front_page_leads_to_the_report_instead_of_an_application(client: Client, street: Street):
    assert f'href="/aduan/baru/?jenis={SLUG}"' in page(client, "/?cari=lampu+jalan+mati")
    assert 'href="/aduan/baru/"' in page(client, "/")


def test_the_page_of_a_kind_says_how_to_report_it_and_nobody_applies_for_it(client: Client, siti: Client, street: Street):
    shown = page(client, f"/layanan/{SLUG}/")
    assert f'href="/aduan/baru/?jenis={SLUG}"' in shown
    assert "Mulai permohonan" not in shown
    page(siti, f"/layanan/{SLUG}/ajukan/", 404)


def test_the_worker_shows_the_kept_page_in_the_place_of_the_form(client: Client):
    worker = page(client, "/penjaga.js")
    assert '["/aduan/tanpa-sinyal/", "/aduan/baru/"]' in worker
    assert '"/static/complaints/"' in worker
    assert '["/petugas/aduan/tanpa-sinyal/", "/petugas/aduan/", 1]' in worker
