"""The line of a case: sent, each step, the product; where it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases.queries import Forecast
from lorong.kernel.cases.queries.words import ended_words, in_language, language
from lorong.lib import dates
from lorong.lib.sop import flow
from lorong.lib.sop.schema import Sop, Step
from lorong.portals.citizen.ribbon import forecast_words
from lorong.portals.look.values import State, Station


def stations(case: Any, sop: Sop, items: Mapping[str, Any], forecast: Forecast | None) -> list[Station]:
    """The stations of a case. items: the newest work item of each step."""
    found = [Station(gettext("Diajukan"), State.DONE, note=_when(case.opened_at))]
    waiting = flow.waiting_for_applicant(case.marking)
    steps = [s for s in sop.steps if not s.is_machine]
    for place, step in enumerate(steps):
        earlier = [items[s.id] for s in steps[:place] if s.id in items and (_is_open(items[s.id]) or s.id in waiting)]
        found.append(_station(case, step, items.get(step.id), step.id in waiting, earlier))
    if case.is_done and case.ended in {"withdrawn", "lapsed", "refused"}:
        reached = [s for s in found if s.state == State.DONE]
        return [*reached, Station(ended_words(case).rstrip("."), State.NOW_CITY, note=_when(case.ended_at))]
    return [*found, _goal(case, sop, forecast)]


def _station(case: Any, step: Step, item: Any, waits: bool, earlier: list[Any]) -> Station:
    title = in_language(step.title, step.title_en)
    if waits:
        since = gettext("sejak %(when)s") % {"when": _when(case.turn_since)}
        return Station(title, State.NOW, strong=gettext("Menunggu Anda"), note=since, icon="hand-stop")
    if item is not None and _is_open(item):
        return Station(title, State.NOW_CITY, note=_open_note(item))
    if item is not None and all(item.done_seq > e.opened_seq for e in earlier):
        return Station(title, State.DONE, note=_when(item.done_at))
    return Station(title, State.LATER)


def _goal(case: Any, sop: Sop, forecast: Forecast | None) -> Station:
    title = gettext("Surat terbit") if sop.product.letter else in_language(sop.product.name, sop.product.name_en)
    if case.is_done:
        return Station(title, State.DONE, note=_when(case.ended_at))
    if forecast is None:
        return Station(title, State.LATER)
    note = gettext("kalau dikirim sekarang") if case.turn == "applicant" else gettext("perkiraan")
    return Station(title, State.LATER, strong=forecast_words(forecast), note=note)


def _open_note(item: Any) -> str:
    who = item.holder.person.name if item.holder and item.holder.person and not item.blind else ""
    late = item.due_at < timezone.now()
    words = gettext("lewat batasnya, %(when)s") if late else gettext("paling lambat %(when)s")
    until = words % {"when": _when(item.due_at)}
    return f"{who}, {until}" if who else until


def _is_open(item: Any) -> bool:
    return item.done_at is None


def _when(at: Any) -> str:
    return dates.relative(at, timezone.now(), timezone.get_current_timezone_name(), lang=language()) if at else ""
