"""A category of the public works office, with Hasnah who looks after complaints there and Daeng Nai who goes to the place."""

from __future__ import annotations

import copy
import html
import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from lorong.services.complaints import tasks
from lorong.services.complaints.models import Incident, Report, Visit
from lorong.services.complaints.tests.conftest import STEPS, Street, picture, publish_now, spot_of
from lorong.testing import Cast, just_came_in

ROLES = {"verifikasi": "pengelola-pengaduan", "tindaklanjut": "petugas-lapangan"}


def steps() -> list[dict[str, Any]]:
    """The steps of the room's own little procedure, done by those who do them in a real office."""
    found = copy.deepcopy(STEPS)
    for step in found:
        step["by"] = ROLES.get(step["id"], step["by"])
    return found


@pytest.fixture
def street(cast: Cast) -> Street:
    publish_now(steps=steps(), routes=[{"to": "dpu"}], after_photo=True)
    return Street(cast)


class Desk:
    """Somebody of the cast at a browser, and what they see."""

    def __init__(self, cast: Cast, street: Street, name: str) -> None:
        self.client = Client()
        self.client.force_login(cast.account(name))
        just_came_in(self.client)

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers)
        return _plain(answer)

    def post(self, path: str, *, follow: bool = True, **fields: Any) -> str:
        self.answer = self.client.post(path, {"kunci": uuid.uuid4().hex, **fields}, follow=follow)
        return _plain(self.answer)


def _plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


@pytest.fixture
def at_desk(cast: Cast, street: Street) -> Callable[[str], Desk]:
    return lambda name: Desk(cast, street, name)


@pytest.fixture
def lamp(street: Street) -> Incident:
    """A lamp that Siti told of and Hasnah has passed on to the field."""
    incident = told(street).incident
    street.advance(incident, "verifikasi", "teruskan", by="hasnah", at=timezone.now())
    incident.refresh_from_db()
    return incident


def told(street: Street, name: str = "siti", *, at: datetime | None = None, photo: bytes | None = None, **more: Any) -> Report:
    """A report of now, with its picture made clean."""
    report = street.tell(name, at=at or timezone.now(), photos=[photo or picture(60)], **more)
    tasks.received(report=report.pk)
    return report


def shot(shade: int = 120, exif: Image.Exif | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", picture(shade, exif), content_type="image/jpeg")


def cleaned(incident: Incident) -> Visit:
    """The newest visit, with its picture made clean."""
    visit = Visit.objects.filter(incident=incident).latest("id")
    tasks.visited(visit=visit.pk)
    return Visit.objects.get(pk=visit.pk)


def stands_at(incident: Incident) -> dict[str, str]:
    """The telephone at the incident's place."""
    assert incident.place is not None
    return {"lintang": str(incident.place.lat), "bujur": str(incident.place.lon)}


__all__ = ["Desk", "Street", "cleaned", "shot", "spot_of", "stands_at", "told"]
