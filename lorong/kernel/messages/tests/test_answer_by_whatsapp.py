"""Answers by WhatsApp, against a server that speaks as Meta's Cloud API does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lorong.kernel.messages import actions, carriers
from lorong.kernel.messages.models import Message
from lorong.kernel.messages.values import SMS, WHATSAPP
from lorong.lib.actors import SISTEM

from .conftest import SITI_PHONE

TAKEN = (200, {"messaging_product": "whatsapp", "contacts": [{"wa_id": "6281234567890"}], "messages": [{"id": "wamid.X"}]})


@dataclass
class Cloud:
    """`plan`: (status, answer) in turn, then always taken. `asked`: path, token and body of every request."""

    url: str = ""
    plan: list[tuple[int, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def cloud(settings: Any) -> Iterator[Cloud]:
    fake = Cloud()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.asked.append((self.path, self.headers["Authorization"], told))
            status, answer = fake.plan.pop(0) if fake.plan else TAKEN
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    fake.url = f"http://127.0.0.1:{server.server_port}/v23.0/106540352242922/messages"
    settings.WHATSAPP_URL, settings.WHATSAPP_TOKEN = fake.url, "token-of-the-cloud"
    yield fake
    server.shutdown()
    server.server_close()


@pytest.fixture
def waiting(db: None) -> Message:
    return actions.send_now(
        actor=SISTEM,
        channel=WHATSAPP,
        phone=SITI_PHONE,
        template="sms_help",
        context={"city": "Kota Makassar", "address": "http://localhost:8000"},
        key="wa",
    )


def deliver(message: Message) -> Message:
    return actions.deliver(actor=SISTEM, message=message, at=message.send_after)


def test_the_cloud_gets_a_text_for_the_number_without_its_plus(cloud: Cloud, waiting: Message):
    assert deliver(waiting).sent_at is not None
    ((path, token, told),) = cloud.asked
    assert (path, token) == ("/v23.0/106540352242922/messages", "Bearer token-of-the-cloud")
    assert told == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "6281234567890",
        "type": "text",
        "text": {"preview_url": False, "body": waiting.body},
        "biz_opaque_callback_data": str(waiting.pk),
    }


def test_whatsapp_is_not_cut_to_the_length_and_alphabet_of_an_sms(db: None):
    context = {"number": "26-0727-K7PQ", "head": "Wali Kota", "text": "Kata “beliau”: " + "panjang " * 60}
    sent = [
        actions.send_now(actor=SISTEM, channel=c, phone=SITI_PHONE, template="hotline_balasan", context=context, key="k")
        for c in (SMS, WHATSAPP)
    ]
    assert "“" not in sent[0].body and "“" in sent[1].body
    assert len(sent[1].body) > 400


@pytest.mark.parametrize(
    ("status", "code", "hopeless"),
    [(400, 131047, True), (400, 131026, True), (400, 130429, False), (429, 4, False), (500, 131016, False), (401, 190, False)],
)
def test_what_the_cloud_will_never_take_is_given_up_and_the_rest_is_tried_again(
    cloud: Cloud, waiting: Message, status: int, code: int, hopeless: bool
):
    cloud.plan = [(status, {"error": {"message": "no", "type": "OAuthException", "code": code}})]
    after = deliver(waiting)
    assert (after.failed_at is not None) is hopeless
    assert str(code) in after.last_error and after.sent_at is None
    if not hopeless:
        assert deliver(after).sent_at is not None


@pytest.mark.parametrize("answer", [[], "ok", {}, {"messages": []}, {"error": "text"}, {"error": {"code": "131047"}}])
def test_an_answer_that_does_not_say_that_it_was_taken_is_tried_again(cloud: Cloud, waiting: Message, answer: Any):
    cloud.plan = [(200, answer)]
    after = deliver(waiting)
    assert after.sent_at is None and after.failed_at is None
    assert deliver(after).sent_at is not None


def test_without_an_address_of_the_cloud_nothing_leaves_and_production_says_so(waiting: Message, settings: Any):
    assert not carriers.is_real(WHATSAPP)
    settings.PRODUCTION = True
    after = deliver(waiting)
    assert (after.sent_at, after.last_error) == (None, "no whatsapp gateway is set")
