"""How one case goes, for somebody who answers for the office: steps, times and posts, nothing about the applicant.

An extra room: it leaves out what a look at the file would show. Whoever needs more opens the file itself, and that
look is on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language, sentence
from lorong.kernel.cases.values import Turn
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor, ActorKind
from lorong.lib.sop.schema import REFUSED
from lorong.portals.command.movers import Mover, movers
from lorong.portals.command.standing import over_words


@dataclass(frozen=True)
class OpenStep:
    """A step that is open now. `over`: by how much it is late, "" when it is not."""

    title: str
    unit: str
    due: datetime
    over: str
    mover: Mover | None


def page(actor: Actor, case: Any, *, now: datetime) -> dict[str, Any]:
    """Everything on the page of one case."""
    published = catalog.procedure(case.procedure_id)
    used = cases.used(case, at=now)
    open_items = cases.open_items(case)
    moving = movers([i for i in open_items if i.side == Turn.CITY and not i.machine])
    steps = []
    for item in open_items:
        step = published.sop.step(item.step)
        over = over_words(item.due_at, now, city.clock_for(item.unit_id)) if item.due_at < now else ""
        title = in_language(step.title, step.title_en)
        steps.append(OpenStep(title, item.unit.name, item.due_at, over, moving.get(item.pk)))
    return {
        "nav": "command",
        "case": case,
        "title": in_language(published.sop.title, published.sop.title_en),
        "turn": _turn(case, now),
        "steps": steps,
        "used": used,
        "percent": used[Turn.CITY] * 100 / max(case.promised_minutes, 1),
        "history": _history(case, published),
    }


def _turn(case: Any, now: datetime) -> tuple[str, str]:
    """(side, words) as the look draws it."""
    if case.is_done:
        return ("bad", gettext("Ditolak")) if case.ended == REFUSED else ("done", gettext("Selesai"))
    if case.turn == Turn.APPLICANT:
        return "city", gettext("Menunggu jawaban warga") if case.is_public else gettext("Menunggu jawaban pemohon")
    if case.turn == Turn.OUTSIDE:
        return "city", gettext("Menunggu pihak lain")
    if case.promised_at is not None and case.promised_at < now:
        return "bad", gettext("Lewat dari yang dijanjikan")
    return "city", gettext("Giliran %(unit)s") % {"unit": case.unit.name}


def _history(case: Any, published: Any) -> list[tuple[datetime, str]]:
    said = []
    for event in cases.events(case):
        if event.actor_kind == ActorKind.RESIDENT and not case.is_public:
            event.actor_name = gettext("Pemohon")
        for told in ("reason", "reasons"):  # what was written to the applicant stays in the file
            event.data.pop(told, None)
        words = sentence(event, published)
        if words:
            said.append((event.at, words))
    return said
