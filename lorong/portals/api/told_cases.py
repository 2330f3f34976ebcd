"""Cases as a program is told of them: whose turn, until when, what happened. Wording is the kernel's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import Actor
from lorong.lib.paging import Page
from lorong.lib.sop.schema import REFUSED
from lorong.portals.api import told
from lorong.portals.api.told import local

NOT_GIVEN = {REFUSED: "refused", str(Kind.WITHDRAWN): "withdrawn", str(Kind.LAPSED): "lapsed"}


def page(found: Page[Any], items: Sequence[Any]) -> dict[str, Any]:
    """A page of a list; `next` is null at the end."""
    return {"items": list(items), "next": found.after or None}


def briefs(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Cases as lines; two questions to the database however many there are."""
    sentences = cases.statuses(rows)
    return [_brief(case, sentences[case.pk]) for case in rows]


def case(found: Any) -> dict[str, Any]:
    """One case with everything that its page tells the applicant."""
    now, published = timezone.now(), catalog.procedure(found.procedure_id)
    letter = cases.letter_of(found)
    return {
        **_brief(found, cases.status(found, published)),
        "answers": found.answers,
        "returned": _returned(found),
        "forecast": _forecast(found, now),
        "city_minutes": cases.used(found, at=now)["city"],
        "promised_minutes": found.promised_minutes,
        "history": [{"at": local(at), "what": what} for at, what in cases.history(found, cases.events(found), published)],
        "letter": told.letter(letter) if letter else None,
    }


def fresh(actor: Actor, number: str) -> dict[str, Any]:
    """The case as it stands after something was done with it."""
    return case(cases.for_actor(actor, number))


def line(said: Any) -> dict[str, Any]:
    """A line of the conversation."""
    return {
        "at": local(said.at),
        "side": said.side,
        "author": said.author_name,
        "title": said.author_title,
        "text": said.body,
        "file_id": said.file_id,
        "seen": said.seen_at is not None,
    }


def documents(found: Any) -> list[dict[str, Any]]:
    """The documents of a case, newest first, replaced ones too."""
    wanted = catalog.procedure(found.procedure_id).sop.requirements
    names = {r.id: in_language(r.name, r.name_en) for r in wanted}
    return [_document(a, names) for a in cases.all_attachments(found)]


def _document(attachment: Any, names: dict[str, str]) -> dict[str, Any]:
    document = attachment.document
    return {
        "id": document.pk,
        "requirement": attachment.requirement,
        "name": names.get(attachment.requirement, attachment.requirement),
        "received_at": local(document.received_at),
        "accepted": document.accepted_at is not None,
        "rejected_because": document.rejected_because or None,
        "replaced": attachment.replaced_at is not None,
        "has_file": document.file_id is not None,
    }


def _brief(case: Any, sentence: str) -> dict[str, Any]:
    sop = catalog.procedure(case.procedure_id).sop
    ended = NOT_GIVEN.get(case.ended, "finished")
    return {
        "number": case.number,
        "service": case.slug,
        "title": in_language(sop.title, sop.title_en),
        "about": case.subject.name,
        "unit": case.unit.name,
        "state": ended if case.is_done else "running",
        "turn": case.turn,
        "status": sentence,
        "opened_at": local(case.opened_at),
        "turn_due_at": None if case.is_done else local(case.turn_due_at),
        "promised_at": None if case.is_done else local(case.promised_at),
        "ended_at": local(case.ended_at),
    }


def _returned(case: Any) -> dict[str, Any] | None:
    event = cases.last_return(case)
    if event is None:
        return None
    why = [*map(in_language, event.data.get("reasons", [])), event.data.get("reason", "")]
    return {
        "by": ", ".join(part for part in (event.actor_name, event.actor_title) if part),
        "why": ". ".join(part.rstrip(".") for part in why if part),
        "asks": [{"requirement": a.requirement or None, "name": a.name, "answered": a.answered} for a in cases.asked_of(case)],
    }


def _forecast(case: Any, now: Any) -> dict[str, Any] | None:
    found = cases.forecast(case, now=now)
    if found is None:
        return None
    return {"first": local(found.first), "last": local(found.last), "based_on": found.based_on}
