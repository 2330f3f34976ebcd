"""Pictures come in raw, and are opened by a job within limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from PIL import Image

from lorong.kernel.documents import store
from lorong.kernel.documents.models import StoredFile
from lorong.lib.actors import SISTEM
from lorong.services.complaints import queries, tasks
from lorong.services.complaints.actions import pictures
from lorong.services.complaints.models import Photo, Report, Visit
from lorong.services.complaints.tests.conftest import Street, picture, spot_of
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db


def exif_at(lat: float, lon: float, clock: str = "2026:08:03 07:15:00") -> Image.Exif:
    def parts(value: float) -> tuple[float, float, float]:
        value = abs(value)
        return float(int(value)), float(int(value * 60 % 60)), round(value * 3600 % 60, 4)

    exif = Image.Exif()
    exif[0x010F] = "Kamera Contoh"
    exif.get_ifd(0x8769)[36867] = clock
    exif.get_ifd(0x8825).update({1: "S" if lat < 0 else "N", 2: parts(lat), 3: "W" if lon < 0 else "E", 4: parts(lon)})
    return exif


def cleaned(report: Report) -> list[Photo]:
    for photo in report.photos.filter(raw__isnull=False):
        pictures.clean_photo(actor=SISTEM, photo=photo, found=pictures.opened(sha256=photo.raw_id))
    return list(report.photos.order_by("ordinal"))


def test_a_picture_is_shown_clean_in_two_sizes_and_what_came_in_is_gone(street: Street, django_capture_on_commit_callbacks):
    content = picture(size=(3000, 2000), exif=exif_at(-5.16, 119.43))
    report = street.tell(photos=[content])
    raw = report.photos.get().raw_id
    assert store.get(raw) == content
    (photo,) = cleaned(report)
    assert photo.raw_id is None
    large, small = (Image.open(store.path_of(name)) for name in (photo.file_id, photo.small_id))
    assert (max(large.size), max(small.size)) == (1600, 320)
    assert not large.getexif()
    assert b"Kamera" not in store.get(photo.file_id)
    assert not StoredFile.objects.filter(pk=raw).exists()


def test_when_and_where_it_was_taken_is_noted_by_the_clock_of_the_city(street: Street):
    here = spot_of()
    report = street.tell(photos=[picture(exif=exif_at(here.lat, here.lon))])
    (photo,) = cleaned(report)
    assert photo.taken_at == MONDAY - timedelta(minutes=45)
    assert photo.metres_off < 5


def test_a_forged_place_is_noted_and_not_believed(street: Street):
    report = street.tell(photos=[picture(exif=exif_at(-6.2, 106.8))])
    (photo,) = cleaned(report)
    assert photo.metres_off > 1_000_000
    assert report.place == spot_of()


@pytest.mark.parametrize("clock", ["", "0000:00:00 00:00:00", "2026:02:31 10:00:00", "kemarin", "2026:08:03"])
def test_an_exif_that_makes_no_sense_says_nothing(street: Street, clock: str):
    (photo,) = cleaned(street.tell(photos=[picture(exif=exif_at(-5.1, 119.4, clock))]))
    assert (photo.taken_at, photo.refused) == (None, "")
    assert photo.file_id


def test_a_place_in_the_exif_that_is_nowhere_says_nothing(street: Street):
    exif = exif_at(-5.1, 119.4)
    exif.get_ifd(0x8825)[2] = (400.0, 0.0, 0.0)
    (photo,) = cleaned(street.tell(photos=[picture(exif=exif)]))
    assert photo.taken_where is None
    assert photo.file_id


def test_what_cannot_be_opened_says_why_to_who_sent_it(street: Street):
    report = street.tell(photos=[picture()[:600], picture()])
    first, second = cleaned(report)
    assert (first.file_id, second.refused) == (None, "")
    assert "rusak" in first.refused
    assert queries.own_report(street.who("siti"), report.number).refused == (first.refused,)


def test_the_same_picture_twice_is_kept_once_and_survives_the_other(street: Street):
    one, other = street.tell(photos=[picture(40)]), street.tell("tono", photos=[picture(40)])
    cleaned(one)
    raw = other.photos.get().raw_id
    assert StoredFile.objects.filter(pk=raw).exists()
    (photo,) = cleaned(other)
    assert photo.file_id == one.photos.get().file_id


def test_made_clean_twice_is_once(street: Street):
    report = street.tell(photos=[picture()])
    photo = report.photos.get()
    found = pictures.opened(sha256=photo.raw_id)
    first = pictures.clean_photo(actor=SISTEM, photo=photo, found=found)
    assert pictures.clean_photo(actor=SISTEM, photo=photo, found="Rusak").file_id == first.file_id


def test_the_job_of_a_report_that_was_lost_is_found_again(street: Street, monkeypatch: pytest.MonkeyPatch):
    street.tell(photos=[picture()])
    incident = street.tell("tono").incident
    street.advance(incident, "verifikasi", "teruskan")
    street.visit(incident)
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks.jobs, "defer_received", lambda pk, lock: asked.append((lock, pk)))
    monkeypatch.setattr(tasks.jobs, "defer_visited", lambda pk, lock: asked.append((lock, pk)))
    later = MONDAY + timedelta(days=400)
    monkeypatch.setattr(tasks.timezone, "now", lambda: later)
    tasks.rescue(0)
    photo, visit = Photo.objects.get(), Visit.objects.get()
    assert asked == [(f"report:{photo.report_id}", photo.report_id), (f"visit:{visit.pk}", visit.pk)]
    tasks.visited(visit=visit.pk)
    visit.refresh_from_db()
    assert visit.file_id
    assert queries.shown_visit(visit.pk).media_type == "image/jpeg"


def test_nothing_of_a_visit_is_changed_but_its_picture(street: Street):
    incident = street.tell("tono").incident
    street.advance(incident, "verifikasi", "teruskan")
    visit = street.visit(incident)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(metres_off=0, note="lain")
