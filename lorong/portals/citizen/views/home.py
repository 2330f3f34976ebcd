"""The front page: what do you want to get done?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import language
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import Actor
from lorong.portals.citizen import shelves
from lorong.portals.citizen.brief import briefs
from lorong.portals.citizen.keeping import kept_promises
from lorong.portals.door import Who, entrance

LONGEST = 80


@entrance(Who.ANYONE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first; then what waits for me; then everything there is. `?cari=` shows what answers."""
    words = request.GET.get("cari", "").strip()[:LONGEST]
    services = catalog.current()
    context: dict[str, Any] = {"words": words, "nav": "services", "count": len(services)}
    if words:
        context["found"] = shelves.answering(words, language=language())
        return render(request, "citizen/search.html", context)
    context |= {"often": shelves.often(services), "shelves": shelves.shelves(services), "promise": kept_promises()}
    actor = request.actor  # type: ignore[attr-defined]
    return render(request, "citizen/home.html", context | (_mine(actor) if actor else {}))


def _mine(actor: Actor) -> dict[str, Any]:
    """My cases, those that wait for me first, and what I began to write."""
    waiting = cases.mine(actor, only="giliran-saya", size=3).rows
    running = [c for c in cases.mine(actor, only="berjalan", size=4).rows if c.turn != "applicant"]
    shown = [*waiting, *running][:4]
    drafts = [(d, catalog.current_by_slug(d.slug)) for d in cases.drafts_of(actor)]
    return {"mine": briefs(shown), "drafts": [(d, p) for d, p in drafts if p is not None]}
