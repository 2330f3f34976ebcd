"""Complaints in the API: what anybody's program sees, and what Siti's does for her."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lorong.kernel.people import actions as people
from lorong.kernel.people.values import Scope
from lorong.services.complaints.models import Follow, Photo, Report
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, picture, publish_now, published, spot_of, street
from lorong.testing import Cast

__all__ = ["published", "street"]
pytestmark = pytest.mark.django_db
ASKS = {"pages": [{"id": "apa", "title": "Apa", "fields": [{"id": "tiang", "label": "Nomor tiang", "type": "number"}]}]}


@dataclass
class Program:
    """A program; without a token it is a stranger."""

    token: str = ""

    def get(self, path: str, **query: Any) -> Any:
        return Client().get(f"/api/v1{path}", query, headers=self._headers())

    def send(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        headers = {**self._headers(), "Idempotency-Key": key or uuid.uuid4().hex}
        return getattr(Client(), method)(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    def tell(self, *, key: str = "", **more: Any) -> Any:
        spot = spot_of()
        sent = {"category": SLUG, "text": "Lampu di depan masjid mati", "lat": spot.lat, "lon": spot.lon, **more}
        headers = {**self._headers(), "Idempotency-Key": key or uuid.uuid4().hex}
        return Client().post("/api/v1/complaints/reports", sent, headers=headers)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@pytest.fixture
def program_of(cast: Cast) -> Callable[..., Program]:
    """`program_of("siti")`: a program that may tell in her name."""

    def made(who: str, *scopes: Scope) -> Program:
        asked = {"name": "uji", "scopes": scopes or (Scope.COMPLAINTS,), "days": 30, "at": timezone.now()}
        return Program(people.make_token(actor=cast.actor(who), account=cast.account(who), **asked).text)

    return made


def test_kinds_and_their_questions_are_everybodys(cast: Cast):
    publish_now(form=ASKS)
    (kind,) = Program().get("/complaints/categories").json()["items"]
    assert (kind["slug"], kind["title"], kind["photo"]) == (SLUG, "Lampu jalan mati", "wanted")
    asked = Program().get(f"/complaints/categories/{SLUG}").json()["questions"]
    assert [(one["code"], one["datatype"]) for one in asked] == [("tiang", "number")]
    assert Program().get("/complaints/categories/tidak-ada").status_code == 404


def test_what_is_open_is_listed_found_near_by_and_told(street: Street):
    code = street.tell(at=timezone.now()).incident.code
    street.tell(at=timezone.now(), visibility="secret", spot=spot_of(north=900))
    (row,) = Program().get("/complaints").json()["items"]
    assert (row["code"], row["stage"], row["text"], row["region"]) == (code, "unchecked", None, RAPPOCINI)
    spot = spot_of(north=20)
    (near,) = Program().get("/complaints/near", category=SLUG, lat=spot.lat, lon=spot.lon).json()["items"]
    assert (near["code"], near["metres"]) == (code, 20)
    told = Program().get(f"/complaints/{code}").json()
    assert [line["what"] for line in told["timeline"]] == ["Laporan diterima"]
    assert Program().get("/complaints", stage="fixed").json() == {"items": [], "next": None}
    assert Program().get("/complaints", category=["lain", SLUG], region="73.71").json()["items"][0]["code"] == code


def test_siti_tells_through_her_program_and_reads_her_thread(street: Street, program_of: Callable[..., Program]):
    siti = program_of("siti")
    sent = siti.tell()
    assert sent.status_code == 201, sent.content
    number = sent.json()["number"]
    assert siti.send("post", f"/complaints/reports/{number}/lines", {"text": "Sudah tiga hari"}).status_code == 201
    told = siti.get(f"/complaints/reports/{number}").json()
    assert (told["text"], told["stage"], [line["text"] for line in told["lines"]][-1]) == (
        "Lampu di depan masjid mati",
        "unchecked",
        "Sudah tiga hari",
    )
    assert [one["number"] for one in siti.get("/complaints/reports").json()["items"]] == [number]


def test_sent_twice_it_is_told_once(street: Street, program_of: Callable[..., Program]):
    siti = program_of("siti")
    first, second = (siti.tell(key="kunci-satu").json()["number"] for _ in range(2))
    assert first == second
    assert Report.objects.count() == 1


def test_pictures_and_answers_come_along(cast: Cast, program_of: Callable[..., Program]):
    publish_now(form=ASKS)
    siti = program_of("siti")
    assert siti.tell().status_code == 409
    shots = [SimpleUploadedFile(f"{n}.jpg", picture(n), content_type="image/jpeg") for n in (1, 2)]
    sent = siti.tell(answers='{"tiang": 12}', photos=shots)
    assert sent.status_code == 201, sent.content
    assert Report.objects.get().answers == {"tiang": 12}
    assert (Photo.objects.count(), sent.json()["pending"]) == (2, 2)


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"answers": "[]"}, "answers"), ({"answers": "{"}, "answers"), ({"lat": ""}, "lat"), ({"text": "x"}, "text")],
)
def test_what_is_wrong_is_named(street: Street, program_of: Callable[..., Program], sent: dict[str, Any], field: str):
    refused = program_of("siti").tell(**sent)
    assert refused.status_code in {409, 422}
    told = refused.json()
    assert told.get("field") == field or field in told["errors"]


def test_tono_never_sees_sitis_report(street: Street, program_of: Callable[..., Program]):
    number = program_of("siti").tell(visibility="secret").json()["number"]
    tono = program_of("tono")
    for answer in (
        tono.get(f"/complaints/reports/{number}"),
        tono.send("delete", f"/complaints/reports/{number}"),
        tono.send("post", f"/complaints/reports/{number}/lines", {"text": "halo"}),
        tono.send("post", f"/complaints/reports/{number}/verdict", {"fixed": True}),
        Program().get(f"/complaints/{number[:-5]}"),
    ):
        assert answer.status_code == 404
    assert tono.get("/complaints/reports").json()["items"] == []


def test_a_token_for_something_else_tells_nothing(street: Street, program_of: Callable[..., Program]):
    refused = program_of("siti", Scope.CASES).tell()
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert Program().tell().status_code == 401
    assert Report.objects.count() == 0


def test_following_and_taking_back(street: Street, program_of: Callable[..., Program]):
    siti, tono = program_of("siti"), program_of("tono")
    told = siti.tell().json()
    assert tono.send("put", f"/complaints/{told['code']}/follow").status_code == 204
    assert Follow.objects.count() == 1
    assert tono.send("delete", f"/complaints/{told['code']}/follow").status_code == 204
    assert Follow.objects.count() == 0
    assert siti.send("delete", f"/complaints/reports/{told['number']}").json()["withdrawn"] is True
    assert siti.send("delete", f"/complaints/reports/{told['number']}").status_code == 200


def test_siti_answers_whether_it_is_fixed(street: Street, program_of: Callable[..., Program]):
    siti = program_of("siti")
    number = siti.tell().json()["number"]
    early = siti.send("post", f"/complaints/reports/{number}/verdict", {"fixed": True})
    assert early.status_code == 409
    incident = Report.objects.get().incident
    street.advance(incident, "verifikasi", "teruskan")
    street.advance(incident, "tindaklanjut", "jelaskan", reason="Tiang ini milik pengembang")
    answered = siti.send("post", f"/complaints/reports/{number}/verdict", {"fixed": False, "note": "Belum jelas"})
    assert answered.status_code == 200, answered.content
    assert answered.json()["stage"] == "working"
