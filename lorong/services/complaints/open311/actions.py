"""Keys of apps: made, and taken back."""

from __future__ import annotations

import secrets
from datetime import datetime

from lorong.kernel.audit.action import action
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal
from lorong.services.complaints.elsewhere.policies import may_note_origin
from lorong.services.complaints.models import ApiKey, Origin, Report
from lorong.services.complaints.open311 import policies
from lorong.services.complaints.open311.keys import PREFIX, FreshKey, hash_of

LONGEST_NAME = 80
HINT = len(PREFIX) + 4
MOST_A_DAY = 100_000


@action("complaints.issue_key", allow=policies.may_keep_keys)
def issue_key(
    *, actor: Actor, name: str, contact: str, a_day: int, at: datetime, proves_phones: bool = False, agency: bool = False
) -> FreshKey:
    """Make a key for the app `name`, good for `a_day` reports a day. contact: who answers for it (pos-el or phone).
    agency: it is another city's installation, and `name` that city's.

    Its text is given here and never again. Raises Refusal (field) for one without name or contact, or a limit out of bounds.
    """
    called, reached = " ".join(name.split()), " ".join(contact.split())
    if not called or len(called) > LONGEST_NAME:
        raise Refusal(phrase("Tulis nama aplikasinya, paling banyak {most} huruf.", most=LONGEST_NAME), field="name")
    if not reached:
        raise Refusal(phrase("Tulis siapa yang bertanggung jawab atas aplikasi itu dan cara menghubunginya."), field="contact")
    if not 1 <= a_day <= MOST_A_DAY:
        raise Refusal(phrase("Tulis batas laporan sehari, 1 sampai {most}.", most=MOST_A_DAY), field="a_day")
    text = PREFIX + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        name=called,
        contact=reached,
        key_hash=hash_of(text),
        hint=text[:HINT],
        a_day=a_day,
        proves_phones=proves_phones,
        agency=agency,
        made_at=at,
    )
    return FreshKey(row, text)


@action("complaints.revoke_key", allow=policies.may_keep_keys, lock="key")
def revoke_key(*, actor: Actor, key: ApiKey, at: datetime) -> ApiKey:
    """Take a key back: from now on its app sends nothing. Doing it twice keeps the first moment."""
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
    return key


@action("complaints.note_origin", allow=may_note_origin)
def note_origin(*, actor: Actor, report: Report, sender: ApiKey, reference: str, at: datetime) -> Origin:
    """Write that another city's installation sent a report, and what it is called there. Twice is once."""
    row, _made = Origin.objects.get_or_create(report=report, defaults={"sender": sender, "reference": reference[:64], "at": at})
    return row
