"""A mail as the mail server hands it in (RFC 5322): who wrote, in which words, and what is attached."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from itertools import islice

from lorong.services.hotline import enclosing
from lorong.services.hotline.values import LONGEST, By, Heard

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
QUOTED = re.compile(r"^(On .{5,120} wrote:|Pada .{5,120} menulis:|-{3,} ?(Original Message|Pesan asli) ?-{3,})\s*$", re.M | re.I)


def read(raw: bytes) -> Heard | None:
    """The mail, or None when it has no sender one could answer, or is an answer of a machine (RFC 3834)."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    try:
        name, address = parseaddr(str(mail.get("From", "")))
        subject = str(mail.get("Subject", ""))
        automatic = str(mail.get("Auto-Submitted", "no")).strip().casefold() != "no"
        bulk = str(mail.get("Precedence", "")).strip().casefold() in {"bulk", "junk", "list", "auto_reply"}
    except (MessageError, ValueError, IndexError):
        return None
    if not ADDRESS.fullmatch(address) or automatic or bulk:
        return None
    words = _body(mail)
    enclosed, left = enclosing.told_apart(_files(mail))
    text = "\n".join(part for part in (_plain(subject), _without_quotes(words)) if part)
    told_id = str(mail.get("Message-ID", "")).strip() or hashlib.sha256(raw).hexdigest()
    return Heard(
        By.EMAIL,
        address.casefold(),
        hashlib.sha256(told_id.encode()).hexdigest(),
        text[:LONGEST],
        _moment(mail),
        _plain(name)[:120],
        f"{left} lampiran" if left else "",
        enclosed,
    )


def _files(mail: EmailMessage) -> Iterator[bytes]:
    """What is attached, or stands as a picture between the words; the first hundred parts of a mail are looked at."""
    for part in islice(mail.walk(), 100):
        if part.is_multipart() or (part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"):
            continue
        content = part.get_payload(decode=True)
        yield content if isinstance(content, bytes) else b""


def _body(mail: EmailMessage) -> str:
    found = mail.get_body(("plain", "html"))
    if found is None:
        return ""
    try:
        words = found.get_content()
    except (LookupError, ValueError, KeyError):  # a charset that nobody knows
        payload = found.get_payload(decode=True)
        words = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if found.get_content_type() == "text/html":
        words = _Words.of(words)
    return _plain(words)


def _without_quotes(words: str) -> str:
    mark = QUOTED.search(words)
    words = words[: mark.start()] if mark else words
    return "\n".join(line for line in words.splitlines() if not line.startswith(">")).strip()


def _plain(text: str) -> str:
    return "".join(c for c in text.replace("\r\n", "\n") if c.isprintable() or c in "\n\t").strip()


def _moment(mail: EmailMessage) -> datetime:
    now = datetime.now(UTC)
    try:
        at = parsedate_to_datetime(str(mail.get("Date", "")))
    except (TypeError, ValueError, OverflowError):
        return now
    return min(at if at.utcoffset() is not None else at.replace(tzinfo=UTC), now)


class _Words(HTMLParser):
    """The words of a mail that has only HTML; what is for machines is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._deaf = 0

    @classmethod
    def of(cls, html: str) -> str:
        reader = cls()
        reader.feed(html)
        lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
        return "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._deaf += tag in {"script", "style", "head"}
        if tag in {"br", "p", "div", "li", "tr"}:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "head"} and self._deaf:
            self._deaf -= 1

    def handle_data(self, data: str) -> None:
        if not self._deaf:
            self.parts.append(data)
