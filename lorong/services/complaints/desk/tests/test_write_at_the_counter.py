"""Somebody without a telephone tells an officer, who writes it down for them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from lorong.services.complaints.desk.tests.conftest import Desk, shot, steps
from lorong.services.complaints.models import Report
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, publish_now

pytestmark = pytest.mark.django_db
COUNTER = "/petugas/aduan/catat/"
Sits = Callable[[str], Desk]
TOLD = {"jenis": SLUG, "teks": "Lampu di depan rumah saya mati", "wilayah": RAPPOCINI, "tampil": "open"}


def test_budi_writes_what_somebody_tells_at_the_counter(street: Street, at_desk: Sits):
    budi = at_desk("budi")
    assert "Lampu jalan mati" in budi.get(COUNTER)
    assert "Tanyakan kepada pelapor" in budi.get(f"{COUNTER}?jenis={SLUG}")
    page = budi.post(COUNTER, **TOLD, nama="Ibu Ramlah", hp="081355500011", galeri=shot())
    report = Report.objects.get()
    assert f"Laporan {report.number} tercatat" in page
    assert (report.channel, report.account_id, report.name, report.phone) == ("counter", None, "Ibu Ramlah", "+6281355500011")
    assert report.by_officer_id == street.cast.actor("budi").account_id
    assert report.photos.count() == 1


def test_name_and_mobile_number_may_be_left_out(street: Street, at_desk: Sits):
    at_desk("budi").post(COUNTER, **TOLD, nama="", hp="")
    assert (Report.objects.get().name, Report.objects.get().phone) == (None, None)


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
