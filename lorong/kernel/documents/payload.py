"""The compact signed payload in a letter's QR, by which a check page verifies with no network.

Text: `1|code|number|title|initials|unit code|signed YYMMDD|valid until YYMMDD or empty`, UTF-8; a letter of two signatures
begins with `2` and ends with `|the second signer's office`. Then the ECDSA P-256 signature over it (SHA-256; r and s, 32 bytes each, as WebCrypto wants it). All of it in base32 without padding:
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
ONE, TWO = "1", "2"  # how many sign
SHORTEST = 24  # letters of a title that are kept before the second office is cut
_SIGNATURE = 64


class PayloadBroken(Exception):
    """Not a payload, or not signed by this key."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What the QR says by itself. `subject`: initials without the masking dots ("SA").

    `second`: the office that signs too ("Camat Rappocini"). The letter is handed out when both have signed; by whom and
    when the second did is not known yet when the QR is drawn.
    """

    code: str
    number: str
    title: str
    subject: str
    unit: str
    signed_on: date
    valid_until: date | None
    second: str = ""


def encode(payload: Payload, private_key: ec.EllipticCurvePrivateKey) -> str:
    """The payload as it stands in the QR. What does not fit is cut with "…": the title first, then the second office."""
    title, second = payload.title, payload.second
    while len(text := base32(_signed(_text(payload, title, second), private_key))) > LONGEST:
        if len(title) > SHORTEST or not second:
            assert len(title) > 1, "number and unit alone are longer than a payload may be"
            title = _cut(title)
        else:
            second = _cut(second) if len(second) > 4 else ""
    return text


def decode(text: str, public_key: ec.EllipticCurvePublicKey) -> Payload:
    """Verify and read a payload. Raises PayloadBroken."""
    raw = _raw(text)
    body, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        public_key.verify(encode_dss_signature(r, s), body, ec.ECDSA(hashes.SHA256()))
        version, code, number, title, subject, unit, signed, until, *more = body.decode().split("|")
        assert (version, len(more)) in {(ONE, 0), (TWO, 1)}, "signed by us with a version that we never wrote"
        return Payload(code, number, title, subject, unit, _day(signed), _day(until) if until else None, *more)
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


def _text(payload: Payload, title: str, second: str) -> bytes:
    until = f"{payload.valid_until:%y%m%d}" if payload.valid_until else ""
    parts = [payload.code, payload.number, title, payload.subject, payload.unit, f"{payload.signed_on:%y%m%d}", until]
    parts += [second] if second else []
    return "|".join([TWO if second else ONE, *(part.replace("|", "/") for part in parts)]).encode()


def _cut(words: str) -> str:
    return f"{words.rstrip('…')[:-2]}…"


def _signed(body: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    r, s = decode_dss_signature(key.sign(body, ec.ECDSA(hashes.SHA256())))
    return body + r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _day(text: str) -> date:
    return datetime.strptime(text, "%y%m%d").date()


def _coordinate(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes(32, "big")).decode().rstrip("=")
