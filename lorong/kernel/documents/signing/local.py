"""Signing with the keys of this house: PAdES baseline B, as an incremental update that keeps PDF/A-2b."""

from __future__ import annotations

import base64
import io
import tempfile
from dataclasses import dataclass, field
from functools import cached_property

from asn1crypto import keys, pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.content import ImportedPdfPage, PdfContent, RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lorong.kernel.documents.errors import SigningImpossible
from lorong.kernel.documents.signing.hand import Hand
from lorong.kernel.documents.signing.protocol import Box, SigningOrder

# Hexadecimal digits kept free for a signature, two a byte. A measured signature with its issuer takes about 1.6 kB; the
# rest is for a longer chain and for a timestamp. Without a number the library signs twice, the first time for its length.
RESERVED = 2 * 10 * 1024
TOO_SMALL = "Tanda tangan ini lebih besar daripada tempatnya di surat. Hubungi pengelola, lalu tanda tangani lagi."
FIELD_NAMES = {1: "TandaTangan1", 2: "TandaTangan2"}


class _Writer(IncrementalPdfFileWriter):
    output_version = (1, 7)

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Stay at 1.7, as PDF/A-2 is: the library would raise every PAdES file to 2.0."""


@dataclass(frozen=True)
class LocalSigner:
    """`authority`: the issuing certificate in PEM, put into every signature beside the signer's own.

    reserved: room for a signature, in hexadecimal digits.
    """

    authority: str = field(repr=False)
    reserved: int = RESERVED

    @cached_property
    def _chain(self) -> SimpleCertificateStore:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(_certificate(self.authority))
        return store

    def _hand(self, order: SigningOrder) -> Hand:
        key = keys.PrivateKeyInfo.load(base64.b64decode(order.secret))
        return Hand(certificate=_certificate(order.certificate), key=key, chain=self._chain)

    def sign(self, pdf: bytes, order: SigningOrder) -> bytes:
        """The signed PDF. The first signature allows nothing after it but the second signature, if there is one.

        Raises SigningImpossible when the signature does not fit into its room.
        """
        if order.appearance is None:
            # the layout has drawn the seal of the first signature already: its field shows nothing of its own
            return self._sign(pdf, order, RawContent(b"", box=BoxConstraints(width=1, height=1)))
        with tempfile.NamedTemporaryFile(suffix=".pdf") as drawn:
            drawn.write(order.appearance)
            drawn.flush()
            return self._sign(pdf, order, ImportedPdfPage(drawn.name))  # type: ignore[no-untyped-call]

    def _sign(self, pdf: bytes, order: SigningOrder, shown: PdfContent) -> bytes:
        out = io.BytesIO(pdf)
        writer = _Writer(out)
        if order.place == 1:
            _make_fields(writer, order)
        signer = signers.PdfSigner(_metadata(order), signer=self._hand(order), stamp_style=_style(shown))
        try:
            # written behind what is there: otherwise the library brings its metadata up to date twice
            signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=self.reserved, in_place=True)
        except SigningError as error:
            raise SigningImpossible(TOO_SMALL, str(error)) from error
        return out.getvalue()


def _metadata(order: SigningOrder) -> signers.PdfSignatureMetadata:
    after = fields.MDPPerm.FILL_FORMS if order.second else fields.MDPPerm.NO_CHANGES
    return signers.PdfSignatureMetadata(
        field_name=FIELD_NAMES[order.place],
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=order.name,
        location=order.location,
        reason=order.reason,
        certify=order.place == 1,
        docmdp_permissions=after,
        app_build_props=None,
    )


def _make_fields(writer: IncrementalPdfFileWriter, order: SigningOrder) -> None:
    _make_field(writer, FIELD_NAMES[1], order.page, order.box, order.title)
    if order.second:
        _make_field(writer, FIELD_NAMES[2], *order.second, "Tanda tangan kedua")


def _make_field(writer: IncrementalPdfFileWriter, name: str, page: int, box: Box, told: str) -> None:
    whole = (round(box[0]), round(box[1]), round(box[2]), round(box[3]))
    fields.append_signature_field(writer, fields.SigFieldSpec(name, page, whole, readable_field_name=told))


def _style(shown: PdfContent) -> StaticStampStyle:
    full = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MIN,
        y_align=AxisAlignment.ALIGN_MAX,
        margins=Margins(),
        inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
    )
    return StaticStampStyle(background=shown, border_width=0, background_opacity=1, background_layout=full)


def _certificate(text: str) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(pem.unarmor(text.encode())[2])
