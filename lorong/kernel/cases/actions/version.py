"""Moving a running case to another version of its procedure: explicit, with a reason, and only if it fits."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, recording
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.lib.sop import flow


@action("case.move_version", allow=policies.may_move_version, lock="case")
def move_to_version(*, actor: Actor, case: Case, version: int, reason: str, at: datetime | None = None) -> Event:
    """Go on under another version of the same service. Raises Refusal when the open steps do not exist there."""
    if not reason.strip():
        raise Missing("Tulis dasar pemindahannya, misalnya peraturan yang mengubah SOP.", field="reason")
    target = catalog.by_version(case.slug, version)
    if target is None:
        raise Refusal("Layanan ini tidak punya versi SOP itu. Lihat lagi nomor versinya.", field="version")
    open_steps = flow.active(case.marking) | flow.waiting_for_applicant(case.marking)
    if not open_steps <= set(target.flow["steps"]):
        raise Refusal("Langkah yang sedang terbuka tidak ada di versi itu. Selesaikan dulu langkahnya.")
    return recording.record(
        actor=actor,
        case=case,
        published=target,
        kind=Kind.MOVED,
        key=f"version:{version}:{case.last_seq}",
        at=at or timezone.now(),
        data={"procedure_id": target.id, "from_procedure_id": case.procedure_id, "version": version, "reason": reason.strip()},
    )
