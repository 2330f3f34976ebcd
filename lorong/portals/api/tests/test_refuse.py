"""What a program may not do, and how it is told so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from lorong.kernel.cases import queries as cases
from lorong.kernel.documents import queries as papers
from lorong.kernel.people import actions
from lorong.kernel.people.models import Account, ApiToken, Person
from lorong.kernel.people.values import Scope
from lorong.lib.actors import SISTEM
from lorong.portals.api.bearers import CALLS, OPEN_CALLS
from lorong.portals.api.document import description
from lorong.portals.api.passage import LONGEST_JSON
from lorong.portals.api.tests.conftest import Program, assert_refused
from lorong.portals.api.urls import ENDPOINTS
from lorong.testing import Cast
from tests.things import BUSINESS, NAME, SAID, SLUG, Desk

Made = Callable[..., Program]


def calls() -> list[tuple[str, str, str]]:
    """(method, path, scope) of everything the description knows; parameters filled with things that do not exist."""
    unknown = {"pk": "999999999", "number": "26-0803-9999", "slug": "tidak-ada", "requirement": "ktp", "code": "26-0803-9999"}
    unknown["document_id"] = "00000000-0000-4000-8000-000000000000"
    return [
        (method.upper(), path.format(**unknown), operation.get("x-scope", ""))
        for path, operations in description()["paths"].items()
        for method, operation in operations.items()
    ]


assert ENDPOINTS, "endpoints are described once they are imported"
CALLS_WITH_TOKEN = [call for call in calls() if call[2]]


def test_most_of_the_api_needs_a_token():
    assert len(CALLS_WITH_TOKEN) > 15
    mine = {path for _, path, scope in calls() if not scope and not path.startswith("/complaints")}
    assert mine == {"/services", "/services/tidak-ada", "/check"}


def test_without_a_good_token_nothing_opens(cast: Cast, program_of: Made):
    expired, revoked, closed = (program_of(who) for who in ("siti", "siti", "ketua_rt"))
    past = timezone.now() - timedelta(days=40)
    tokens = ApiToken.objects.filter(account=cast.account("siti")).order_by("pk")
    Account.objects.filter(pk=cast.account("siti").pk).update(sessions_since=past - timedelta(days=1))
    ApiToken.objects.filter(pk=tokens[0].pk).update(made_at=past, expires_at=past + timedelta(days=30))
    actions.revoke_token(actor=cast.actor("siti"), token=tokens[1], at=timezone.now())
    actions.close_account(actor=SISTEM, account=cast.account("ketua_rt"), at=timezone.now())
    for program in (Program(), Program("lorong_salah"), Program("é\x7f"), expired, revoked, closed):
        answer = program.get("/cases")
        assert_refused(answer, 401, "no_token")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_no_call_that_needs_a_token_answers_without_one_or_by_a_session(cast: Cast):
    client = Client()
    client.force_login(cast.account("siti"))
    for program in (Program(), Program(client=client)):
        for method, path, _ in CALLS_WITH_TOKEN:
            assert_refused(program.call(method, path, {}, key="kunci-coba"), 401)


def test_a_scope_opens_its_own_calls_only(cast: Cast, program_of: Made):
    for scope in Scope:
        program = program_of("siti", scope)
        for method, path, needed in CALLS_WITH_TOKEN:
            body, kind = (b"{}", "application/json") if method in {"POST", "PATCH"} else (None, "")
            if path == "/complaints/reports" and body:
                body, kind = b"--x--\r\n", "multipart/form-data; boundary=x"
            status = program.call(method, path, body, kind=kind, key="kunci-coba").status_code
            assert (status == 403) == (needed != scope.value), (scope, method, path, status)


def test_tono_never_gets_at_sitis_things(open_service: str, cast: Cast, program_of: Made):
    Person.objects.filter(pk=cast.person("siti").pk).update(name=NAME)  # "Siti" alone stands in many a hint
    desk = Desk(cast)
    running, draft = desk.sent(), desk.draft()
    draft.refresh_from_db()
    document = cases.attachments(running)[0].document_id
    secrets = [NAME, cast.person("siti").nik, BUSINESS, SAID]
    values = {"number": running.number, "pk": str(draft.pk), "slug": SLUG, "requirement": "ktp", "document_id": str(document)}
    values["code"] = running.number
    tono, body = program_of("tono"), {"answers": {"nama_usaha": "punya Tono"}, "text": "halo"}
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            kinds = operation.get("requestBody", {}).get("content", {})
            sent = None if not kinds else json.dumps(body).encode() if "application/json" in kinds else b"%PDF-1.7"
            kind = next(iter(kinds), "")
            answer = tono.call(method.upper(), path.format(**values), sent, kind=kind, key="kunci-tono")
            shown = answer.content.decode() if not answer.streaming else "a file"
            if "{" in path and operation.get("x-scope") and "/services/" not in path:
                assert answer.status_code in {404, 422}, (method, path, answer.status_code)
            assert not [secret for secret in secrets if secret in shown], (method, path)
    draft.refresh_from_db()
    assert draft.answers["nama_usaha"] == BUSINESS
    assert not cases.talk(running)


def test_absent_and_not_yours_are_one_answer(open_service: str, cast: Cast, program_of: Made):
    number, tono = Desk(cast).sent().number, program_of("tono")
    for path in ("", "/conversation", "/documents", "/letter"):
        real, none = (tono.get(f"/cases/{n}{path}") for n in (number, "26-0803-9999"))
        assert {**assert_refused(real, 404), "instance": ""} == {**assert_refused(none, 404), "instance": ""}


@pytest.mark.parametrize("who", ["budi", "bu_lurah", "auditor"])
def test_an_officers_token_sees_what_a_resident_sees(open_service: str, cast: Cast, program_of: Made, who: str):
    number, officer = Desk(cast).sent().number, program_of(who)
    assert_refused(officer.get(f"/cases/{number}"), 404)
    assert officer.get("/cases").json()["items"] == []


def test_each_refusal_is_a_problem_with_its_own_status(open_service: str, program_of: Made):
    siti = program_of("siti")
    assert_refused(siti.get("/tidak-ada"), 404)
    assert_refused(siti.get("/cases/"), 404)
    assert_refused(siti.get("/applications/99999999999999999999999"), 404)
    wrong = siti.call("DELETE", "/cases", b"")
    assert_refused(wrong, 405)
    assert wrong["Allow"] == "GET"
    assert_refused(siti.post("/applications", b"a=b", kind="application/x-www-form-urlencoded"), 415)
    assert_refused(siti.post("/applications", b'{"service"', kind="application/json"), 400)
    assert_refused(siti.post("/applications", b"\xff\xfe", kind="application/json"), 400)
    assert_refused(siti.post("/applications", b"[" * 100_000, kind="application/json"), 400)
    assert_refused(siti.post("/applications", b" " * (LONGEST_JSON + 1), kind="application/json"), 413)
    assert_refused(siti.call("POST", "/applications", None, HTTP_TRANSFER_ENCODING="chunked"), 411)
    told = assert_refused(siti.post("/applications", {"service": SLUG, "lain": 1}), 422, "invalid")
    assert told["errors"] == {"lain": "Tidak dikenal. Hapus bagian ini."}
    told = assert_refused(siti.post("/applications", {"service": SLUG}, key="pendek"), 422)
    assert list(told["errors"]) == ["Idempotency-Key"]
    assert_refused(siti.get("/cases", size="0"), 422)
    assert siti.get("/cases", cursor="bukan-kursor").status_code == 200


def test_a_bug_is_a_problem_that_shows_nothing_of_itself(open_service: str, monkeypatch: Any, program_of: Made):
    def broken(*_: Any, **__: Any) -> None:
        raise OperationalError("host=db.internal password=rahasia")

    siti = program_of("siti")
    monkeypatch.setattr(cases, "mine", broken)
    answer = siti.get("/cases")
    assert_refused(answer, 500)
    assert "rahasia" not in answer.content.decode()


def test_a_bug_before_the_api_is_a_problem_too(db: None, monkeypatch: Any):
    monkeypatch.setattr("lorong.portals.door.middleware.city.actor_of", lambda user: 1 / 0)
    assert_refused(Program(client=Client(raise_request_exception=False)).get("/services"), 500)
    answer = Client(headers={"host": "a b"}).get("/api/v1/services")
    assert_refused(answer, 400)


def test_a_token_has_its_own_limit_and_is_told_when_to_come_back(cast: Cast, program_of: Made, monkeypatch: Any):
    at = timezone.now()
    monkeypatch.setattr("lorong.kernel.people.limits.timezone.now", lambda: at)
    siti, other = program_of("siti"), program_of("siti")
    for _ in range(CALLS.limit):
        assert siti.get("/letters").status_code == 200
    answer = siti.get("/letters")
    assert_refused(answer, 429, "too_many")
    assert 0 < int(answer["Retry-After"]) <= CALLS.seconds
    assert other.get("/letters").status_code == 200


def test_what_needs_no_token_is_limited_per_address(open_service: str, monkeypatch: Any):
    at = timezone.now()
    monkeypatch.setattr("lorong.kernel.people.limits.timezone.now", lambda: at)
    for _ in range(OPEN_CALLS.limit):
        assert Program().get("/services").status_code == 200
    assert_refused(Program().get("/services"), 429)
    assert Program().call("GET", "/services", REMOTE_ADDR="10.9.9.9").status_code == 200


def test_who_tries_many_tokens_is_slowed_down(cast: Cast, monkeypatch: Any):
    at = timezone.now()
    monkeypatch.setattr("lorong.kernel.people.limits.timezone.now", lambda: at)
    statuses = [Program(f"lorong_{i}").get("/cases").status_code for i in range(110)]
    assert set(statuses[:90]) == {401}
    assert 429 in statuses[90:]


def test_nothing_with_a_token_is_kept_on_the_way(open_service: str, program_of: Made):
    answer = program_of("siti").get("/cases")
    assert answer["Cache-Control"] == "private, no-store"
    assert {"Authorization", "Accept-Language"} <= set(answer["Vary"].split(", "))


def test_a_revoked_letter_is_not_handed_out(open_service: str, cast: Cast, program_of: Made):
    desk = Desk(cast)
    number = desk.issued().number
    letter = papers.letter_of_case(number)
    assert letter is not None
    type(letter).objects.filter(pk=letter.pk).update(revoked_at=timezone.now(), revoked_because="Salah nama.", revoked_by="x")
    told = assert_refused(program_of("siti").get(f"/cases/{number}/letter"), 409)
    assert "dicabut" in told["detail"]
