"""The compact signed payload in a letter's QR, by which a check page verifies with no network.

Text: `1|code|number|title|initials|unit code|signed YYMMDD|valid until YYMMDD or empty`, UTF-8. Then the ECDSA P-256
signature over it (SHA-256; r and s, 32 bytes each, as WebCrypto wants it). All of it in base32 without padding:
capitals and digits, which a QR stores densely. At most 300 characters.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

LONGEST = 300
VERSION = "1"
_SIGNATURE = 64


class PayloadBroken(Exception):
    """Not a payload, or not signed by this key."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What the QR says by itself. `subject`: initials without the masking dots ("SA")."""

    code: str
    number: str
    title: str
    subject: str
    unit: str
    signed_on: date
    valid_until: date | None


def encode(payload: Payload, private_key: ec.EllipticCurvePrivateKey) -> str:
    """The payload as it stands in the QR. A title that does not fit is cut with "…"."""
    title = payload.title
    while len(text := base32(_signed(_text(payload, title), private_key))) > LONGEST:
        assert len(title) > 1, "number and unit alone are longer than a payload may be"
        title = f"{title.rstrip('…')[:-2]}…"
    return text


def decode(text: str, public_key: ec.EllipticCurvePublicKey) -> Payload:
    """Verify and read a payload. Raises PayloadBroken."""
    raw = _raw(text)
    body, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        public_key.verify(encode_dss_signature(r, s), body, ec.ECDSA(hashes.SHA256()))
        version, code, number, title, subject, unit, signed, until = body.decode().split("|")
        assert version == VERSION, "signed by us with a version that we never wrote"
        return Payload(code, number, title, subject, unit, _day(signed), _day(until) if until else None)
    except (InvalidSignature, UnicodeDecodeError, ValueError) as error:
        raise PayloadBroken(type(error).__name__) from error


def jwk(public_key: str) -> dict[str, str]:
    """The public key (PEM) as the check page's script imports it."""
    key = serialization.load_pem_public_key(public_key.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _coordinate(numbers.x), "y": _coordinate(numbers.y)}


def base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def _raw(text: str) -> bytes:
    if not _SIGNATURE < len(text) <= LONGEST:
        raise PayloadBroken("too short or too long")
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise PayloadBroken("not base32") from error
    if len(raw) <= _SIGNATURE:
        raise PayloadBroken("nothing but a signature")
    return raw


def _text(payload: Payload, title: str) -> bytes:
    until = f"{payload.valid_until:%y%m%d}" if payload.valid_until else ""
    parts = [payload.code, payload.number, title, payload.subject, payload.unit, f"{payload.signed_on:%y%m%d}", until]
    return "|".join([VERSION, *(part.replace("|", "/") for part in parts)]).encode()


def _signed(body: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    r, s = decode_dss_signature(key.sign(body, ec.ECDSA(hashes.SHA256())))
    return body + r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _day(text: str) -> date:
    return datetime.strptime(text, "%y%m%d").date()


def _coordinate(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes(32, "big")).decode().rstrip("=")
