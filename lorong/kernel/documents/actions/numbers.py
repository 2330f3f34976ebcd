"""Letter numbers: taken at signing, in the transaction that signs, so that a failed act leaves no gap."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.documents.models import LetterNumber, NumberRegister
from lorong.kernel.documents.policies import may_cancel_number, may_take_number
from lorong.lib.actors import Actor
from lorong.lib.citypack.numbering import letter_number
from lorong.lib.refusals import AlreadyDone, Refusal


@action("number.take", allow=may_take_number)
def take_number(
    *,
    actor: Actor,
    scope: str,
    pattern: str,
    classification: str,
    unit: str,
    signed_on: date,
    key: str,
    at: datetime | None = None,
) -> LetterNumber:
    """The next number of `scope` in the year of `signed_on`, once per `key` (Permendagri 1/2023: taken when signing).

    `pattern` as in `lib.citypack.numbering`; `unit`: the unit's abbreviation. The register's row stays locked until the
    transaction ends: whoever comes next waits, and gets this very number if the transaction fails.
    """
    year = signed_on.year
    # a first number of the year: whoever inserts second waits for the first, then finds the row
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_register (scope, year, last) VALUES (%s, %s, 0) ON CONFLICT DO NOTHING", [scope, year]
        )
    register = NumberRegister.objects.select_for_update().get(scope=scope, year=year)
    taken = LetterNumber.objects.filter(key=key).first()
    if taken is not None:
        return taken
    register.last += 1
    register.save(update_fields=["last"])
    return LetterNumber.objects.create(
        scope=scope,
        year=year,
        value=register.last,
        text=letter_number(pattern, number=register.last, classification=classification, unit=unit, signed_on=signed_on),
        key=key,
        taken_at=at or timezone.now(),
    )


@action("number.cancel", allow=may_cancel_number, lock="number")
def cancel_number(
    *,
    actor: Actor,
    number: LetterNumber,
    reason: str,
    at: datetime | None = None,
) -> LetterNumber:
    """Cancel a number that no letter bears. It stays in the register with its reason, and is never used again."""
    if not reason.strip():
        raise Refusal("Tulis alasan pembatalan nomor.", field="alasan")
    if number.cancelled_at is not None:
        raise AlreadyDone("Nomor ini sudah dibatalkan. Tidak ada yang perlu dilakukan.")
    if hasattr(number, "letter"):
        raise Refusal("Nomor ini dipakai sebuah surat. Cabut suratnya; nomornya tetap tercatat.")
    number.cancelled_at = at or timezone.now()
    number.cancelled_because = reason.strip()[:300]
    number.save(update_fields=["cancelled_at", "cancelled_because"])
    return number
