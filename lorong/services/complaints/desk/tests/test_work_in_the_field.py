"""The field officer's day: where to go, a picture before and after, and that it is fixed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from PIL import Image

from lorong.kernel.city import queries as city
from lorong.kernel.people.models import Account
from lorong.lib.places import Spot
from lorong.services.complaints.desk.tests.conftest import Desk, cleaned, shot, spot_of, stands_at, told
from lorong.services.complaints.models import Incident, Visit
from lorong.services.complaints.tests.conftest import Street
from lorong.services.complaints.tests.test_picture import exif_at
from lorong.testing import Cast


def exif_of(spot: Spot, at: datetime) -> Image.Exif:
    return exif_at(spot.lat, spot.lon, f"{city.local(at):%Y:%m:%d %H:%M:%S}")


pytestmark = pytest.mark.django_db
JOBS = "/petugas/aduan/"
Sits = Callable[[str], Desk]


def test_a_field_officer_sees_what_is_to_be_done_and_nobody_elses_work(lamp: Incident, at_desk: Sits, street: Street):
    waiting = told(street, "tono", spot=spot_of(east=900)).incident  # not yet checked: Hasnah's, not the field's
    page = at_desk("daeng_nai").get(JOBS)
    assert lamp.code in page and "Petunjuk arah" in page
    assert waiting.code not in page
    assert lamp.code not in at_desk("budi").get(JOBS)


def test_jobs_stand_in_walking_order_from_where_one_is(street: Street, at_desk: Sits):
    there = {}
    for east in (1200, 0, 600):
        incident = told(street, "siti", spot=spot_of(east=east), text=f"Lampu mati di meter {east}").incident
        street.advance(incident, "verifikasi", "teruskan", by="hasnah", at=timezone.now())
        there[east] = incident
    start = there[0].place
    page = at_desk("daeng_nai").get(f"{JOBS}?dari={start.lat:.5f},{start.lon:.5f}")
    places = [page.index(f"/petugas/aduan/{there[east].code}/tugas/") for east in (0, 600, 1200)]
    assert places == sorted(places)
    assert "600 m dari yang sebelumnya" in page or "599 m dari yang sebelumnya" in page
    assert "Dimulai dari posisi Anda" in page


@pytest.mark.parametrize("nonsense", ["abc", "-91.0,10.0", "1,2", "-5.1,999.0", "'"])
def test_a_position_that_is_none_changes_nothing(lamp: Incident, at_desk: Sits, nonsense: str):
    page = at_desk("daeng_nai").get(f"{JOBS}?dari={nonsense}")
    assert lamp.code in page and "Dimulai dari posisi Anda" not in page


def test_what_one_holds_is_a_list_of_its_own(lamp: Incident, at_desk: Sits):
    nai = at_desk("daeng_nai")
    assert lamp.code not in nai.get(f"{JOBS}?saya=1")
    assert "Tugas ini Anda pegang" in nai.post(f"{JOBS}{lamp.code}/ambil/")
    assert lamp.code in nai.get(f"{JOBS}?saya=1")


def test_a_picture_at_the_place_is_kept_with_its_distance(lamp: Incident, at_desk: Sits):
    nai = at_desk("daeng_nai")
    page = nai.post(f"{JOBS}{lamp.code}/kunjungan/", jenis="before", foto=shot(), bahan="Lampu LED 60 W", **stands_at(lamp))
    assert "Foto tersimpan." in page
    visit = cleaned(lamp)
    assert (visit.kind, visit.metres_off, visit.materials, visit.why_off) == ("before", 0, "Lampu LED 60 W", "")
    assert visit.small_id is not None
    assert "0 m dari titik" in nai.get(f"{JOBS}{lamp.code}/tugas/")


@pytest.mark.parametrize("far", [True, False])
def test_far_away_or_without_a_position_a_reason_is_asked_for(lamp: Incident, at_desk: Sits, far: bool):
    nai, there = at_desk("daeng_nai"), spot_of(east=700)
    where = {"lintang": str(there.lat), "bujur": str(there.lon)} if far else {}
    page = nai.post(f"{JOBS}{lamp.code}/kunjungan/", jenis="before", foto=shot(), **where)
    assert nai.answer.status_code == 422 and "tulis sebabnya" in page
    assert not Visit.objects.exists()
    nai.post(f"{JOBS}{lamp.code}/kunjungan/", jenis="before", foto=shot(), sebab="Tiangnya ada di seberang kanal", **where)
    assert Visit.objects.get().why_off == "Tiangnya ada di seberang kanal"


def test_a_picture_afterwards_says_along_with_it_that_it_is_fixed(lamp: Incident, at_desk: Sits):
    nai = at_desk("daeng_nai")
    page = nai.post(f"{JOBS}{lamp.code}/kunjungan/", jenis="after", foto=shot(), beres="beres", **stands_at(lamp))
    assert "Sekarang warga ditanya" in page
    lamp.refresh_from_db()
    assert (lamp.turn, lamp.claims) == ("applicant", 1)


def test_without_a_picture_afterwards_it_cannot_be_said_to_be_fixed(lamp: Incident, at_desk: Sits):
    page = at_desk("daeng_nai").post(f"{JOBS}{lamp.code}/putuskan/", hasil="beres")
    assert "Belum ada foto sesudah" in page
    lamp.refresh_from_db()
    assert lamp.claims == 0


def test_with_a_picture_afterwards_one_press_says_that_it_is_fixed(lamp: Incident, at_desk: Sits):
    nai = at_desk("daeng_nai")
    nai.post(f"{JOBS}{lamp.code}/kunjungan/", jenis="after", foto=shot(), **stands_at(lamp))
    assert 'value="beres"' in nai.get(f"{JOBS}{lamp.code}/tugas/")
    assert "Tercatat: beres." in nai.post(f"{JOBS}{lamp.code}/putuskan/", hasil="beres")


def test_sent_again_by_a_telephone_without_a_signal_it_is_one_visit_with_its_own_time(lamp: Incident, at_desk: Sits):
    nai, now = at_desk("daeng_nai"), timezone.now()
    sent = {
        "kunci": uuid.uuid4().hex,
        "jenis": "after",
        "beres": "beres",
        "diambil": (now - timedelta(hours=2)).isoformat(),
        "dikirim": now.isoformat(),
        **stands_at(lamp),
    }
    for _ in range(2):
        answer = nai.client.post(f"{JOBS}{lamp.code}/kunjungan/", {**sent, "foto": shot()}, HTTP_ACCEPT="application/json")
        assert answer.status_code == 201
        assert json.loads(answer.content)["url"] == f"{JOBS}{lamp.code}/tugas/"
    visit = Visit.objects.get()
    assert abs(visit.at - (now - timedelta(hours=2))) < timedelta(seconds=60)
    lamp.refresh_from_db()
    assert lamp.claims == 1


def test_a_script_is_told_which_field_is_wrong(lamp: Incident, at_desk: Sits):
    nai = at_desk("daeng_nai")
    fields = {"kunci": uuid.uuid4().hex, "jenis": "before", "foto": shot()}
    answer = nai.client.post(f"{JOBS}{lamp.code}/kunjungan/", fields, HTTP_ACCEPT="application/json")
    assert answer.status_code == 422
    assert json.loads(answer.content)["isian"] == "sebab"


def test_a_job_is_handed_to_whoever_is_on_duty(lamp: Incident, at_desk: Sits):
    nai = at_desk("daeng_nai")
    nai.post(f"{JOBS}{lamp.code}/ambil/")
    assert "sudah diserahkan" in nai.post(f"{JOBS}{lamp.code}/serahkan/", kepada="", alasan="Hujan")
    assert lamp.code not in nai.get(f"{JOBS}?saya=1")
    assert lamp.code in nai.get(JOBS)


def test_an_officer_who_told_of_it_does_not_work_on_it(street: Street, at_desk: Sits, cast: Cast):
    own = told(street, "daeng_nai").incident
    street.advance(own, "verifikasi", "teruskan", by="hasnah", at=timezone.now())
    nai = at_desk("daeng_nai")
    assert own.code not in nai.get(JOBS)
    answer = nai.client.get(f"{JOBS}{own.code}/tugas/")
    assert answer.status_code == 403 and "benturan kepentingan" in answer.content.decode()


@pytest.mark.parametrize("path", ["", "tugas/", "gabung/", "pisah/"])
def test_another_office_and_a_resident_see_nothing_of_it(lamp: Incident, at_desk: Sits, path: str):
    assert at_desk("budi").client.get(f"{JOBS}{lamp.code}/{path}").status_code == 404
    assert at_desk("siti").client.get(f"{JOBS}{lamp.code}/{path}").status_code in {302, 403}


def test_the_way_leads_to_the_map_that_the_city_has_set(lamp: Incident, at_desk: Sits, settings):
    assert f'href="geo:{lamp.place.lat:.6f}'[:20] in at_desk("daeng_nai").get(JOBS)
    settings.DIRECTIONS_URL = "https://peta.contoh.go.id/ke/{lat}/{lon}"
    assert 'href="https://peta.contoh.go.id/ke/-5.' in at_desk("daeng_nai").get(JOBS)


def test_a_picture_that_says_it_was_taken_elsewhere_or_long_ago_needs_a_reason(lamp: Incident, at_desk: Sits):
    nai, path = at_desk("daeng_nai"), f"{JOBS}{lamp.code}/kunjungan/"
    old = exif_of(lamp.place, timezone.now() - timedelta(hours=5))
    page = nai.post(path, jenis="before", foto=shot(exif=old), **stands_at(lamp))
    assert nai.answer.status_code == 422 and "foto ini diambil" in page and not Visit.objects.exists()
    far = exif_of(spot_of(north=900), timezone.now())
    assert "900 meter dari titik laporan" in nai.post(path, jenis="before", foto=shot(exif=far), **stands_at(lamp))
    nai.post(path, jenis="before", foto=shot(exif=far), sebab="Foto dari rekan", **stands_at(lamp))
    visit = cleaned(lamp)
    assert (visit.shot_metres_off, visit.metres_off, visit.why_off) == (900, 0, "Foto dari rekan")
    assert "foto ini diambil 900 m dari titik" in nai.get(f"{JOBS}{lamp.code}/tugas/")
    nai.post(path, jenis="before", foto=shot(exif=exif_of(lamp.place, timezone.now())), **stands_at(lamp))
    assert Visit.objects.count() == 2


def test_only_the_field_officer_who_holds_the_job_photographs_it(lamp: Incident, at_desk: Sits, cast: Cast):
    nai, hasnah = at_desk("daeng_nai"), at_desk("hasnah")
    hasnah.post(f"{JOBS}{lamp.code}/kunjungan/", jenis="before", foto=shot(), **stands_at(lamp))
    assert hasnah.answer.status_code == 422 and not Visit.objects.exists()
    nai.post(f"{JOBS}{lamp.code}/ambil/")
    people = {holder.person_id for holder in city.holders_of_role("petugas-lapangan", lamp.unit)}
    colleague = Account.objects.create(person_id=next(iter(people - {cast.person("daeng_nai").pk})))
    nai.post(f"{JOBS}{lamp.code}/serahkan/", kepada=str(colleague.pk), alasan="Tangga kurang tinggi")
    page = nai.post(f"{JOBS}{lamp.code}/kunjungan/", jenis="before", foto=shot(), **stands_at(lamp))
    assert "sedang dipegang rekan lain" in page and not Visit.objects.exists()
