"""Absence hands the work over: by name, or by the rule of the position."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.city.models import Absence, Assignment
from lorong.kernel.city.policies import may_report_absence, may_withdraw_absence
from lorong.kernel.city.queries import today
from lorong.kernel.city.values import days as days_from
from lorong.kernel.city.values import first_day, last_day
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import AlreadyDone, Refusal


@action("city.report_absence", allow=may_report_absence, lock="assignment")
def report_absence(
    *,
    actor: Actor,
    assignment: Assignment,
    days: Any,
    reason: str,
    substitute: Person | None = None,
) -> Absence:
    """A holder is away on `days` (a DateRange with an end, see `values.days`).

    `substitute` acts as Plh.; without one, and on days on which the substitute is away too, the first available
    holder named by the position's rule does, decided anew each day. When nobody can, the holder keeps the position.
    Raises Refusal for days that are over, without an end, outside the appointment or already reported, for an empty
    reason, and for a substitute who holds no position on the first day.
    """
    if not reason.strip():
        raise Refusal("Tulis alasannya, misalnya cuti tahunan.", field="reason")
    _check_days(assignment, days)
    if substitute is not None:
        _check_substitute(assignment, days, substitute)
    other = assignment.absences.filter(withdrawn_at=None, days__overlap=days).order_by("pk").first()
    if other is not None:
        raise _overlapping(assignment, other)
    try:
        with transaction.atomic():
            return Absence.objects.create(assignment=assignment, days=days, reason=reason.strip(), substitute=substitute)
    except IntegrityError as error:
        raise Refusal("Cuti pada hari itu baru saja dicatat. Muat ulang halaman ini.", field="days") from error


def _overlapping(assignment: Assignment, other: Absence) -> Refusal:
    first, last = first_day(other.days), last_day(other.days)
    assert last is not None, "an absence has an end"
    span = phrase("{first} sampai {last}", first=first, last=last)
    return Refusal(
        phrase(
            "{full_name} sudah tercatat tidak masuk {span}. Batalkan dulu yang itu.", full_name=assignment.full_name, span=span
        ),
        field="days",
    )


def _check_days(assignment: Assignment, days: Any) -> None:
    last = last_day(days)
    if last is None:
        raise Refusal("Tulis juga hari terakhir tidak masuk.", field="days")
    first = first_day(days)
    if last < first:
        raise Refusal("Hari terakhir mendahului hari pertama. Tukar keduanya.", field="days")
    if first < today():
        raise Refusal("Hari pertama sudah lewat. Pilih hari ini atau sesudahnya.", field="days")
    until = last_day(assignment.days)
    if first < first_day(assignment.days) or (until is not None and last > until):
        raise Refusal(
            phrase(
                "{full_name} tidak memegang jabatan ini pada seluruh hari itu. Pilih hari lain.", full_name=assignment.full_name
            ),
            field="days",
        )


def _check_substitute(assignment: Assignment, days: Any, substitute: Person) -> None:
    if substitute.pk == assignment.person_id:
        raise Refusal("Pengganti harus orang lain. Pilih rekan yang masuk.", field="substitute")
    first = first_day(days)
    if not Assignment.objects.filter(person=substitute, days__contains=first, position__active=True).exists():
        raise Refusal(
            phrase("{name} tidak bertugas pada {first}. Pilih pejabat lain.", name=substitute.name, first=first),
            field="substitute",
        )
    if Absence.objects.filter(assignment__person=substitute, withdrawn_at=None, days__contains=first).exists():
        raise Refusal(
            phrase("{name} sendiri tidak masuk pada {first}. Pilih pejabat lain.", name=substitute.name, first=first),
            field="substitute",
        )


@action("city.withdraw_absence", allow=may_withdraw_absence, lock="absence")
def withdraw_absence(*, actor: Actor, absence: Absence) -> Absence:
    """The holder is back, or never left. An absence that has begun ends with yesterday, because what the substitute
    did until then stays done as Plh.; one that has not is withdrawn and stays visible. Raises AlreadyDone or Refusal.
    """
    if absence.withdrawn_at is not None:
        raise AlreadyDone("Catatan ini sudah dibatalkan. Tidak ada yang perlu Anda lakukan.")
    day, first, last = today(), first_day(absence.days), last_day(absence.days)
    if last is not None and last < day:
        raise Refusal(phrase("Cuti ini sudah selesai pada {last}. Tidak ada yang perlu dibatalkan.", last=last))
    if first < day:
        absence.days = days_from(first, day - timedelta(days=1))
        absence.save(update_fields=["days"])
    else:
        absence.withdrawn_at = timezone.now()
        absence.save(update_fields=["withdrawn_at"])
    return absence
