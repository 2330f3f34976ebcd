"""From a signed letter to its PDF: draw, sign with the grant, store, erase the grant. Called under the letter's lock.

Whatever is killed in between leaves either nothing or a file without a row, which the next run writes over or leaves
behind; the row, the file name and the erased grant appear in one transaction.
"""

from __future__ import annotations

import io
import json
from datetime import datetime

from django.conf import settings
from pypdf import PdfReader

from lorong.kernel.documents import store
from lorong.kernel.documents.authorities import CA, authority
from lorong.kernel.documents.errors import SigningImpossible
from lorong.kernel.documents.models import Letter, SigningGrant, SigningKey, StoredFile
from lorong.kernel.documents.rendering import FIRST_SIZE, SECOND_SIZE, Place, render, render_second, render_second_picture
from lorong.kernel.documents.signing import LocalSigner, NationalSigner, Signer, SigningOrder
from lorong.kernel.documents.signing.protocol import Box
from lorong.kernel.documents.values import shown_code

A4_HEIGHT = 841.8898
GRANT_CONTEXT = "documents.grant"
EXPIRED = "Waktu satu jam untuk membuat PDF sudah lewat. Tanda tangani lagi; nomor dan tanggalnya tetap."


def complete(letter: Letter, at: datetime) -> Letter:
    """Put into the PDF what was signed and is not there yet. Raises SigningUnavailable; flags what needs the official."""
    if letter.revoked_at is not None:
        for grant in SigningGrant.objects.select_for_update().filter(letter=letter):
            _erase(grant, at)
        return letter
    if letter.needs_signing_again:
        return letter
    try:
        if letter.file_id is None:
            _sign(letter, 1, at)
        second = getattr(letter, "second", None)
        if second is not None and second.applied_at is None:
            _sign(letter, 2, at)
            second.applied_at = at
            second.save(update_fields=["applied_at"])
    except SigningImpossible as fault:
        letter.needs_signing_again = True
        letter.signing_problem = fault.sentence[:300]
        letter.save(update_fields=["needs_signing_again", "signing_problem"])
        return letter
    complete_now = not letter.awaits_second or (second is not None and second.applied_at is not None)
    if complete_now and letter.file_ready_at is None:
        letter.file_ready_at = at
        letter.save(update_fields=["file_ready_at"])
    return letter


def grant_context(letter: Letter, place: int) -> str:
    """A grant opens for its letter and its place only."""
    return f"{GRANT_CONTEXT}.{letter.pk}.{place}"


def signer() -> Signer:
    """The signer of this installation."""
    if settings.SIGNER == "national":
        return NationalSigner(settings.NATIONAL_SIGNER_URL, settings.NATIONAL_SIGNER_USER, settings.NATIONAL_SIGNER_PASSWORD)
    return LocalSigner(authority(CA).certificate)


def _sign(letter: Letter, place: int, at: datetime) -> None:
    grant = SigningGrant.objects.select_for_update().filter(letter=letter, place=place).first()
    if grant is None or grant.used_at is not None or grant.expires_at <= at:
        _erase(grant, at)
        raise SigningImpossible(EXPIRED)
    order, pdf = _order(letter, place, grant)
    try:
        signed = signer().sign(pdf, order)
    except SigningImpossible:
        _erase(grant, at)
        raise
    sha256 = store.put(signed)
    pages = len(PdfReader(io.BytesIO(signed)).pages)
    row = StoredFile(sha256=sha256, size=len(signed), media_type="application/pdf", pages=pages, stored_at=at)
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    letter.file_id = sha256
    letter.save(update_fields=["file"])
    _erase(grant, at)


def _erase(grant: SigningGrant | None, at: datetime) -> None:
    if grant is not None and grant.used_at is None:
        grant.sealed = b""
        grant.used_at = at
        grant.save(update_fields=["sealed", "used_at"])


def _order(letter: Letter, place: int, grant: SigningGrant) -> tuple[SigningOrder, bytes]:
    full = letter.contents
    made = render(letter.template.source, full, qr_url=full["check_url"], payload=letter.payload, at=letter.signed_at)
    where = made.places[place]
    assignment = letter.signed_by if place == 1 else letter.second.signed_by
    secret = json.loads(settings.KEYRING.open(bytes(grant.sealed), context=grant_context(letter, place)))
    drawn = None
    if place == 2:
        shown = full | {"second": letter.second.data}
        draw = render_second if secret["kind"] == "local" else render_second_picture
        drawn = draw(shown, at=letter.second.signed_at)
    room = made.places.get(2)
    order = SigningOrder(
        place=place,
        name=letter.signed_name if place == 1 else letter.second.signed_name,
        title=letter.signed_title if place == 1 else letter.second.signed_title,
        location=full["place"],
        reason=f"{letter.title}, nomor {full['number']}, kode periksa {shown_code(letter.code)}",
        page=where.page - 1,
        box=box_of(where, FIRST_SIZE if place == 1 else SECOND_SIZE),
        at=letter.signed_at,
        secret=secret["secret"],
        certificate=_certificate(secret),
        nik=assignment.person.nik if secret["kind"] == "national" else "",
        second=(room.page - 1, box_of(room, SECOND_SIZE)) if room and place == 1 and secret["kind"] == "local" else None,
        appearance=drawn,
    )
    return order, made.pdf if place == 1 else store.get(letter.file_id or "")


def _certificate(secret: dict[str, str]) -> str:
    if secret["kind"] == "national":
        return ""
    key = SigningKey.objects.get(pk=secret["key"])
    if key.revoked_at is not None:
        raise SigningImpossible("Sertifikat Anda dicabut sebelum surat ini jadi. Buat sertifikat baru, lalu tanda tangani lagi.")
    return key.certificate


def box_of(place: Place, size: tuple[float, float]) -> Box:
    """The box of `size` (centimetres) whose upper left corner stands at `place`, as PDFs count: from below, in points."""
    top = A4_HEIGHT - place.y
    return (place.x, top - size[1] / 2.54 * 72, place.x + size[0] / 2.54 * 72, top)
