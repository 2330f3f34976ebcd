"""A report with a photo is taken by one question and one order beside the case's own, and its photo is written once."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.cases.models import Case
from lorong.kernel.documents import store
from lorong.lib import spooled
from lorong.services.complaints import limits
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Incident, Report
from lorong.services.complaints.tests.conftest import SLUG, Street, picture, spot_of

pytestmark = pytest.mark.django_db
LARGE = picture(90) + bytes(3 * 1024 * 1024)


@pytest.fixture
def siti(client: Client, street: Street) -> Client:
    client.force_login(street.cast.account("siti"))
    return client


def form(content: bytes = LARGE, *, north: float = 0, **more: Any) -> dict[str, Any]:
    here = spot_of(north=north)
    photo = SimpleUploadedFile("lampu.jpg", content, content_type="image/jpeg")
    typed = {"kunci": uuid.uuid4().hex, "teks": "Lampu mati sejak Senin", "jenis": SLUG, "tampil": "open", "dari": "device"}
    return {**typed, "lintang": f"{here.lat:.6f}", "bujur": f"{here.lon:.6f}", "galeri": [photo], **more}


def send(browser: Client, filled: dict[str, Any]) -> Any:
    return browser.post("/aduan/baru/kirim/", filled)


def files() -> list[Path]:
    return [path for path in Path(store.settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_sending_asks_the_database_seven_times(siti: Client):
    send(siti, form())
    filled = form(north=300)
    with CaptureQueriesContext(connection) as asked:
        assert send(siti, filled).status_code == 201
    said = [q["sql"] for q in asked.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    order = ("lorong_arrival", "catalog_procedure", "lorong_kind_place", "people_attempt", "lorong_complaint_at_hand")
    order += ("lorong_keep_files", "lorong_complaint_told")  # within that of the case, which begins with it
    assert len(said) == len(order)
    assert all(name in sql for name, sql in zip(order, said, strict=True))


def test_the_entry_of_the_act_stands_for_the_case_and_the_photo_too(street: Street):
    before = AuditEntry.objects.count()
    report = street.tell(photos=[picture()])
    entry = AuditEntry.objects.latest("id")
    assert AuditEntry.objects.count() == before + 1
    assert (entry.action, entry.object_kind, entry.object_id) == ("complaint.tell", "complaints_report", str(report.pk))
    assert entry.account_id == street.cast.account("siti").pk


@pytest.mark.parametrize("linked", [True, False])
def test_a_large_photo_is_kept_whole_whether_the_disk_knows_nameless_files_or_not(
    siti: Client, monkeypatch: pytest.MonkeyPatch, linked: bool
):
    if not linked:
        monkeypatch.setattr(spooled, "OPEN_FILES", "/tidak-ada")
    assert send(siti, form()).status_code == 201
    photo = Report.objects.get().photos.get()
    assert store.get(photo.raw_id) == LARGE
    assert files() == [store.path_of(photo.raw_id)]
    assert photo.raw.size == len(LARGE)
    assert store.path_of(photo.raw_id).stat().st_mode & 0o777 == 0o600


def test_a_large_photo_of_a_report_that_cannot_be_read_waits_with_it(siti: Client):
    answer = send(siti, form(jenis="sudah-tidak-ada"))
    assert answer.status_code == 422
    (waiting,) = files()
    assert waiting.read_bytes() == LARGE
    assert "konsep" in waiting.parts


def test_a_large_file_that_is_no_photo_is_refused_and_nothing_is_kept(siti: Client):
    answer = send(siti, form(bytes(3 * 1024 * 1024)))
    assert (answer.status_code, Report.objects.count(), Case.objects.count(), Incident.objects.count()) == (422, 0, 0, 0)
    assert all("konsep" in path.parts for path in files())


def test_what_was_told_before_is_given_back_even_if_it_could_not_be_told_now(street: Street):
    first = street.tell(key="dari-hp")
    assert street.tell(key="dari-hp", category="sudah-tidak-ada", text="") == first
    with pytest.raises(NotTold):
        street.tell(key="lain", category="sudah-tidak-ada", text="")


def test_pictures_and_report_are_counted_by_one_write_and_both_limits_hold(siti: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "ADDRESS", replace(limits.ADDRESS, limit=1))
    assert send(siti, form()).status_code == 201
    answer = send(siti, form(north=300))
    assert answer.status_code == 429
    assert Report.objects.count() == 1
    assert files() == [store.path_of(Report.objects.get().photos.get().raw_id)]
