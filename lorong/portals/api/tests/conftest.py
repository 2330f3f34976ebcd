"""A program with a token, and Siti's world for it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lorong.kernel.people import actions
from lorong.kernel.people.values import Scope
from lorong.testing import Cast
from tests.things import SLUG, publish

ALL = tuple(Scope)
PROBLEM = "application/problem+json"


@dataclass
class Program:
    """A program that talks to the API. Without a token it is a stranger."""

    token: str = ""
    client: Client = field(default_factory=Client)
    language: str = ""

    def call(
        self, method: str, path: str, body: Any = None, *, kind: str = "application/json", key: str = "", **more: Any
    ) -> Any:
        """The answer to one request. body: bytes as they are, anything else as JSON. key: its Idempotency-Key."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        headers |= {"Accept-Language": self.language} if self.language else {}
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        content_type = kind if body is not None else "application/octet-stream"
        address = f"/api/v1{path}"
        return self.client.generic(method, address, data or b"", content_type, headers=headers, **more)

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, query_params=query)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, body, **{"key": uuid.uuid4().hex, **more})

    def put(self, path: str, content: bytes, kind: str = "image/jpeg") -> Any:
        return self.call("PUT", path, content, kind=kind)


def assert_refused(response: Any, status: int, code: str = "") -> dict[str, Any]:
    """The problem, which is one."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    told: dict[str, Any] = response.json()
    assert told["status"] == status
    assert told["detail"] and told["title"] and told["type"].startswith("http")
    assert not code or told["code"] == code, told
    return told


@pytest.fixture
def open_service(db: None) -> str:
    publish(SLUG)
    return SLUG


@pytest.fixture
def program_of(cast: Cast) -> Callable[..., Program]:
    """`program_of("siti", Scope.CASES)`: a program with a token of hers; all scopes when none is named."""

    def made(who: str, *scopes: Scope, days: int = 30) -> Program:
        account, actor = cast.account(who), cast.actor(who)
        fresh = actions.make_token(actor=actor, account=account, name="uji", scopes=scopes or ALL, days=days, at=timezone.now())
        return Program(fresh.text)

    return made


@pytest.fixture
def rendered_in(db: None) -> Callable[[str], Client]:
    """A browser that speaks a language."""

    def speaking(language: str) -> Client:
        browser = Client()
        browser.cookies["bahasa"] = language
        return browser

    return speaking
