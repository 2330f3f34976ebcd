"""A city beside ours: a server that answers as the test says, and an officer who forwards."""

from __future__ import annotations

import copy
import json
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from lorong.services.complaints import tasks
from lorong.services.complaints.elsewhere import neighbours
from lorong.services.complaints.elsewhere.actions import forward
from lorong.services.complaints.models import Forwarding, Incident
from lorong.services.complaints.tests.conftest import STEPS, Street, picture, publish_now, step
from lorong.testing import Cast

OUTSIDE = step(
    "pihak",
    "pihak-luar",
    {
        "selesai": "konfirmasi",
        "terjadwal": {"end": "not_ours", "reason": "required"},
        "bukan_kami": {"next": ["verifikasi"], "reason": "required"},
    },
    party={"name": "Pihak luar"},
    within="3 hari kerja",
)
THERE = "Kelurahan Sungguminasa, dekat jembatan"
NEAR = {
    "name": "Kabupaten Contoh",
    "jurisdiction": "contoh.example",
    "areas": ["73.06"],
    "categories": "same",
    "speaks": "lorong",
    "format": "json",
}


@pytest.fixture
def street(cast: Cast) -> Street:
    publish_now(steps=[*copy.deepcopy(STEPS[:-1]), OUTSIDE])
    return Street(cast)


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Elsewhere:
    """answers: what the next requests get, one each; the last one stays. messages: what their office wrote."""

    address: str
    answers: list[Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    messages: list[dict[str, str]] = field(default_factory=list)

    def says(self, *answers: Any, status: int = 200) -> None:
        self.answers = [one if callable(one) else answering(one, status) for one in answers]

    @property
    def posts(self) -> list[Asked]:
        return [one for one in self.asked if one.method == "POST"]


def answering(body: Any, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """A server of somebody else, on this machine."""
    found = Elsewhere("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if "/messages." in self.path:
                known = self.headers.get("Authorization") == "Bearer o311_kunci"
                return answering(found.messages if known else [], 200 if known else 403)(self)
            found.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            return (found.answers.pop(0) if len(found.answers) > 1 else found.answers[0])(self)

        do_POST = do_GET

        def log_message(self, *_said: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
    found.address = f"http://127.0.0.1:{server.server_port}/v2"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def near(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[..., None]:
    """`near()`: the pack names that server, which knows our extensions; `near(speaks="open311")` one that does not."""

    def named(**more: Any) -> None:
        said = {"endpoint": elsewhere.address, **NEAR, **more}
        monkeypatch.setattr(neighbours, "_named", lambda: {"contoh": said})

    settings.NEIGHBOUR_KEYS = {"contoh": "o311_kunci"}
    named()
    return named


@pytest.fixture
def forwarded(street: Street, near: Callable[..., None]) -> Callable[..., Forwarding]:
    """`forwarded()`: Siti told of a lamp, and Budi gave it to the city next to ours."""

    def given(to: str = "contoh", photo: bool = False, **more: Any) -> Forwarding:
        incident = lamp(street, photo=photo)
        asked = {"reason": "Di seberang batas kota", "where": THERE, "key": uuid.uuid4().hex, **more}
        return forward(actor=street.cast.actor("budi"), incident=incident, to=to, at=timezone.now(), **asked)

    return given


def lamp(street: Street, *, photo: bool = False, clean: bool = True, **more: Any) -> Incident:
    report = street.tell("siti", at=timezone.now(), photos=[picture()] if photo else (), **more)
    if photo and clean:
        tasks.received(report=report.pk)
    return report.incident
