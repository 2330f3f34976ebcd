"""Event logs for the inspectorate. An extra room: what the page offers and how a log streams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext

from lorong.kernel.cases.actions.export import export_log
from lorong.kernel.cases.policies import may_export
from lorong.kernel.cases.queries.eventlog import Period, log_size, logged_cases
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import Actor
from lorong.lib.eventlog import ocel, xes
from lorong.lib.refusals import Refusal

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Wanted:
    """What was chosen: "xes" or "ocel", and a service or ""."""

    form: str
    slug: str


def page(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """What can be taken. Raises NotAllowed for all but the inspectorate."""
    verdict = may_export(actor=actor)
    if verdict.refusal is not None:
        raise verdict.refusal
    return {
        "nav": "command",
        "inspects": True,
        "services": (*catalog.current(), *catalog.current(public=True)),
        "size": log_size(Period(now - YEAR, now)),
    }


def download(actor: Actor, wanted: Wanted, *, now: datetime) -> StreamingHttpResponse:
    """The log of the last year in pieces. Raises Refusal for a form that does not exist."""
    if wanted.form not in {"xes", "ocel"}:
        raise Refusal(gettext("Pilih bentuk berkasnya: XES atau OCEL 2.0."))
    period = export_log(actor=actor, period=Period(now - YEAR, now, wanted.slug))
    if wanted.form == "xes":
        pieces, name, kind = xes(logged_cases(period), name="Lorong"), "riwayat.xes", "application/xml"
    else:
        pieces, name, kind = ocel(lambda: logged_cases(period)), "riwayat-ocel2.json", "application/json"
    response = StreamingHttpResponse(pieces, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
