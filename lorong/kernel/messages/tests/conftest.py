"""An SMS gateway of our own that does what real ones do on bad days, and Siti with a phone."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lorong.kernel.people.fields import blind_index
from lorong.kernel.people.models import Account
from lorong.testing import Cast

SITI_PHONE, TONO_PHONE = "+6281234567890", "+6281298765432"


@dataclass
class FakeGateway:
    """`plan`: what to answer, in turn; then always "ok". `asked`: every request, as it came."""

    url: str = ""
    plan: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        return [request["key"] for request in self.asked]

    @property
    def texts(self) -> dict[str, str]:
        """What phones ring with: a gateway sends one id once."""
        return {request["key"]: request["text"] for request in self.asked}


ANSWERS = {
    "ok": (200, b'{"accepted": true}'),
    "500": (500, b"{}"),
    "503": (503, b"busy"),
    "429": (429, b"{}"),
    "422": (422, b'{"error": "no such number"}'),
    "401": (401, b"{}"),
    "rubbish": (200, b"<html>Selamat datang</html>"),
    "binary": (200, b"\xff\xfe\x00"),
    "empty": (200, b""),
    "list": (200, b"[]"),
    "deep": (200, b"[" * 60000),
    "redirect": (302, b""),
}


@pytest.fixture
def gateway(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGateway]:
    fake = FakeGateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told |= {"key": self.headers["Idempotency-Key"], "token": self.headers["Authorization"]}
            fake.asked.append(told)
            what = fake.plan.pop(0) if fake.plan else "ok"
            fake.reached.set()
            if what == "hang":
                time.sleep(1.5)
                return
            if what == "slow":
                time.sleep(1)
                what = "ok"
            if what == "drop":
                self.connection.close()
                return
            status, body = ANSWERS[what]
            self.send_response(status)
            if what == "redirect":
                self.send_header("Location", fake.url + "elsewhere/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    fake.url = f"http://127.0.0.1:{server.server_port}/sms/"
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = fake.url, "token-of-the-test"
    monkeypatch.setattr("lorong.kernel.messages.carriers.TIMEOUT", 0.5)
    yield fake
    server.shutdown()
    server.server_close()


def give_phone(account: Account, phone: str, **more: Any) -> Account:
    """A proven phone, without the code that proves it."""
    index = blind_index(phone, context="account.phone")
    Account.objects.filter(pk=account.pk).update(phone=phone, phone_index=index, phone_verified=True, **more)
    account.refresh_from_db()
    return account


@pytest.fixture
def siti(cast: Cast) -> Account:
    return give_phone(cast.account("siti"), SITI_PHONE)


@pytest.fixture
def tono(cast: Cast) -> Account:
    return give_phone(cast.account("tono"), TONO_PHONE)
