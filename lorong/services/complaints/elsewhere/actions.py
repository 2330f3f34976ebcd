"""What is done with a forwarding: an officer begins it, jobs carry it and hear of it. Nothing here touches the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as cases_found
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM, Actor, ActorKind
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal
from lorong.lib.sop.answers import storable
from lorong.lib.verdicts import YES, Verdict
from lorong.services.complaints import jobs, routing, values
from lorong.services.complaints.elsewhere import chosen, neighbours, parcel, policies
from lorong.services.complaints.elsewhere.values import (
    DOWN,
    FIRST_ASK,
    FIRST_WAIT,
    LONGEST_ASK,
    LONGEST_WAIT,
    MOST_NEWS,
    MOST_TRIES,
    PHOTOS_ARE_GIVEN_UP,
    PHOTOS_WAIT,
    Answer,
    Later,
    Message,
    Neighbour,
    News,
    Refused,
    State,
    Taken,
    Unseen,
)
from lorong.services.complaints.models import Forwarding, Incident, Line
from lorong.services.complaints.values import Stage

GIVEN_BACK = frozenset({Stage.NOT_OURS, Stage.ARCHIVED, Stage.WITHDRAWN, Stage.MERGED})
WHY_LONGEST = 400


def _may_or_did(*, actor: Actor, incident: Incident, key: str) -> Verdict:
    # Sent twice, the second finds the step done by itself: that is no refusal.
    if actor.account_id is not None and Forwarding.objects.filter(key=key, by=actor.account_id).exists():
        return YES
    return policies.may_forward(actor=actor, incident=incident)


@action("complaint.forward", allow=_may_or_did, lock="incident")
def forward(
    *,
    actor: Actor,
    incident: Incident,
    to: str,
    reason: str,
    key: str,
    where: str = "",
    note: str = "",
    at: datetime | None = None,
) -> Forwarding:
    """Give an incident to somebody outside the city: `to` a party of the pack, by link, or another city's installation, by job.

    where: the place in the words of the other city. note: for whoever gets it. Raises Refusal (field: to, where) when it may not
    go there; what the step itself refuses (no reason).
    """
    first = Forwarding.objects.filter(key=key).first()
    if first is not None:
        return first
    moment = at or timezone.now()
    name, neighbour = _receiver(incident, to, where)
    case = cases_found.for_actor(SISTEM, incident.case_number)
    way = chosen.way_out(cases_found.open_items(case), catalog.procedure(case.procedure_id).sop)
    assert way is not None, "the policy asked for a way"
    row = Forwarding.objects.create(
        incident=incident,
        case_number=case.number,
        key=key,
        reference=f"{incident.code}-{incident.forwardings.count() + 1}",
        by_machine=neighbour is not None,
        to=to,
        to_name=name,
        where_there=" ".join(str(storable(where)).split())[:200] if neighbour else "",
        note=str(storable(note)).strip()[:500],
        by_id=actor.account_id,
        by_name=actor.name[:160],
        at=moment,
        state=State.WAITING if neighbour else State.LINK,
        next_at=moment if neighbour else None,
    )
    said = {"party": name, **({"reference": row.reference} if neighbour else {})}
    event = cases.advance(
        actor=actor, case=case, step=way[0], outcome=way[1], key=f"luar:{key}", said=Said(reason=reason), data=said, at=at
    )
    row.seq = event.seq
    row.save(update_fields=["seq"])
    if neighbour is not None:
        jobs.defer_forward(row.pk)
    return row


@action("complaint.begin_sending", allow=policies.may_carry, lock="forwarding")
def begin_sending(*, actor: Actor, forwarding: Forwarding, at: datetime) -> bool | None:
    """Whether to send it now: None for no; True when it must be looked for over there first, since it may have arrived.

    That a sending was begun is on record before anything leaves, so that a process killed in the middle leaves no doubt hidden.
    """
    row, incident = forwarding, forwarding.incident
    if row.state != State.WAITING or (row.next_at is not None and row.next_at > at):
        return None
    case = cases_found.for_actor(SISTEM, row.case_number)
    if chosen.open_step(case, row.seq) is None:
        _over(row)
        return None
    neighbour, leaves = neighbours.neighbour(row.to), parcel.may_leave(incident)
    if neighbour is None or leaves.refusal is not None:
        _back(row, case, str(leaves.refusal) if leaves.refusal else "tidak tersambung lagi dengan kota ini", at)
        return None
    wait_until = _not_yet(row, at)
    if wait_until is not None:
        row.next_at = wait_until
        row.save(update_fields=["next_at"])
        return None
    look_first = row.unsure > 0 and not neighbour.extensions
    row.tries, row.unsure = row.tries + 1, row.unsure + (not look_first)
    row.next_at = at + _spaced(FIRST_WAIT, row.tries - 1, LONGEST_WAIT)
    row.save(update_fields=["tries", "unsure", "next_at"])
    return look_first


@action("complaint.note_sending", allow=policies.may_carry, lock="forwarding")
def note_sending(*, actor: Actor, forwarding: Forwarding, answer: Answer, at: datetime) -> State:
    """Write what came of a sending; gives how it stands now. What comes late, or twice, changes nothing."""
    row = forwarding
    if row.state != State.WAITING:
        return State(row.state)
    case = cases_found.for_actor(SISTEM, row.case_number)
    match answer:
        case Taken():
            _taken(row, case, answer, at)
        case Refused():
            row.unsure -= row.unsure > 0
            _back(row, case, answer.why, at)
        case Later():
            row.unsure -= answer.arrived is False and row.unsure > 0
            row.why = answer.why[:WHY_LONGEST]
            row.save(update_fields=["unsure", "why"])
            if row.tries >= MOST_TRIES:
                _back(row, case, answer.why, at)
    return State(row.state)


@action("complaint.note_number", allow=policies.may_carry, lock="forwarding")
def note_number(*, actor: Actor, forwarding: Forwarding, answer: str | Unseen | Later, at: datetime) -> State:
    """Write the number that a token stands for by now; without one it is asked for again."""
    row = forwarding
    if row.state == State.TOKEN:
        if isinstance(answer, str) and answer:
            _taken(row, cases_found.for_actor(SISTEM, row.case_number), Taken(number=answer), at)
        else:
            _ask_again(row, at, quiet=row.quiet + 1)
    return State(row.state)


@action("complaint.hear_messages", allow=policies.may_carry, lock="forwarding")
def hear_messages(*, actor: Actor, forwarding: Forwarding, found: Sequence[Message], at: datetime) -> int:
    """What their office wrote to whoever told it becomes a line in those threads, once each; gives how many were new."""
    row, new = forwarding, 0
    if row.state != State.THERE:
        return new
    case = cases_found.for_actor(SISTEM, row.case_number)
    for message in found:
        what = f"pesan-{message.id}"
        said_before = Line.objects.filter(report__incident=row.incident_id, key=_key(row, what)).exists()
        if said_before or row.told >= MOST_NEWS:
            continue
        row.told, new = row.told + 1, new + 1
        _tell(row, case, message.words, what, at)
    if new:
        row.save(update_fields=["told"])
    return new


@action("complaint.hear_elsewhere", allow=policies.may_carry, lock="forwarding")
def hear(*, actor: Actor, forwarding: Forwarding, told: News | Unseen | Later, at: datetime) -> State:
    """Write how it stands over there: new words become news, the end is the answer of the step outside."""
    row = forwarding
    if row.state != State.THERE:
        return State(row.state)
    case = cases_found.for_actor(SISTEM, row.case_number)
    step = chosen.open_step(case, row.seq)
    if step is None:
        _over(row)
    elif not isinstance(told, News):
        row.why = told.why[:WHY_LONGEST] if isinstance(told, Later) else "tidak menampilkannya"
        _ask_again(row, at, quiet=row.quiet + 1)
    elif told.merged_into and told.merged_into != row.number:
        row.number = told.merged_into
        _ask_again(row, at, quiet=0)
    else:
        _heard(row, case, step, told, at)
    return State(row.state)


def _receiver(incident: Incident, to: str, where: str) -> tuple[str, Neighbour | None]:
    party, neighbour = routing.parties().get(to), neighbours.neighbour(to)
    if party is not None:
        return str(party["name"]), None
    if neighbour is None:
        raise Refusal("Pilih penerimanya dari daftar.", field="to")
    leaves = parcel.may_leave(incident)
    if leaves.refusal is not None:
        raise Refusal(leaves.refusal.sentence, field="to")
    if not neighbour.code_of(incident.category):
        raise Refusal(
            phrase("{name} tidak menerima jenis aduan ini. Pilih yang lain, atau kirim surat.", name=neighbour.name), field="to"
        )
    if not where.strip():
        raise Refusal("Sebutkan tempatnya di sana: kelurahan atau desanya, dan patokannya.", field="where")
    return neighbour.name, neighbour


def _not_yet(row: Forwarding, at: datetime) -> datetime | None:
    """Until when it waits: for its pictures, or with others for a server that is down; None for now."""
    if parcel.waits_for_photos(row.incident) and at < row.at + PHOTOS_ARE_GIVEN_UP:
        return at + PHOTOS_WAIT
    if row.tries:
        return None
    others = Forwarding.objects.filter(to=row.to, state=State.WAITING, tries__gte=DOWN, next_at__gt=at).exclude(pk=row.pk)
    return others.order_by("next_at").values_list("next_at", flat=True).first()


def _taken(row: Forwarding, case: Any, answer: Taken, at: datetime) -> None:
    row.state = State.THERE if answer.number else State.TOKEN
    row.number, row.token, row.unsure, row.why = answer.number, row.token or answer.token, 0, ""
    row.save(update_fields=["state", "number", "token", "unsure", "why"])
    _ask_again(row, at, quiet=0)
    if answer.number:
        _tell(row, case, f"Diterima dengan nomor {answer.number}.", "nomor", at)


def _heard(row: Forwarding, case: Any, step: str, told: News, at: datetime) -> None:
    is_new = bool(told.words) and told.words != row.heard
    if is_new:
        row.heard, row.heard_at = told.words, at
    row.why = ""
    if told.closed or told.stage == Stage.ASKED_IF_FIXED:
        _answer(row, case, step, told, at)
        return
    if is_new and row.told < MOST_NEWS:
        row.told += 1
        _tell(row, case, told.words, str(row.told), at)
    _ask_again(row, at, quiet=0 if is_new else row.quiet + 1)


def _answer(row: Forwarding, case: Any, step: str, told: News, at: datetime) -> None:
    """Their end is the answer of the step outside, with their words, as if it had come by a link."""
    sop = catalog.procedure(case.procedure_id).sop
    the_step = sop.step(step)
    back = chosen.way_back(the_step, sop) if told.stage in GIVEN_BACK else None
    outcome = back or chosen.way_on(the_step, sop, fixed=told.stage != Stage.ANSWERED)
    assert outcome is not None, f"{step} can neither end nor be asked about"
    _over(row)
    cases.advance(
        actor=Actor(kind=ActorKind.SYSTEM, name=row.to_name, channel="system"),
        case=case,
        step=step,
        outcome=outcome,
        key=f"jawab:{row.pk}",
        said=Said(reason=told.words or f"Dinyatakan selesai oleh {row.to_name}, nomor {row.number}."),
        at=at,
    )


def _back(row: Forwarding, case: Any, why: str, at: datetime) -> None:
    """Nobody took it: whoever checked it has it again, with the reason, and sends a letter or a link."""
    doubt = " Mungkin sudah diterima: tanyakan dulu ke sana, supaya tidak menjadi dua." if row.unsure else ""
    row.state, row.next_at, row.why = State.BACK, None, why[:WHY_LONGEST]
    row.save(update_fields=["state", "next_at", "why", "unsure"])
    step, sop = chosen.open_step(case, row.seq), catalog.procedure(case.procedure_id).sop
    outcome = chosen.way_back(sop.step(step), sop) if step is not None else None
    text = f"Tidak dapat diteruskan antar-sistem ke {row.to_name}: {why.rstrip('.')}.{doubt} Teruskan dengan tautan atau surat."
    if step is not None and outcome is not None:
        cases.advance(actor=SISTEM, case=case, step=step, outcome=outcome, key=f"kembali:{row.pk}", said=Said(reason=text), at=at)
    elif step is not None:
        cases.note(actor=SISTEM, case=case, text=text, key=f"kembali:{row.pk}", at=at)


def _tell(row: Forwarding, case: Any, words: str, what: str, at: datetime) -> None:
    """A line in the history, and one in the thread of everybody who told of it. Who that is stays here."""
    key = _key(row, what)
    cases.note(actor=SISTEM, case=case, text=f"{row.to_name}: {words}", key=key, at=at)
    for report in row.incident.reports.filter(withdrawn_at=None).order_by("id"):
        line, made = Line.objects.get_or_create(
            report=report, key=key, defaults={"at": at, "side": "city", "author": row.to_name, "body": words[: values.LONGEST]}
        )
        if made:
            jobs.defer_said(line.pk)


def _key(row: Forwarding, what: str) -> str:
    return f"antar:{row.pk}:{what}"[:120]


def _over(row: Forwarding) -> None:
    row.state, row.next_at = State.OVER, None
    row.save(update_fields=["state", "next_at", "heard", "heard_at", "why"])


def _ask_again(row: Forwarding, at: datetime, *, quiet: int) -> None:
    row.quiet = min(quiet, 1000)
    row.next_at = at + _spaced(FIRST_ASK, row.quiet, LONGEST_ASK)
    row.save(update_fields=["quiet", "next_at", "number", "why", "heard", "heard_at", "told"])


def _spaced(first: timedelta, times: int, longest: timedelta) -> timedelta:
    return min(first * (1 << min(times, 12)), longest)
