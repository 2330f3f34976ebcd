"""A case as a line of a list: whose turn, where it stands, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import ended_words, in_language, language
from lorong.kernel.catalog import queries as catalog
from lorong.lib import dates
from lorong.lib.sop import flow
from lorong.portals.look.charts import MiniPath, mini_path
from lorong.portals.look.values import Side


@dataclass(frozen=True)
class Brief:
    """One line. `side` and `turn` are whose turn; `end_note` and `end` say until when."""

    url: str
    title: str
    number: str
    side: str
    turn: str
    status: str
    mini: MiniPath | None
    end_note: str
    end: str


def briefs(rows: Sequence[Any]) -> list[Brief]:
    """The cases as lines; two questions to the database however many there are."""
    sentences = cases.statuses(rows)
    return [_brief(case, sentences[case.pk]) for case in rows]


def side_of(case: Any) -> str:
    """Whose turn it is, as the look draws it."""
    if case.is_done:
        return Side.BAD if case.ended in {"refused", "lapsed"} else Side.DONE
    return Side.YOU if case.turn == "applicant" else Side.CITY


def turn_words(case: Any) -> str:
    """The words beside the picture of a turn."""
    if case.is_done:
        return ended_words(case).rstrip(".")
    if case.turn == "applicant":
        return gettext("Giliran Anda")
    if case.turn == "outside":
        return gettext("Giliran pihak lain")
    return gettext("Giliran %(unit)s") % {"unit": case.unit.name}


def rest_of_status(sentence: str, turn: str) -> str:
    """What a status says beyond whose turn it is, as a sentence of its own; "" when it says nothing more."""
    rest = sentence.removeprefix(turn).strip(". ")
    return f"{rest}." if rest else ""


def _brief(case: Any, sentence: str) -> Brief:
    sop = catalog.procedure(case.procedure_id).sop
    turn = turn_words(case)
    note, end = _until(case)
    return Brief(
        url=reverse("citizen:case", args=[case.number]),
        title=in_language(sop.title, sop.title_en),
        number=case.number,
        side=side_of(case),
        turn=turn,
        status=rest_of_status(sentence, turn),
        mini=_mini(case, sop),
        end_note=note,
        end=end,
    )


def _until(case: Any) -> tuple[str, str]:
    if case.is_done or case.turn_due_at is None:
        return "", ""
    if case.turn == "applicant":
        return gettext("Jawab paling lambat"), _soon(case.turn_due_at)
    return gettext("Paling lambat"), _soon(case.turn_due_at)


def _soon(at: datetime) -> str:
    # In the zone of the request: a list must not ask for the city once a line.
    return dates.relative(at, timezone.now(), timezone.get_current_timezone_name(), lang=language())


def _mini(case: Any, sop: Any) -> MiniPath | None:
    if case.is_done:
        return None
    order = [step.id for step in sop.steps]
    here = flow.active(case.marking) | flow.waiting_for_applicant(case.marking)
    at = min((order.index(s) for s in here if s in order), default=0)
    return mini_path(stations=len(order) + 1, at=at + 1, side="you" if case.turn == "applicant" else "city")
