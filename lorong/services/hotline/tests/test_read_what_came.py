"""What gateways and mail servers hand in, good and bad."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.services.hotline.gateways import mail, whatsapp
from lorong.services.hotline.values import By, verdict

SENT = 1_785_800_000


def told(*messages: Any, names: dict[str, str] | None = None, field: str = "messages", **more: Any) -> bytes:
    contacts = [{"wa_id": who, "profile": {"name": name}} for who, name in (names or {}).items()]
    value = {"messaging_product": "whatsapp", "contacts": contacts, "messages": list(messages), **more}
    entry = [{"id": "1", "changes": [{"field": field, "value": value}]}]
    return json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()


def text(body: str, *, sender: str = "6281234567890", told_id: str = "wamid.A", at: int = SENT) -> dict[str, Any]:
    return {"from": sender, "id": told_id, "timestamp": str(at), "type": "text", "text": {"body": body}}


def test_a_text_has_its_sender_words_time_and_name():
    (heard,) = whatsapp.read(told(text("Lampu jalan mati"), names={"6281234567890": "Siti"})) or []
    assert (heard.by, heard.address, heard.provider_id) == (By.WHATSAPP, "+6281234567890", "wamid.A")
    assert (heard.text, heard.name, heard.beside) == ("Lampu jalan mati", "Siti", "")
    assert heard.written_at == datetime.fromtimestamp(SENT, UTC)


def test_two_messages_that_come_out_of_order_are_put_in_the_order_of_their_times():
    heard = whatsapp.read(told(text("dua", told_id="b", at=SENT + 5), text("satu", told_id="a"))) or []
    assert [one.text for one in heard] == ["satu", "dua"]


@pytest.mark.parametrize(("kind", "kept"), [("image", True), ("video", False), ("document", True), ("audio", True)])
def test_of_a_picture_its_caption_is_kept_and_what_is_not_kept_is_said(kind: str, kept: bool):
    message = {**text(""), "type": kind, kind: {"id": "media", "caption": "Ini sampahnya"}}
    (heard,) = whatsapp.read(told(message)) or []
    assert heard.text == "Ini sampahnya" and bool(heard.enclosed) is kept
    assert heard.beside == ("" if kept else "video")


def test_receipts_and_foreign_numbers_are_passed_over():
    receipts = told(statuses=[{"id": "wamid.A", "status": "read"}])
    assert whatsapp.read(receipts) == []
    assert whatsapp.read(told(text("hello", sender="16505551234"))) == []
    assert whatsapp.read(told(text("x"), field="account_update")) == []


def test_a_time_in_the_future_is_now():
    (heard,) = whatsapp.read(told(text("x", at=SENT * 3))) or []
    assert heard.written_at <= datetime.now(UTC)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"object": "page"}'])
def test_what_is_not_of_the_cloud_api_is_nothing(body: bytes):
    assert whatsapp.read(body) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "entry",
                    "changes",
                    "value",
                    "messages",
                    "from",
                    "id",
                    "text",
                    "type",
                    "field",
                    "contacts",
                    "profile",
                    "timestamp",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(JSON, JSON)
def test_any_shape_of_json_is_read_without_breaking(entry: Any, message: Any):
    assert isinstance(whatsapp.read(json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()), list)
    assert isinstance(whatsapp.read(told(message)), list)


def test_only_the_secret_signs():
    body = told(text("x"))
    good = "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    assert whatsapp.is_signed(body, good, "secret")
    assert not whatsapp.is_signed(body + b" ", good, "secret")
    assert not whatsapp.is_signed(body, "", "secret")
    assert not whatsapp.is_signed(body, "sha256=" + hmac.new(b"", body, hashlib.sha256).hexdigest(), "")


def test_the_address_is_proved_by_the_token_only():
    asked = {"hub.mode": "subscribe", "hub.verify_token": "token", "hub.challenge": "42"}
    assert whatsapp.challenge(asked, "token") == "42"
    assert whatsapp.challenge(asked, "other") is None
    assert whatsapp.challenge({**asked, "hub.verify_token": ""}, "") is None
    assert whatsapp.challenge({**asked, "hub.mode": "unsubscribe"}, "token") is None


def letter(body: str, *, subtype: str = "plain", **headers: str) -> bytes:
    written = EmailMessage()
    usual = {"From": "Siti Contoh <Siti@Contoh.id>", "Subject": "Jalan rusak", "Message-ID": "<1@contoh.id>"}
    for name, value in (usual | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        written[name] = value
    written.set_content(body, subtype=subtype)
    return written.as_bytes()


def test_a_mail_has_its_sender_subject_and_words():
    heard = mail.read(letter("Jalan di depan rumah berlubang.\n"))
    assert heard is not None
    assert (heard.by, heard.address, heard.name) == (By.EMAIL, "siti@contoh.id", "Siti Contoh")
    assert heard.text == "Jalan rusak\nJalan di depan rumah berlubang."


def test_the_same_mail_handed_in_twice_has_one_id_and_another_mail_another():
    first, again, other = mail.read(letter("a")), mail.read(letter("a")), mail.read(letter("a", Message_ID="<2@contoh.id>"))
    assert first is not None and again is not None and other is not None
    assert first.provider_id == again.provider_id != other.provider_id


def test_what_was_quoted_is_left_out():
    heard = mail.read(letter("Belum juga.\n\nPada Senin, 3 Agustus 2026 Kota menulis:\n> sudah\n> beres\n"))
    assert heard is not None and heard.text == "Jalan rusak\nBelum juga."


def test_of_html_only_the_words_are_kept():
    heard = mail.read(letter("<style>p{}</style><p>Halo <b>Bapak</b></p><script>alert(1)</script><p>Tolong</p>", subtype="html"))
    assert heard is not None and heard.text == "Jalan rusak\nHalo Bapak\nTolong"


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"From": "nobody"}, {"From": "<>"}, {"From": "a@b"}],
)
def test_machines_and_nobodies_get_no_answer(headers: dict[str, str]):
    assert mail.read(letter("x", **headers)) is None


def test_a_date_that_lies_in_the_future_or_is_none_is_now():
    later = (datetime.now(UTC) + timedelta(days=9)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    for date in (later, "besok pagi", "Mon, 03 Aug 2026 08:00:00"):
        heard = mail.read(letter("x", Date=date))
        assert heard is not None and heard.written_at <= datetime.now(UTC)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_breaking(raw: bytes):
    heard = mail.read(b"From: a@contoh.id\n" + raw)
    assert heard is None or heard.by is By.EMAIL


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("SUDAH", (True, "")),
        ("sudah, terima kasih", (True, "terima kasih")),
        ("Belum. Masih ada sampah", (False, "Masih ada sampah")),
        ("blm", (False, "")),
        ("Terima kasih", None),
        ("Sudahlah", None),
        ("", None),
    ],
)
def test_yes_and_no_are_understood_as_people_write_them(words: str, meant: tuple[bool, str] | None):
    assert verdict(words) == meant
