"""Two that are one, one that is two, and what is written to whoever told of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lorong.kernel.audit.models import AccessEntry
from lorong.services.complaints.desk.tests.conftest import Desk, shot, spot_of, stands_at, told
from lorong.services.complaints.models import Incident, Line
from lorong.services.complaints.tests.conftest import Street

pytestmark = pytest.mark.django_db
DESK = "/petugas/aduan/"
Sits = Callable[[str], Desk]


@pytest.fixture
def twin(street: Street, lamp: Incident) -> Incident:
    """The same lamp, told of by Tono as if it were another."""
    return told(street, "tono", spot=spot_of(north=40), text="Lampu dekat masjid padam, gelap sekali").incident


def test_the_panel_shows_what_was_told_where_and_what_is_near(lamp: Incident, twin: Incident, at_desk: Sits):
    page = at_desk("hasnah").get(f"/petugas/urusan/{twin.case_number}/")
    assert "Lampu dekat masjid padam" in page and "Foto pelapor 1" in page
    assert "Sejenis di dekat sini" in page and lamp.code in page and "40 m" in page
    assert "Semua tentang aduan ini (1 pelapor)" in page
    assert "Tono" not in page


def test_merging_asks_first_says_what_happens_and_can_be_taken_back(lamp: Incident, twin: Incident, at_desk: Sits):
    hasnah = at_desk("hasnah")
    assert f"?dengan={lamp.code}" in hasnah.get(f"{DESK}{twin.code}/gabung/")
    question = hasnah.get(f"{DESK}{twin.code}/gabung/?dengan={lamp.code}")
    assert "1 pelapor pindah ke sana" in question and "Semua pelapor dan pengikut diberi tahu" in question
    empty = hasnah.post(f"{DESK}{twin.code}/gabung/?dengan={lamp.code}", alasan=" ")
    assert hasnah.answer.status_code == 422 and "Tulis alasannya" in empty
    done = hasnah.post(f"{DESK}{twin.code}/gabung/?dengan={lamp.code}", alasan="Tiang yang sama")
    assert "Sudah digabung" in done and "Tiang yang sama" in done and "2 laporan" in done
    twin.refresh_from_db()
    assert twin.merged_into_id == lamp.pk
    back = hasnah.post(f"{DESK}{twin.code}/keluarkan/", alasan="Ternyata dua tiang")
    assert "berjalan sendiri lagi" in back
    twin.refresh_from_db()
    assert twin.merged_into_id is None and twin.reporters == 1


def test_the_other_one_is_found_by_the_number_of_a_report(lamp: Incident, twin: Incident, at_desk: Sits):
    number = lamp.reports.get().number
    page = at_desk("hasnah").get(f"{DESK}{twin.code}/gabung/?cari={number.lower()}")
    assert f"?dengan={lamp.code}" in page
    assert "Tidak ada aduan terbuka" in at_desk("hasnah").get(f"{DESK}{twin.code}/gabung/?cari=zzzz")


def test_splitting_makes_an_incident_of_one_report(lamp: Incident, at_desk: Sits, street: Street):
    joined = told(street, "tono", join=lamp.code, text="Yang mati tiang di seberang", spot=spot_of(north=80))
    hasnah = at_desk("hasnah")
    assert joined.number in hasnah.get(f"{DESK}{lamp.code}/pisah/")
    page = hasnah.post(f"{DESK}{lamp.code}/pisah/", laporan=joined.number, alasan="Tiang lain")
    assert "Sudah dipisah" in page and "Yang mati tiang di seberang" in page
    joined.refresh_from_db()
    assert joined.incident_id != lamp.pk


def test_a_field_officer_neither_merges_nor_splits(lamp: Incident, twin: Incident, at_desk: Sits):
    nai = at_desk("daeng_nai")
    assert nai.client.get(f"{DESK}{twin.code}/gabung/").status_code == 403
    nai.post(f"{DESK}{twin.code}/gabung/?dengan={lamp.code}", alasan="Sama")
    assert nai.answer.status_code == 403
    twin.refresh_from_db()
    assert twin.merged_into_id is None


def test_a_line_goes_to_one_reporter_or_to_all(lamp: Incident, at_desk: Sits, street: Street):
    second = told(street, "tono", join=lamp.code, text="Di sini juga gelap")
    hasnah = at_desk("hasnah")
    assert "kepada pelapor itu saja" in hasnah.post(f"{DESK}laporan/{second.number}/balas/", pesan="Tiang nomor berapa?")
    assert list(Line.objects.values_list("report", flat=True)) == [second.pk]
    assert "kepada 2 pelapor" in hasnah.post(f"{DESK}{lamp.code}/balas/", pesan="Dikerjakan besok pagi")
    assert Line.objects.count() == 3
    assert "Tulis dulu pesannya" in hasnah.post(f"{DESK}{lamp.code}/balas/", pesan="")


def test_name_and_phone_are_shown_once_asked_for_and_the_look_is_on_record(lamp: Incident, at_desk: Sits, street: Street):
    hasnah, report = at_desk("hasnah"), lamp.reports.get()
    name = street.cast.person("siti").name
    assert name not in hasnah.get(f"{DESK}{lamp.code}/")
    assert name in hasnah.post(f"{DESK}laporan/{report.number}/pelapor/")
    assert AccessEntry.objects.filter(purpose__contains=report.number).count() == 1
    assert name not in hasnah.get(f"{DESK}{lamp.code}/")


def test_nobody_learns_who_told_it_anonymously(street: Street, at_desk: Sits):
    report = told(street, "tono", visibility="anonymous")
    hasnah, name = at_desk("hasnah"), street.cast.person("tono").name
    page = hasnah.get(f"{DESK}{report.incident.code}/")
    assert "anonim" in page and "Lihat nama dan HP" not in page and name not in page
    assert name not in hasnah.post(f"{DESK}laporan/{report.number}/pelapor/")
    assert hasnah.answer.status_code == 403


def test_what_was_told_in_secret_is_read_by_the_office(street: Street, at_desk: Sits):
    report = told(street, "tono", visibility="secret", text="Petugas meminta uang rokok")
    assert "Petugas meminta uang rokok" in at_desk("hasnah").get(f"{DESK}{report.incident.code}/")


def test_an_auditor_reads_and_writes_nothing(lamp: Incident, at_desk: Sits):
    auditor = at_desk("auditor")
    page = auditor.get(f"{DESK}{lamp.code}/")
    assert "Lampu di depan masjid" in page and "Kirim kepada semua" not in page
    auditor.post(f"{DESK}{lamp.code}/balas/", pesan="Halo")
    assert auditor.answer.status_code == 403 and not Line.objects.exists()


def test_pictures_are_for_the_office_alone(lamp: Incident, at_desk: Sits):
    photo = lamp.reports.get().photos.get()
    for size in ("kecil", "besar"):
        answer = at_desk("hasnah").client.get(f"{DESK}foto/{photo.pk}-{size}/")
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/jpeg"
        assert "no-store" in answer.headers["Cache-Control"]
        assert at_desk("budi").client.get(f"{DESK}foto/{photo.pk}-{size}/").status_code == 404


def test_before_and_after_stand_beside_each_other_on_the_case(lamp: Incident, at_desk: Sits):
    nai = at_desk("daeng_nai")
    for kind in ("before", "after"):
        nai.post(f"{DESK}{lamp.code}/kunjungan/", jenis=kind, foto=shot(), catatan=f"Catatan {kind}", **stands_at(lamp))
    page = at_desk("hasnah").get(f"/petugas/urusan/{lamp.case_number}/")
    assert "Catatan before" in page and "Catatan after" in page
