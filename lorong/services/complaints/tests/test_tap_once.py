"""A link in an SMS opens one report for whoever has nothing but a telephone, and nothing for anybody else."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.messages import wording
from lorong.kernel.messages.models import Message
from lorong.kernel.people import limits
from lorong.lib.actors import SISTEM
from lorong.services.complaints import actions, tasks
from lorong.services.complaints.models import Line, Report, ReportLink, Verdict
from lorong.services.complaints.onetap import pages
from lorong.services.complaints.onetap.actions import make_link
from lorong.services.complaints.tests.conftest import Street, picture
from lorong.services.complaints.tests.test_news import run_jobs
from lorong.services.complaints.values import Teller
from lorong.testing import MONDAY

PHONE, OTHER = "+6281234567890", "+6281377778888"


@pytest.fixture(autouse=True)
def _of_the_room(db: None) -> None:
    """Every test needs the database."""


def tell(street: Street, phone: str = PHONE, **more: Any) -> Report:
    return street.tell("visitor", phone=phone, **more)


def sent(report: Report) -> str:
    """The path in the newest SMS about a report, after its jobs ran twice each."""
    run_jobs()
    rows = Message.objects.filter(channel="sms", template__startswith="aduan_", key__contains=report.incident.case_number)
    row = max((m for m in rows if m.address == report.phone), key=lambda m: m.made_at)
    found = re.search(r"/a/[A-Za-z0-9_-]{16}/", row.body)
    assert found is not None, row.body
    return found[0]


def link(report: Report, at: datetime | None = None) -> str:
    """A fresh link to a report."""
    return f"/a/{make_link(actor=SISTEM, report=report, key=uuid.uuid4().hex, at=at or timezone.now())}/"


def claim(street: Street, report: Report) -> None:
    street.advance(report.incident, "verifikasi", "teruskan")
    street.claim(report.incident)
    report.refresh_from_db()


def judged(at: str, beres: str = "ya", **more: Any) -> Any:
    return Client().post(f"{at}jawab/", {"kunci": uuid.uuid4().hex, "beres": beres, **more})


def test_news_by_sms_carry_a_link_of_their_own_and_a_newer_one_kills_it(street: Street):
    report = tell(street)
    first = sent(report)
    claim(street, report)
    second = sent(report)
    assert first != second and ReportLink.objects.count() == 2  # jobs that ran twice made none more
    assert Client().get(first).status_code == 410
    shown = Client().get(second)
    assert shown.status_code == 200 and "Apakah sudah benar-benar beres?" in shown.content.decode()
    assert (shown["Cache-Control"], shown["Referrer-Policy"], shown["X-Robots-Tag"]) == (
        "private, no-store",
        "same-origin",
        "noindex",
    )
    assert PHONE not in shown.content.decode()
    stored = b"".join(bytes(row.token_hash) for row in ReportLink.objects.all())
    assert second.strip("/").removeprefix("a/").encode() not in stored
    body = Message.objects.filter(template="aduan_beres", channel="sms").get().body
    assert second not in wording.forgotten("aduan_beres", body) and "SUDAH" in wording.forgotten("aduan_beres", body)


def test_whoever_only_looks_does_nothing(street: Street):
    report = tell(street)
    claim(street, report)
    path = link(report)
    actions.reply(actor=street.cast.actor("budi"), report=report, body="Sudah kami ganti", key="1")
    before = AuditEntry.objects.count()
    for method in (Client().get, Client().head, Client().get):
        assert method(path).status_code == 200
    assert Client().get(f"{path}jawab/").status_code == 405
    assert AuditEntry.objects.count() == before
    assert not Verdict.objects.exists() and Line.objects.get().seen_at is None
    assert ReportLink.objects.get(revoked_at=None).acts == 0
    assert Client(enforce_csrf_checks=True).post(f"{path}jawab/", {"beres": "ya", "kunci": "a" * 32}).status_code == 403


def test_belum_with_reason_and_photo_opens_it_again_as_that_phones_act(street: Street):
    report = tell(street)
    claim(street, report)
    path = link(report)
    assert judged(path, "belum").status_code == 422
    photo = SimpleUploadedFile("a.jpg", picture(40), content_type="image/jpeg")
    assert judged(path, "belum", catatan="Masih gelap", galeri=photo).status_code == 302
    verdict = Verdict.objects.get()
    assert (verdict.report, verdict.agrees, verdict.note) == (report, False, "Masih gelap")
    assert report.photos.count() == 1 and street.fresh(report.incident).turn == "city"
    row = ReportLink.objects.get(revoked_at=None)
    assert row.acts == 1 and row.last_act_at is not None
    assert AuditEntry.objects.filter(action="complaint.use_link", object_id=str(row.pk)).count() == 1
    again = judged(path, "ya")  # nobody asks any more
    assert again.status_code == 422 and Verdict.objects.count() == 1
    assert "Apakah sudah benar-benar beres?" not in Client().get(path).content.decode()


def test_ya_settles_it_and_within_ten_days_somebody_elses_link_opens_it_again(street: Street):
    report = tell(street)
    other = tell(street, OTHER, join=report.incident.code)
    claim(street, report)
    assert judged(link(report), "ya").status_code == 302
    assert street.fresh(report.incident).ended == "fixed"
    other.refresh_from_db()
    path = link(other)
    assert "masih bisa membukanya lagi" in Client().get(path).content.decode()
    assert judged(path, "belum", catatan="Mati lagi").status_code == 302
    assert not street.fresh(report.incident).ended


def test_a_link_that_reads_writes_to_the_thread_and_judges_nothing(street: Street):
    report = tell(street)
    path = link(report)
    actions.reply(actor=street.cast.actor("budi"), report=report, body="Tiang nomor berapa?", key="1")
    assert "Tiang nomor berapa?" in Client().get(path).content.decode()
    assert Client().post(f"{path}pesan/", {"kunci": "a" * 32, "pesan": "Nomor 7"}).status_code == 302
    assert Client().post(f"{path}pesan/", {"kunci": "a" * 32, "pesan": "Nomor 7"}).status_code == 302
    assert list(Line.objects.order_by("id").values_list("side", "body")) == [
        ("city", "Tiang nomor berapa?"),
        ("reporter", "Nomor 7"),
    ]
    assert Line.objects.get(side="city").seen_at is not None
    claim(street, report)
    assert judged(path).status_code == 422 and not Verdict.objects.exists()  # it was made before anybody asked


def test_what_the_office_asked_for_is_given_by_the_link(street: Street):
    report = tell(street)
    street.advance(report.incident, "verifikasi", "minta_data", reason="Nama lorongnya?")
    path = sent(report)
    assert "Nama lorongnya?" in Client().get(path).content.decode()
    photo = SimpleUploadedFile("a.jpg", picture(41), content_type="image/jpeg")
    assert Client().post(f"{path}pesan/", {"kunci": "a" * 32, "pesan": "Lorong 4", "galeri": photo}).status_code == 302
    assert street.fresh(report.incident).step == "verifikasi" and report.photos.count() == 1


def test_forged_expired_withdrawn_and_another_reports_links_open_nothing(street: Street, monkeypatch: pytest.MonkeyPatch):
    report, other = tell(street), tell(street, OTHER, text="Lampu pasar mati sejak Selasa pagi")
    mine, theirs = link(report), link(other)
    forged = mine[:-2] + ("A/" if mine[-2] != "A" else "B/")
    assert Client().get(forged).status_code == 410 and judged(forged).status_code == 410
    shown = Client().get(mine).content.decode()
    assert report.incident.code in shown and other.incident.code not in shown
    assert Client().get(theirs).status_code == 200
    actions.withdraw(actor=SISTEM, report=other, who=Teller(phone=OTHER))
    assert "sudah ditarik" in Client().get(theirs).content.decode()
    old = link(report, timezone.now() - timedelta(days=31))
    assert Client().get(mine).status_code == 410  # replaced
    assert "lewat waktunya" in Client().get(old).content.decode()
    monkeypatch.setattr(pages, "UNKNOWN", limits.Rule("tautan-uji", 2, 3600, "Terlalu banyak"))
    assert [Client().get(f"/a/{uuid.uuid4().hex[:16]}/").status_code for _ in range(3)] == [410, 410, 429]


def test_an_officers_picture_is_shown_by_the_link_of_its_own_incident_only(street: Street):
    report, other = tell(street, visibility="secret"), tell(street, OTHER, text="Lampu pasar mati sejak Selasa pagi")
    claim(street, report)
    run_jobs()
    visit = report.incident.visits.get()
    tasks.visited(visit=visit.pk)
    path, theirs = link(report), link(other)
    assert f"{path}foto/{visit.pk}/" in Client().get(path).content.decode()
    assert Client().get(f"{path}foto/{visit.pk}/")["Content-Type"] == "image/jpeg"
    assert Client().get(f"{theirs}foto/{visit.pk}/").status_code == 404


def test_twenty_acts_an_hour_are_enough(street: Street, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "ACTS", limits.Rule("tautan", 1, 3600, "Sudah terlalu sering."))
    path = link(tell(street))
    tries = [Client().post(f"{path}pesan/", {"kunci": f"{n}" * 32, "pesan": "Halo"}).status_code for n in range(2)]
    assert tries == [302, 422]


def test_an_account_keeps_its_own_page(street: Street):
    street.tell("siti", at=MONDAY)
    run_jobs()
    assert not ReportLink.objects.exists()
