"""A request that is sent again gives what the first one gave; its key serves no other."""

from __future__ import annotations

from collections.abc import Callable

from lorong.kernel.cases.models import Case, CaseMessage, Draft, Event
from lorong.portals.api.tests.conftest import Program, assert_refused
from lorong.testing import Cast
from tests.pictures import photo
from tests.things import ANSWERS, SLUG, Desk

Made = Callable[..., Program]


def test_an_application_begun_twice_under_one_key_is_one(open_service: str, program_of: Made):
    siti, asked = program_of("siti"), {"service": SLUG, "answers": ANSWERS[SLUG]}
    first = siti.post("/applications", asked, key="kunci-pertama").json()
    assert siti.call("DELETE", f"/applications/{first['id']}").status_code == 204
    assert_refused(siti.post("/applications", asked, key="kunci-pertama"), 404)
    assert not Draft.objects.exists()
    second = siti.post("/applications", asked, key="kunci-kedua").json()
    again = siti.post("/applications", asked, key="kunci-kedua").json()
    assert again == second != first


def test_one_key_with_another_body_or_address_is_refused(open_service: str, program_of: Made, cast: Cast):
    siti, number = program_of("siti"), Desk(cast).sent().number
    asked = {"service": SLUG, "answers": ANSWERS[SLUG]}
    assert siti.post("/applications", asked, key="kunci-pertama").status_code == 201
    assert_refused(siti.post("/applications", {"service": SLUG}, key="kunci-pertama"), 422, "key_reused")
    assert_refused(siti.post(f"/cases/{number}/conversation", {"text": "halo"}, key="kunci-pertama"), 422, "key_reused")
    assert not CaseMessage.objects.exists()
    tono = program_of("tono")
    assert tono.post("/applications", {"service": SLUG}, key="kunci-pertama").status_code == 201


def test_a_message_sent_twice_is_said_once(open_service: str, program_of: Made, cast: Cast):
    siti, number = program_of("siti"), Desk(cast).sent().number
    first = siti.post(f"/cases/{number}/conversation", {"text": "halo"}, key="kunci-halo")
    again = siti.post(f"/cases/{number}/conversation", {"text": "halo"}, key="kunci-halo")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert CaseMessage.objects.count() == 1
    siti.post(f"/cases/{number}/conversation", {"text": "halo"})
    assert CaseMessage.objects.count() == 2


def test_sent_twice_is_one_case(open_service: str, program_of: Made, cast: Cast):
    siti, draft = program_of("siti"), Desk(cast).draft()
    first, again = (siti.post(f"/applications/{draft.pk}/submit") for _ in range(2))
    assert (first.status_code, first.json()["number"]) == (again.status_code, again.json()["number"])
    assert Case.objects.count() == 1


def test_an_answer_sent_twice_is_one_event(open_service: str, program_of: Made, cast: Cast):
    desk, siti = Desk(cast), program_of("siti")
    case = desk.sent()
    desk.does("budi", case, "kurang", reasons=("Foto KTP tidak terbaca",), asks=("ktp",))
    assert siti.put(f"/cases/{case.number}/documents/ktp", photo("tajam")).status_code == 200
    answers = {"answers": {"keperluan": "modal"}}
    first, again = (siti.post(f"/cases/{case.number}/answer", answers, key="kunci-jawab") for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert Event.objects.filter(case_id=case.pk, kind="resubmitted").count() == 1
    assert_refused(siti.post(f"/cases/{case.number}/answer", answers), 409)
