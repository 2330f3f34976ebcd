"""Is it really fixed? A reporter says so, or a neighbour who was asked; one "no" opens it again for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import AlreadyDone, Refusal
from lorong.lib.sop.answers import storable
from lorong.services.complaints import jobs, keeping, policies, standing, tellers, values
from lorong.services.complaints.actions.rounds import begin_round
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Incident, Report, Verdict
from lorong.services.complaints.queries.stages import stage
from lorong.services.complaints.values import RESIDENTS, Stage, Teller

NOTE_LONGEST = 1000


@action("complaint.answer_fixed", allow=policies.may_judge, lock="incident")
def answer_fixed(
    *,
    actor: Actor,
    incident: Incident,
    agrees: bool,
    key: str,
    who: Teller,
    note: str = "",
    report: Report | None = None,
    photos: Sequence[bytes] = (),
    at: datetime | None = None,
) -> Verdict:
    """Whether it is fixed, or the explanation will do, in the words of somebody who lives with it. Once for each claim.

    Agreeing ends the case; disagreeing leads back to work, for everybody who told of it, and counts against the unit. Up to
    ten days after the end (PermenPANRB 62/2018) a reporter who disagrees opens it again as a new round.
    report: what `who` told, found when it is not given. photos: added to that report, three at most; a neighbour gives none.
    Raises NotTold (a no needs words, a fourth photo), AlreadyDone, Refusal while nobody was asked.
    """
    moment = at or timezone.now()
    keeping.one_at_a_time(key)
    report = tellers.report_of(incident, who)
    mine = {"report": report} if report is not None else {"neighbour_id": who.account_id}
    first = Verdict.objects.filter(incident=incident, claim=incident.questions, **mine).first()
    if first is not None and first.agrees == agrees:
        return first
    said = str(storable(note)).strip()[:NOTE_LONGEST]
    if not agrees and not said:
        raise NotTold("Tulis apa yang belum beres, supaya petugas tahu apa yang harus diperbaiki.", field="note")
    if first is not None:
        raise AlreadyDone("Anda sudah menjawab pertanyaan ini. Kalau rusak lagi, kirim laporan baru.")
    verdict = Verdict(incident=incident, claim=incident.questions, agrees=agrees, note=said, at=moment, **mine)
    verdict.save(force_insert=True)
    if report is not None:
        keeping.add_more(actor, report, photos, moment, verdict=verdict)
    if incident.ended:
        _after_the_end(actor, incident, report, agrees, said, key, moment)
    else:
        _decide(incident, agrees, said, key, moment)
    return verdict


def _decide(incident: Incident, agrees: bool, note: str, key: str, at: datetime) -> None:
    if stage(incident) is not Stage.ASKED_IF_FIXED:
        raise Refusal("Petugas belum menyatakan ini beres. Kami kabari Anda begitu itu terjadi.")
    case = found.for_actor(SISTEM, incident.case_number)
    step = catalog.procedure(case.procedure_id).sop.step(incident.step)
    outcome, _ = standing.agreeing(step) if agrees else standing.disagreeing(step)
    cases.advance(
        actor=RESIDENTS, case=case, step=step.id, outcome=outcome, key=f"warga:{key}"[:120], said=Said(reason=note), at=at
    )


def _after_the_end(
    actor: Actor, incident: Incident, report: Report | None, agrees: bool, note: str, key: str, at: datetime
) -> None:
    assert incident.ended_at is not None, "what ended has a time"
    if agrees:
        return
    if report is None or stage(incident) not in {Stage.FIXED, Stage.ANSWERED}:
        raise Refusal("Laporan ini sudah ditutup. Kalau masalahnya masih ada, kirim laporan baru.")
    if at > incident.ended_at + values.REOPEN:
        raise Refusal(
            phrase(
                "Laporan ini selesai lebih dari {days} hari yang lalu. Kalau rusak lagi, kirim laporan baru.",
                days=values.REOPEN.days,
            )
        )
    if incident.contradicted < incident.claims:
        incident.contradicted += 1
    begin_round(actor=actor, incident=incident, key=key, at=at, reason=note)
    jobs.defer_news(incident.pk, incident.case_number, 1)
