"""Who sits in which position, in which right, over which days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from lorong.kernel.audit.action import action
from lorong.kernel.city.models import Assignment, Position
from lorong.kernel.city.policies import may_assign, may_end_assignment
from lorong.kernel.city.queries import today
from lorong.kernel.city.values import days as days_from
from lorong.kernel.city.values import first_day, last_day
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor, As
from lorong.lib.nik import NipError, parse_nip
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal


@action("city.assign", allow=may_assign, lock="position")
def assign(
    *,
    actor: Actor,
    position: Position,
    person: Person,
    held_as: As,
    days: Any,
    nip: str,
    rank: str,
    full_name: str,
    basis: str,
) -> Assignment:
    """Give a position to a person for `days` (a DateRange, see `values.days`; no end means until it is ended).

    `held_as`: definitive, Plt. (vacant post), Pj. or Plh. (absent holder). `nip`: 18 digits, or empty outside the civil
    service. `basis`: the decree. Raises Refusal when the position has another holder on one of the days (a Plh. stands
    beside the holder), when the NIP cannot be one, or when name or basis is missing.
    """
    if not position.active:
        raise Refusal(phrase("Jabatan {title} sudah tidak ada. Pilih jabatan lain.", title=position.title), field="position")
    if not full_name.strip():
        raise Refusal("Tulis nama lengkap pejabat dengan gelarnya.", field="full_name")
    if not basis.strip():
        raise Refusal("Tulis nomor dan tanggal surat keputusannya.", field="basis")
    try:
        number = parse_nip(nip).number if nip else ""
    except NipError as error:
        raise Refusal(str(error), field="nip") from error
    if held_as is not As.PLH:
        _refuse_second_holder(position, days)
    try:
        with transaction.atomic():
            return Assignment.objects.create(
                position=position,
                person=person,
                held_as=held_as,
                days=days,
                nip=number,
                rank=rank.strip(),
                full_name=full_name.strip(),
                basis=basis.strip(),
            )
    except IntegrityError as error:
        raise Refusal(
            phrase("{title} baru saja diisi orang lain. Muat ulang halaman ini.", title=position.title), field="days"
        ) from error


def _refuse_second_holder(position: Position, days: Any) -> None:
    other = Assignment.objects.filter(position=position, days__overlap=days).exclude(held_as=As.PLH).order_by("pk").first()
    if other is not None:
        last = last_day(other.days)
        until = phrase("sampai {last}", last=last) if last else phrase("sampai sekarang")
        raise Refusal(
            phrase(
                "{title} dipegang {full_name} {until}. Akhiri dulu penugasan itu.",
                title=position.title,
                full_name=other.full_name,
                until=until,
            ),
            field="days",
        )


@action("city.end_assignment", allow=may_end_assignment, lock="assignment")
def end_assignment(*, actor: Actor, assignment: Assignment, last: date) -> Assignment:
    """End an appointment after the day `last`.

    Raises Refusal for a day before the appointment, after its present end, or earlier than yesterday: what somebody
    signed while holding the position stays signed by its holder.
    """
    begun, present = first_day(assignment.days), last_day(assignment.days)
    if last < begun:
        raise Refusal(phrase("Penugasan ini baru mulai {begun}. Pilih hari itu atau sesudahnya.", begun=begun), field="last")
    if present is not None and last > present:
        raise Refusal(phrase("Penugasan ini sudah berakhir {present}. Pilih hari sebelum itu.", present=present), field="last")
    if last < today() - timedelta(days=1):
        raise Refusal("Hari itu sudah lewat. Pilih kemarin, hari ini, atau sesudahnya.", field="last")
    assignment.days = days_from(begun, last)
    assignment.save(update_fields=["days"])
    return assignment
