"""What Meta's Cloud API tells us: the shape of its webhook, and whether it is really Meta.

Facts from Meta's reference: the address is proved once by a GET with `hub.challenge`; every POST is signed over its raw body
(`X-Hub-Signature-256`); one POST may hold several messages, the same one may come again, and receipts come by the same door.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from lorong.lib.phone import PhoneError, parse_mobile
from lorong.services.hotline.values import By, Enclosed, Heard, Kind

MEDIA_ID = re.compile(r"[0-9A-Za-z_.=-]{1,120}")
KEPT = {"image": Kind.PICTURE, "audio": Kind.SOUND, "voice": Kind.SOUND, "document": Kind.PAPER}
NOT_KEPT = {
    "video": "video",
    "sticker": "stiker",
    "contacts": "kontak",
    "location": "lokasi",
}


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether `signature` ("sha256=<hex>") is Meta's over the raw body. An empty secret trusts nobody."""
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(expected.encode(), signature.encode())


def challenge(asked: Mapping[str, str], token: str) -> str | None:
    """What to answer when Meta proves the address; None when it is not Meta, or nobody set a token."""
    known = bool(token) and hmac.compare_digest(asked.get("hub.verify_token", "").encode(), token.encode())
    return asked.get("hub.challenge", "") if known and asked.get("hub.mode") == "subscribe" else None


def read(body: bytes) -> list[Heard] | None:
    """The messages of one POST, in the order of their times; None when it is not of the Cloud API's shape.

    Receipts and numbers outside Indonesia are passed over: they are no messages that we could answer.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("object") != "whatsapp_business_account":
        return None
    found = [heard for value in _values(told) for heard in _messages(value)]
    return sorted(found, key=lambda heard: heard.written_at)


def _values(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in _dicts(told.get("entry")):
        for change in _dicts(entry.get("changes")):
            if change.get("field") == "messages" and isinstance(change.get("value"), dict):
                yield change["value"]


def _messages(value: dict[str, Any]) -> Iterator[Heard]:
    names = {str(contact.get("wa_id")): _text(contact.get("profile"), "name") for contact in _dicts(value.get("contacts"))}
    for message in _dicts(value.get("messages")):
        sender, told_id = str(message.get("from") or ""), str(message.get("id") or "")
        try:
            phone = parse_mobile(f"+{sender}")
        except PhoneError:
            continue
        if not told_id.isprintable() or not told_id:
            continue
        kind = str(message.get("type") or "")
        text = _words(message, kind)
        enclosed = _enclosed(message, kind)
        beside = NOT_KEPT.get(kind, "" if text or enclosed else "pesan tanpa tulisan")
        yield Heard(
            By.WHATSAPP,
            phone,
            told_id[:120],
            text,
            _moment(message.get("timestamp")),
            names.get(sender, "")[:120],
            beside,
            enclosed,
        )


def _enclosed(message: dict[str, Any], kind: str) -> tuple[Enclosed, ...]:
    media_id = _text(message.get(kind), "id") if kind in KEPT else ""
    return (Enclosed(KEPT[kind], media_id=media_id),) if MEDIA_ID.fullmatch(media_id) else ()


def _words(message: dict[str, Any], kind: str) -> str:
    body = message.get(kind)
    if kind == "text":
        return _text(body, "body")
    if kind == "button":
        return _text(body, "text")
    if kind == "location":
        return " ".join(part for part in (_text(body, "name"), _text(body, "address")) if part)
    return _text(body, "caption")


def _text(holder: Any, name: str) -> str:
    found = holder.get(name) if isinstance(holder, dict) else None
    return "".join(c for c in found if c.isprintable() or c in "\n\t") if isinstance(found, str) else ""


def _moment(stamp: Any) -> datetime:
    now = datetime.now(UTC)
    try:
        at = datetime.fromtimestamp(int(stamp), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return now
    return min(at, now)


def _dicts(holder: Any) -> Iterator[dict[str, Any]]:
    return (one for one in holder if isinstance(one, dict)) if isinstance(holder, list) else iter(())
