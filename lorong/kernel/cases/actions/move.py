"""A case goes on elsewhere: at another unit, as another service of its kind, or in another case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import assignment, at_hand, policies, recording, timing
from lorong.kernel.cases.errors import CaseIsOver, Missing
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.values import Kind, Turn
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.lib.actors import Actor, Holding
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound, Refusal
from lorong.lib.sop import flow
from lorong.lib.sop.schema import HEAD_ROLE
from lorong.lib.verdicts import YES, Verdict


def _may_move_or_did(*, actor: Actor, case: Case, key: str) -> Verdict:
    # Who has just sent it on may have no part in it any more: the second click of a double click is no refusal.
    return YES if policies.did(actor=actor, case=case, key=key) else policies.may_transfer(actor=actor, case=case)


@action("case.transfer", allow=_may_move_or_did, lock="case")
def transfer(*, actor: Actor, case: Case, unit: str, reason: str, key: str, at: datetime | None = None) -> Event:
    """Send a case to another unit (its code): the office's open steps end there and open anew at the other one.

    They are due anew; the promise and the clocks of the law go on. Raises CaseIsOver, Missing (the reason), NotFound (the
    unit), Refusal when it is there already or the unit has no cases any more.
    """
    first = recording.already(case, key)
    if first is not None:
        return first
    _still_runs(case)
    why, target, before = _reason(reason), _working_unit(unit), case.unit_id
    if target.pk == before:
        raise Refusal(phrase("Urusan ini sudah di {unit}. Pilih kantor yang lain.", unit=target.name), field="unit")
    published = catalog.procedure(case.procedure_id)
    holding = _holding(actor, case)
    case.unit = target
    data = {"unit": target.pk, "from_unit": before, "to": target.name, "reason": why}
    moved = _again(case, published, everywhere=False)
    return _record(actor, case, published, Kind.TRANSFERRED, key, at, data, moved, holding)


@action("case.follow_office", allow=policies.may_sweep, lock="case")
def follow_office(*, actor: Actor, case: Case, office: str, reason: str, key: str, at: datetime | None = None) -> Event | None:
    """Open anew, where they now belong, the open steps at a dissolved office (its code); the case stays at its unit.

    They are due anew, as by `transfer`. None when nothing is open there any more, or nobody has taken its place.
    """
    first = recording.already(case, key)
    if first is not None or case.is_done:
        return first
    published = catalog.procedure(case.procedure_id)
    there = {item.step: item for item in at_hand.open_items(case) if item.unit_id == office}
    moved = _again(case, published, everywhere=False, only=frozenset(there))
    if moved is None:
        return None
    to = city.unit(assignment.unit_of_step(case, published.sop.step(min(moved.opened)))).name
    data = {"unit": case.unit_id, "from_unit": case.unit_id, "from_office": office, "to": to, "reason": reason}
    return _record(actor, case, published, Kind.TRANSFERRED, key, at, data, moved, None)


@action("case.reclassify", allow=_may_move_or_did, lock="case")
def reclassify(
    *, actor: Actor, case: Case, slug: str, reason: str, key: str, at: datetime | None = None, unit: str = ""
) -> Event:
    """Go on as another service of the same kind, at another unit too when one is named. The answers stay as they were.

    The office's open steps open anew by the other SOP, whose promise and clocks of the law now hold, counted from when they
    began. Raises CaseIsOver, Missing (the reason), NotFound, Refusal when the case has an applicant or stands at a step
    that the other SOP does not have.
    """
    first = recording.already(case, key)
    if first is not None:
        return first
    _still_runs(case)
    why, before = _reason(reason), catalog.procedure(case.procedure_id)
    target = _other_kind(case, before, slug)
    holding = _holding(actor, case)
    data: dict[str, Any] = {
        "procedure_id": target.id, "from_procedure_id": before.id, "from_slug": before.slug, "title": target.sop.title, "reason": why,
    }  # fmt: skip
    if unit and unit != case.unit_id:
        case.unit = _working_unit(unit)
        data |= {"unit": case.unit.pk, "to": case.unit.name}
    data["promised_minutes"] = case.promised_minutes = target.promised_minutes(timing.day_minutes(case.unit_id))
    if case.turn == Turn.CITY and case.turn_since is not None:
        left = max(case.promised_minutes - case.city_minutes, 0)
        case.promised_at = timing.clock(case.unit_id).due(case.turn_since, left)
    moved = _again(case, target, everywhere=True)
    return _record(actor, case, target, Kind.RECLASSIFIED, key, at, data, moved, holding)


def _may_merge_or_did(*, actor: Actor, case: Case, into_number: str, key: str) -> Verdict:
    if policies.did(actor=actor, case=case, key=key):
        return YES
    return policies.may_merge(actor=actor, case=case, into_number=into_number)


@action("case.merge", allow=_may_merge_or_did, lock="case")
def merge(*, actor: Actor, case: Case, into_number: str, reason: str, key: str, at: datetime | None = None) -> Event:
    """End a case without an applicant because it goes on in another one, about the same thing.

    Raises CaseIsOver, Missing (the reason), Refusal when the other one is over or this one itself.
    """
    first = recording.already(case, key)
    if first is not None:
        return first
    _still_runs(case)
    why = _reason(reason)
    with connection.cursor() as cursor:  # of two that are merged into each other at once, the second finds the first one ended
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('case.merge', 0))")
    into = Case.objects.get(number=into_number)
    if into.pk == case.pk:
        raise Refusal("Aduan tidak bisa digabungkan dengan dirinya sendiri. Pilih aduan yang lain.", field="into")
    if into.is_done:
        raise Refusal("Aduan tujuan sudah selesai. Pilih aduan yang masih berjalan.", field="into")
    published = catalog.procedure(case.procedure_id)
    moved = flow.Moved(frozenset(), frozenset(), flow.active(case.marking), str(Kind.MERGED))
    data = {"into": into.number, "reason": why}
    return _record(actor, case, published, Kind.MERGED, key, at, data, moved, _holding(actor, case))


def _record(
    actor: Actor, case: Case, published: Published, kind: Kind, key: str, at: datetime | None, data: dict[str, Any],
    moved: flow.Moved | None, holding: Holding | None,
) -> Event:  # fmt: skip
    return recording.record(
        actor=actor, case=case, published=published, kind=kind, key=key, at=at or timezone.now(), moved=moved, data=data,
        holding=holding,
    )  # fmt: skip


def _still_runs(case: Case) -> None:
    if case.is_done:
        raise CaseIsOver("Urusan ini sudah selesai. Tidak ada yang perlu dipindahkan.")


def _reason(text: str) -> str:
    if not text.strip():
        raise Missing("Tulis alasannya, supaya yang menerima dan warga tahu mengapa.", field="reason")
    return text.strip()


def _working_unit(code: str) -> Unit:
    found = city.unit(code)
    if not found.active:
        raise Refusal("Kantor itu sudah tidak ada. Pilih kantor penggantinya.", field="unit")
    return found


def _other_kind(case: Case, before: Published, slug: str) -> Published:
    if not case.is_public:
        raise Refusal("Layanan yang dipilih pemohon tidak diganti petugas. Kembalikan berkasnya, dan minta ajukan yang tepat.")
    target = catalog.current_by_slug(slug, hidden=True, public=True)
    if target is None or target.sop.service != before.sop.service:
        raise NotFound("Jenis itu tidak ada, atau sedang ditutup. Pilih dari daftar jenis.")
    if target.slug == case.slug:
        raise Refusal("Aduan ini sudah berjenis itu. Pilih jenis yang lain.", field="slug")
    if not flow.stands_in(before.flow, target.flow, case.marking):
        raise Refusal("Langkah yang sedang terbuka tidak ada pada jenis itu. Selesaikan dulu langkahnya.", field="slug")
    return target


def _again(
    case: Case, published: Published, *, everywhere: bool, only: frozenset[str] | None = None
) -> flow.Moved | None:  # fmt: skip
    """The steps of the office that end here and open anew, where they now belong; None when none does.

    everywhere: also those that stay at their unit; only: no others than these. What residents and outside parties were
    asked is still asked of them.
    """
    steps = set()
    for item in at_hand.open_items(case):
        step = published.sop.step(item.step)
        if item.side != Turn.CITY or (item.machine and step.is_machine) or (only is not None and item.step not in only):
            continue
        if everywhere or assignment.unit_of_step(case, step) != item.unit_id:
            steps.add(item.step)
    return flow.Moved(frozenset(case.marking), frozenset(steps), frozenset(steps), None) if steps else None


def _holding(actor: Actor, case: Case) -> Holding | None:
    """The position in which the actor sends the case on: that of the step, of the head, or the administrator's."""
    for item in at_hand.open_items(case):
        found = actor.holding_for(item.role, item.unit_id) or actor.holding_for(HEAD_ROLE, item.unit_id)
        if found is not None:
            return found
    return actor.holding_for(HEAD_ROLE, case.unit_id) or next(iter(actor.holdings), None)
