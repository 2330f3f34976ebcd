"""The room kept for a signature in a letter: enough for what comes, and refused clearly when it is not."""

from __future__ import annotations

import io

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader

from lorong.kernel.documents.errors import SigningImpossible
from lorong.kernel.documents.rendering import render
from lorong.kernel.documents.signing import LocalSigner
from lorong.kernel.documents.signing.local import RESERVED
from lorong.kernel.documents.tests.test_archive import keys, order
from lorong.kernel.documents.tests.test_render import LETTERS, data_of
from lorong.testing import MONDAY

TIMESTAMP = 6 * 1024  # bytes of a token with the certificates of an RSA-4096 authority and its issuer
CERTIFICATE = 2 * 1024  # bytes of one with an RSA-4096 key and signature


def signed(**options) -> bytes:
    folder = LETTERS[0]
    data = data_of(folder)
    drawn = render((folder / "letter.typ").read_text(encoding="utf-8"), data, qr_url=data["check_url"], payload="A", at=MONDAY)
    return LocalSigner(keys()[0].certificate, **options).sign(drawn.pdf, order(drawn, 1))


def test_there_is_room_for_another_certificate_and_a_timestamp():
    signature = PdfFileReader(io.BytesIO(signed())).embedded_signatures[0]
    kept = len(signature.pkcs7_content)
    taken = len(cms.ContentInfo.load(signature.pkcs7_content).dump())
    assert kept * 2 == RESERVED
    assert len(signature.signed_data["certificates"]) == 2
    assert taken + TIMESTAMP + CERTIFICATE <= kept


def test_too_little_room_is_refused_and_says_what_to_do():
    with pytest.raises(SigningImpossible, match="lebih besar daripada tempatnya") as caught:
        signed(reserved=512)
    assert "Hubungi pengelola" in caught.value.sentence


def test_the_length_is_not_found_by_signing_twice(monkeypatch):
    def measured(*args, **kwargs):
        raise AssertionError("signed once for the length")

    monkeypatch.setattr("pyhanko.sign.signers.pdf_signer.PdfSigningSession.estimate_signature_container_size", measured)
    assert signed().startswith(b"%PDF")
