"""The mayor passes a message on, answers it, or reads it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import actions as cases
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.dates import clock, weekday_date
from lorong.lib.refusals import AlreadyDone, Refusal
from lorong.services.hotline import enclosing, policies, telling
from lorong.services.hotline.models import Contact, Line, Matter
from lorong.services.hotline.values import LONGEST, TOGETHER

HOTLINE = "hotline"  # the service whose SOP a message follows


@action("hotline.forward", allow=policies.may_read_all, lock="line")
def forward(*, actor: Actor, line: Line, unit: str, note: str = "", headline: str = "", at: datetime | None = None) -> Matter:
    """Pass a message on to an office: a case begins there with its clock running, and whoever wrote is told.

    unit: code of the office. headline: what the public digest says of it, empty for nothing but numbers.
    What came along goes along: what is enclosed, and what the same person sent without words shortly before or after.
    A message is passed on once: to the same office again gives the first matter. Raises AlreadyDone, NotFound, Refusal.
    """
    first = Matter.objects.filter(line=line).first()
    if first is not None:
        if first.unit == unit:
            return first
        raise AlreadyDone("Pesan ini sudah diteruskan. Kalau salah kantor, kantor itu yang memindahkannya dari halaman urusan.")
    if line.side != "resident":
        raise Refusal("Yang diteruskan pesan warga. Pilih pesannya dari percakapan.")
    if not line.text and not line.enclosures.filter(refused="").exists():
        raise Refusal("Pesan ini tanpa kata-kata dan tanpa berkas yang bisa dibuka. Tanyakan dulu kepada pengirimnya.")
    office = city.unit(unit)
    now = at or timezone.now()
    case = cases.start(
        actor=actor,
        slug=_slug(),
        unit=office.pk,
        answers={"catatan": note.strip()[:500]},
        key=f"hotline:{line.pk}",
        channel=HOTLINE,
        at=now,
    )
    matter = Matter.objects.create(
        case_number=case.number,
        contact=line.contact,
        line=line,
        headline=headline.strip()[:160],
        forwarded_at=now,
        forwarded_by=actor.name[:160],
        unit=case.unit_id,
    )
    along = enclosing.along_with(line.contact, line, TOGETHER)
    Line.objects.filter(pk__in=[line.pk, *(one.pk for one in along)], case_number="").update(case_number=case.number)
    line.case_number = case.number
    _tell(matter, office.name, case.promised_at or now, now)
    return matter


@action("hotline.reply", allow=policies.may_read_all, lock="contact")
def reply(*, actor: Actor, contact: Contact, text: str, key: str, at: datetime | None = None) -> Line:
    """The mayor answers straight away, by the way the person wrote. `key` makes it once. Raises Refusal without words."""
    if not text.strip():
        raise Refusal("Tulis dulu balasannya.", field="balasan")
    now = at or timezone.now()
    line, made = Line.objects.get_or_create(
        key=f"reply:{contact.pk}:{key}"[:160],
        defaults={
            "contact": contact,
            "at": now,
            "received_at": now,
            "way": "web",
            "side": "city",
            "author": actor.name[:160],
            "title": actor.holdings[0].title[:160] if actor.holdings else "",
            "text": text.strip()[:LONGEST],
            "read_at": now,
        },
    )
    if made:
        context = {"number": contact.number, "head": city.this_city().head_title, "text": line.text}
        telling.to_contact(contact, "hotline_balasan", context, key=f"hotline:{line.key}"[:160], at=now)
    return line


@action("hotline.read", allow=policies.may_read_all, lock="contact")
def mark_read(*, actor: Actor, contact: Contact, upto: int, at: datetime | None = None) -> int:
    """Note that the lines of a person up to the one with id `upto` were read; what came meanwhile stays new. Gives how many."""
    same = [contact.pk, *Contact.objects.filter(merged_into=contact).values_list("pk", flat=True)]
    new = Line.objects.filter(contact__in=same, side="resident", read_at=None, pk__lte=upto)
    read = new.update(read_at=at or timezone.now())
    if read:
        Contact.objects.filter(pk=contact.pk, unread__gte=read).update(unread=F("unread") - read)
    return read


def _slug() -> str:
    found = next((p.slug for p in catalog.current(public=True) if p.service == HOTLINE), None)
    if found is None:
        raise Refusal("SOP pesan untuk kepala daerah belum diterbitkan. Minta Pengelola Sistem Kota menerbitkannya.")
    return found


def _tell(matter: Matter, unit: str, until: datetime, now: datetime) -> None:
    here = city.this_city()
    context = {
        "number": matter.contact.number,
        "head": here.head_title,
        "unit": unit,
        "until": f"{weekday_date(until, here.zone)}, {clock(until, here.zone)}",
    }
    telling.to_contact(matter.contact, "hotline_diteruskan", context, key=f"hotline:{matter.case_number}:diteruskan", at=now)
