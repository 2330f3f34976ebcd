"""What the signatures in a PDF say: who, whole, unchanged since. Reads untrusted bytes: run it with limits."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import pem, x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # an altered file is an answer here, not a fault to log


@dataclass(frozen=True, slots=True)
class Seen:
    """One signature. `whole`: it covers the file to its end; `sound`: what it covers is unchanged and the signature
    is right, and nothing was added since that it forbids; `trusted`: its certificate comes from a given authority."""

    signer: str
    reason: str
    whole: bool
    sound: bool
    trusted: bool


@dataclass(frozen=True, slots=True)
class Inspection:
    """`signatures` in the order they were given; `subject` is the document's own (our letters write their code there)."""

    is_pdf: bool
    signatures: tuple[Seen, ...] = ()
    subject: str = ""

    @property
    def intact(self) -> bool:
        """Signed, every signature sound, and the last one covers the file to its end."""
        return bool(self.signatures) and all(s.sound for s in self.signatures) and self.signatures[-1].whole

    @property
    def trusted(self) -> bool:
        return bool(self.signatures) and all(s.trusted for s in self.signatures)


def inspect(content: bytes, authorities: Sequence[str]) -> Inspection:
    """Look at every signature of a PDF. `authorities`: trusted certificates in PEM."""
    if not content.startswith(b"%PDF-"):
        return Inspection(is_pdf=False)
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        subject = _subject(reader)
        embedded = list(reader.embedded_regular_signatures)
    except (PdfError, SigningError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return Inspection(is_pdf=False)
    roots = [x509.Certificate.load(pem.unarmor(text.encode())[2]) for text in authorities]
    return Inspection(True, tuple(_seen(signature, roots) for signature in embedded), subject)


def _subject(reader: PdfFileReader) -> str:
    if "/Info" not in reader.trailer:
        return ""
    info = reader.trailer["/Info"]
    return str(info["/Subject"]) if "/Subject" in info else ""


def _seen(signature: EmbeddedPdfSignature, roots: list[x509.Certificate]) -> Seen:
    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    reason = str(signature.sig_object.get("/Reason", ""))
    try:
        status = validate_pdf_signature(signature, signer_validation_context=context)
    except (PdfError, SigningError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError):
        return Seen("", reason, whole=False, sound=False, trusted=False)
    changed = status.modification_level is ModificationLevel.OTHER or not status.docmdp_ok
    return Seen(
        signer=str(status.signing_cert.subject.native.get("common_name", "")),
        reason=reason,
        whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        sound=bool(status.intact and status.valid and not changed),
        trusted=bool(status.trusted),
    )
