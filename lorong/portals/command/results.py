"""What was achieved lately, and what residents told the inspectorate. An extra room: the views stay short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lorong.kernel.cases.queries import late, measures
from lorong.kernel.cases.queries import paid as told
from lorong.kernel.cases.queries import suggested as better
from lorong.kernel.cases.queries.measures import Measure
from lorong.lib.actors import Actor
from lorong.portals.command.standing import INSPECTORATE, service_names, unit_names

DAYS = 30
TOLD_DAYS = 365


@dataclass(frozen=True)
class ResultRow:
    """A unit or a service and what it did."""

    key: str
    name: str
    measure: Measure


def page(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """The last thirty days; only the city's overseers see services across all offices."""
    since, overseen = now - timedelta(days=DAYS), late.units_overseen(actor)
    names = unit_names()
    if overseen is not None:
        names = {code: name for code, name in names.items() if code in overseen}
    services = measures.by_service(since, now) if overseen is None else []
    return {
        "nav": "command",
        "days": DAYS,
        "whole": measures.whole(since, now) if overseen is None else None,
        "units": _rows({m.unit: m for m in measures.by_unit(since, now)}, names),
        "services": _rows({m.slug: m for m in services}, service_names()),
        "inspects": actor.has_role(*INSPECTORATE),
    }


def suggested(actor: Actor, cursor: str, *, now: datetime) -> dict[str, Any]:
    """What residents said could be better at the offices that the actor answers for."""
    found, titles = better.suggestions(actor, now=now, cursor=cursor), service_names()
    return {
        "nav": "command",
        "page": found,
        "rows": [(row, titles.get(row.slug, row.slug)) for row in found.rows],
        "smallest": measures.SMALLEST,
        "inspects": actor.has_role(*INSPECTORATE),
    }


def paid(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """What was told in a year. Raises NotAllowed for all but the inspectorate."""
    since = now - timedelta(days=TOLD_DAYS)
    places = told.asked_by_place(actor, since, now)
    answered, yes = measures.asked_to_pay(since, now)
    return {
        "nav": "command",
        "inspects": True,
        "answered": answered,
        "yes": yes,
        "places": [place for place in places if place.yes],
        "quiet": sum(1 for place in places if not place.yes),
        "notes": told.paid_notes(actor, since, now),
        "smallest": measures.SMALLEST,
    }


def _rows(found: Mapping[str, Measure], names: Mapping[str, str]) -> list[ResultRow]:
    rows = [ResultRow(key, names[key], m) for key, m in found.items() if key in names]
    return sorted(rows, key=lambda r: (r.measure.share if r.measure.share is not None else 101, r.name))
