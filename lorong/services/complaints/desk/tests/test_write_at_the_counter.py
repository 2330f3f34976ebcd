"""Somebody without a telephone tells an officer, who writes it down for them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from lorong.services.complaints.desk.tests.conftest import Desk, shot, spot_of, steps, told
from lorong.services.complaints.models import Incident, Report
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, publish_now
from lorong.services.complaints.tests.test_report_on_pages import code

pytestmark = pytest.mark.django_db
COUNTER = "/petugas/aduan/catat/"
Sits = Callable[[str], Desk]
TOLD = {"jenis": SLUG, "teks": "Lampu di depan rumah saya mati", "wilayah": RAPPOCINI, "tampil": "open"}


def test_budi_writes_what_somebody_tells_at_the_counter(street: Street, at_desk: Sits):
    budi = at_desk("budi")
    assert "Lampu jalan mati" in budi.get(COUNTER)
    assert "Tanyakan kepada pelapor" in budi.get(f"{COUNTER}?jenis={SLUG}")
    page = budi.post(COUNTER, **TOLD, nama="Ibu Ramlah", hp="081355500011", galeri=shot())
    assert "Minta pelapor membacakannya" in page and not Report.objects.exists()
    budi.post(f"{COUNTER}kode/", code="000000")
    assert budi.answer.status_code == 422 and not Report.objects.exists()
    page = budi.post(f"{COUNTER}kode/", code=code())
    report = Report.objects.get()
    assert f"Laporan {report.number} tercatat" in page and "Kabar dikirim ke HP pelapor" in page
    assert (report.channel, report.account_id, report.name, report.phone) == ("counter", None, "Ibu Ramlah", "+6281355500011")
    assert report.by_officer_id == street.cast.actor("budi").account_id
    assert report.photos.count() == 1


def test_name_and_mobile_number_may_be_left_out(street: Street, at_desk: Sits):
    at_desk("budi").post(COUNTER, **TOLD, nama="", hp="")
    assert (Report.objects.get().name, Report.objects.get().phone) == (None, None)


def test_a_number_that_nobody_proved_is_not_kept(street: Street, at_desk: Sits):
    budi = at_desk("budi")
    budi.post(COUNTER, **TOLD, nama="Ibu Ramlah", hp="081355500011")
    assert "atau tanyakan di loket dengan nomor ini" in budi.post(f"{COUNTER}kode/", lewati="1")
    report = Report.objects.get()
    assert (report.name, report.phone, report.phone_index) == ("Ibu Ramlah", None, None)


def test_photos_wait_while_something_else_is_mended(street: Street, at_desk: Sits):
    budi, key = at_desk("budi"), uuid.uuid4().hex
    assert "Foto 1" in budi.post(COUNTER, **{**TOLD, "wilayah": ""}, kunci=key, galeri=shot())
    budi.post(COUNTER, **TOLD, kunci=key, galeri=shot(90))
    assert Report.objects.get().photos.count() == 2


def test_the_same_thing_near_by_is_shown_first_and_joined_in_one_press(street: Street, at_desk: Sits):
    first, there = told(street, "siti").incident, spot_of(east=20)
    budi = at_desk("budi")
    page = budi.post(COUNTER, **TOLD, lintang=str(there.lat), bujur=str(there.lon))
    assert "Apakah ini yang dimaksud pelapor?" in page and f"ikut:{first.code}" in page
    assert "Ikut dalam laporan yang sudah ada" in budi.post(f"{COUNTER}dekat/", pilih=f"ikut:{first.code}")
    first.refresh_from_db()
    assert first.reporters == 2 and Incident.objects.count() == 1


def test_the_receipt_is_for_whoever_wrote_it_down(street: Street, at_desk: Sits):
    at_desk("budi").post(COUNTER, **TOLD, nama="Ibu Ramlah")
    path = f"{COUNTER}terima/{Report.objects.get().number}/"
    page = at_desk("budi").get(path)
    assert "Ibu Ramlah" in page and "Tanpa biaya" in page
    assert at_desk("daeng_nai").client.get(path).status_code == 404


@pytest.mark.parametrize(("left_out", "says"), [("teks", "Ceritakan dulu"), ("wilayah", "pilih kelurahan")])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(street: Street, at_desk: Sits, left_out: str, says: str):
    budi = at_desk("budi")
    page = budi.post(COUNTER, **{**TOLD, left_out: "", "patokan": "Dekat pasar"})
    assert budi.answer.status_code == 422 and says in page and "Dekat pasar" in page
    assert not Report.objects.exists()


def test_the_same_form_sent_twice_is_one_report(street: Street, at_desk: Sits):
    budi, key = at_desk("budi"), uuid.uuid4().hex
    for _ in range(2):
        budi.post(COUNTER, **TOLD, kunci=key)
    assert Report.objects.count() == 1


def test_the_questions_of_the_kind_are_on_the_page(street: Street, at_desk: Sits):
    question = {"id": "tiang", "type": "text", "label": "Nomor tiang", "required": True}
    form = {"pages": [{"id": "isi", "title": "Isi", "fields": [question]}]}
    publish_now("uji-tiang", form=form, steps=steps(), routes=[{"to": "dpu"}])
    budi = at_desk("budi")
    assert "Nomor tiang" in budi.get(f"{COUNTER}?jenis=uji-tiang")
    budi.post(COUNTER, **{**TOLD, "jenis": "uji-tiang"})
    assert budi.answer.status_code == 422
    budi.post(COUNTER, **{**TOLD, "jenis": "uji-tiang", "t-uji-tiang-tiang": "17"})
    assert Report.objects.get().answers == {"tiang": "17"}


def test_a_resident_does_not_sit_behind_the_counter(street: Street, at_desk: Sits):
    siti = at_desk("siti")
    siti.post(COUNTER, **TOLD, follow=False)
    assert siti.answer.status_code in {302, 403} and not Report.objects.exists()
