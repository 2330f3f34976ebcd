"""A proof of a phone is spent once, inside the action that needs it; a proof of an e-mail address is a signed link."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import connection

from lorong.kernel.people.errors import ProofStale
from lorong.kernel.people.models import Account, OneTimeCode
from lorong.kernel.people.values import PROOF_LIFE, Purpose

EMAIL_SECONDS = 24 * 60 * 60
_EMAIL = "people.email"


def email_token(account: Account, email: str) -> str:
    """What the link in a confirming e-mail carries; good for a day, for this account."""
    return signing.dumps({"account": account.pk, "email": email}, salt=_EMAIL)


def email_in(token: str, account: Account) -> str:
    """The address that a token of this account proves. Raises ProofStale for any other, and after a day."""
    try:
        said = signing.loads(token, salt=_EMAIL, max_age=EMAIL_SECONDS)
    except signing.BadSignature:
        said = {}
    if said.get("account") != account.pk:
        raise ProofStale("Tautan ini sudah lewat, atau bukan untuk akun Anda. Tulis alamat pos-elnya sekali lagi.")
    return str(said["email"])


def spend(proof: OneTimeCode, purpose: Purpose, *, at: datetime) -> str:
    """The phone (E.164) that `proof` proves. Raises ProofStale: older than 15 minutes, for something else, or used.

    Called inside the transaction of an action: what refuses after it gives the proof back.
    """
    one_at_a_time(proof.phone)
    row = OneTimeCode.objects.select_for_update().get(pk=proof.pk)
    fresh = row.used_at is not None and row.used_at <= at < row.used_at + PROOF_LIFE
    if row.purpose != purpose or row.spent_at is not None or not fresh:
        raise ProofStale("Nomor HP perlu dibuktikan lagi. Minta kode baru.")
    row.spent_at = at
    row.save(update_fields=["spent_at"])
    phone: str = row.phone
    return phone


def one_at_a_time(phone: str) -> None:
    """Until the transaction ends, nobody else asks a code for this phone (E.164) or opens an account with it."""
    # Steady: while keys are being changed the unique index alone would let one phone in twice, under two keys.
    index = settings.KEYRING.steady_index(phone, context="account.phone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(index[:8], "big", signed=True)])
