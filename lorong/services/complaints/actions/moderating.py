"""Hidden from the public, or shown again: never deleted, always with a reason, always on record."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit import actions as audit
from lorong.kernel.audit.action import action
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.lib.sop.answers import storable
from lorong.services.complaints import counting, policies
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Incident, Moderation, Photo, Report
from lorong.services.complaints.values import Identity


@action("complaint.hide", allow=policies.may_moderate, lock="incident")
def hide(
    *,
    actor: Actor,
    incident: Incident,
    because: str,
    report: Report | None = None,
    photo: Photo | None = None,
    at: datetime | None = None,
) -> Moderation:
    """Hide the whole incident, the words of one report, or one photo. The original stays for the unit. Raises NotTold."""
    return _moderate(actor, incident, report, photo, because, True, at or timezone.now())


@action("complaint.show_again", allow=policies.may_moderate, lock="incident")
def show_again(
    *,
    actor: Actor,
    incident: Incident,
    because: str,
    report: Report | None = None,
    photo: Photo | None = None,
    at: datetime | None = None,
) -> Moderation:
    """Show again what was hidden. A category that is not public stays hidden, and so does what was told in secret."""
    return _moderate(actor, incident, report, photo, because, False, at or timezone.now())


@action("complaint.reveal", allow=policies.may_reveal, lock="report")
def reveal(*, actor: Actor, report: Report) -> Identity:
    """Name and phone of who told it, for an officer of the unit; the look is on record (UU 27/2022). Never of an anonymous one."""
    account = people.account(report.account_id) if report.account_id is not None else None
    person = account.person if account is not None else None
    name = report.name or (person.name if person is not None else "")
    phone = report.phone or (account.phone if account is not None and account.phone_verified else None) or ""
    audit.record_look(
        actor=actor,
        # Somebody whom the register does not know is looked for by the number of the report.
        subject=person.pk if person is not None else uuid.uuid5(uuid.NAMESPACE_OID, report.number),
        purpose=f"Menangani aduan {report.number}",
        fields=["nama", "hp"],
        case_number=report.incident.case_number,
    )
    return Identity(name, phone)


def _moderate(
    actor: Actor, incident: Incident, report: Report | None, photo: Photo | None, because: str, hides: bool, at: datetime
) -> Moderation:
    reason = reasoned(because=because)
    if photo is not None:
        _belongs(photo.report.incident_id, incident)
        Photo.objects.filter(pk=photo.pk).update(hidden=hides, waits=False)
    elif report is not None:
        _belongs(report.incident_id, incident)
        Report.objects.filter(pk=report.pk).update(hidden=hides)
    else:
        incident.hidden = hides
    row = noted(
        actor=actor,
        incident=incident,
        report=report if photo is None else photo.report,
        photo=photo,
        because=reason,
        hides=hides,
        at=at,
    )
    counting.recount(incident)
    return row


def reasoned(*, because: str) -> str:
    """A reason as it is kept. Raises NotTold when there is none."""
    reason = " ".join(str(storable(because)).split())[:300]
    if not reason:
        raise NotTold("Tulis alasannya. Alasan itu disimpan bersama nama Anda.", field="because")
    return reason


def noted(
    *,
    actor: Actor,
    incident: Incident,
    report: Report | None,
    photo: Photo | None,
    because: str,
    hides: bool,
    blurs: bool = False,
    at: datetime,
) -> Moderation:
    """A line of the history of what the public may not see."""
    assert actor.account_id is not None, "an officer has an account"
    return Moderation.objects.create(
        incident=incident,
        report=report,
        photo=photo,
        hides=hides,
        blurs=blurs,
        because=because,
        by_id=actor.account_id,
        by_name=actor.name[:160],
        at=at,
    )


def _belongs(incident_id: int, incident: Incident) -> None:
    if incident_id != incident.pk:
        raise Refusal("Itu milik laporan lain. Muat ulang halamannya.")
