"""Somebody wrote to the mayor."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.kernel.people.fields import blind_index, blind_indexes
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal
from lorong.services.hotline import enclosing, policies, settling, telling
from lorong.services.hotline.models import Contact, Line, Way
from lorong.services.hotline.values import LONGEST, By, Heard

ADDRESS = "hotline.address"
NOT_KEPT = phrase(
    "Yang bisa dikirim: foto (JPG, PNG, WebP), rekaman suara, atau PDF, paling besar 10 MB. Pilih berkas yang lain."
)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@action("hotline.hear", allow=policies.may_hear)
def hear(*, actor: Actor, heard: Heard, at: datetime | None = None) -> Line:
    """Keep a message that came in, once per provider's id, under whoever it is from: one phone is one person, by SMS and by
    WhatsApp; a phone or e-mail that an account has proved is that account's.

    An answer SUDAH or BELUM to an office's answer settles or reopens that matter. Says once a day that it has arrived.
    """
    now = at or timezone.now()
    _one_at_a_time(f"{heard.by.kind}:{heard.address}")
    contact = _contact(heard, now)
    line, first = _kept(contact, heard, now)
    if not first:
        return line
    if not settling.settled_by(contact, heard, line):
        telling.arrived(contact, heard, line, at=now)
    return line


@action("hotline.write", allow=policies.may_write)
def write(*, actor: Actor, text: str, key: str, files: Sequence[bytes] = (), at: datetime | None = None) -> Line:
    """A message from the page, by somebody signed in. `key` makes a second sending harmless. files: pictures, sounds, PDFs.

    Raises Refusal without words, or for a file that is none of these.
    """
    if not text.strip():
        raise Refusal("Tulis dulu pesannya.", field="pesan")
    enclosed, left = enclosing.told_apart(files)
    if left:
        raise Refusal(NOT_KEPT, field="berkas")
    now = at or timezone.now()
    assert actor.account_id is not None, "the policy let somebody in without an account"
    _one_at_a_time(f"account:{actor.account_id}")
    account = people.account(actor.account_id)
    if account.phone and account.phone_verified:
        # Else two doors could make two contacts of one phone at the same moment.
        _one_at_a_time(f"phone:{account.phone}")
    contact = Contact.objects.filter(account=account).first() or _of_known_phone(account)
    contact = contact or _new(now, account_id=account.pk, name=actor.name)
    heard = Heard(By.WEB, "", f"{account.pk}:{key}", text, now, enclosed=enclosed)
    return _kept(contact, heard, now)[0]


def _kept(contact: Contact, heard: Heard, now: datetime) -> tuple[Line, bool]:
    key = f"{heard.by}:{heard.provider_id}"[:160]
    line = Line.objects.filter(key=key).first()
    if line is not None:
        return line, False
    line = Line.objects.create(
        contact=contact,
        key=key,
        at=min(heard.written_at, now),
        received_at=now,
        way=heard.by,
        side="resident",
        text=heard.text.strip()[:LONGEST],
        beside=heard.beside[:60],
    )
    enclosing.keep(line, heard.enclosed, now)
    root = Contact.objects.filter(pk=contact.merged_into_id or contact.pk)
    root.update(unread=F("unread") + 1, last_at=Greatest(F("last_at"), line.at))
    if heard.by is By.WHATSAPP:
        root.update(whatsapp_at=line.at)
    return line, True


def _contact(heard: Heard, now: datetime) -> Contact:
    way = Way.objects.select_related("contact").filter(address_index__in=blind_indexes(heard.address, context=ADDRESS)).first()
    if way is not None:
        return way.contact
    account = people.account_by_phone(heard.address) if heard.by.kind == "phone" else None
    contact = Contact.objects.filter(account=account).first() if account is not None else None
    if contact is None:
        name = (people.name_of(account.person_id) if account is not None and account.person_id else "") or heard.name
        contact = _new(now, account_id=account.pk if account is not None else None, name=name)
    index = blind_index(heard.address, context=ADDRESS)
    Way.objects.create(contact=contact, kind=heard.by.kind, address=heard.address, address_index=index)
    return contact


def _of_known_phone(account: Any) -> Contact | None:
    if not (account.phone and account.phone_verified):
        return None
    indexes = blind_indexes(account.phone, context=ADDRESS)
    known = Contact.objects.filter(Q(account=None), ways__address_index__in=indexes).first()
    if known is not None:
        # They wrote by phone before they had an account, or before the account had proved this phone.
        known.account = account
        known.save(update_fields=["account"])
    return known


def _new(now: datetime, *, account_id: int | None, name: str) -> Contact:
    tail = "".join(secrets.choice(_LETTERS) for _ in range(5))
    number = f"{city.local(now):%y-%m%d}-{tail}"
    return Contact.objects.create(number=number, account_id=account_id, name=name[:120] or None, opened_at=now, last_at=now)


def _one_at_a_time(who: str) -> None:
    # Two parts of one conversation that come at the same moment make one contact, one behind the other.
    place = int.from_bytes(hashlib.sha256(f"hotline:{who}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [place])
