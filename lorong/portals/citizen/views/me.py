"""Me: what the city knows, who looked at it, and how a mistake is mended; what anybody can use these pages with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lorong.kernel.audit import queries as audit
from lorong.kernel.documents import queries as documents
from lorong.kernel.people import queries as people
from lorong.portals.applying.facts import known_facts
from lorong.portals.citizen.casepage import look_row
from lorong.portals.citizen.holdings import held_papers
from lorong.portals.door import Who, entrance


@entrance(Who.SIGNED_IN)
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """What the city knows of me, the papers and letters it holds, and the ways to my account."""
    actor = request.actor  # type: ignore[attr-defined]
    person = people.person(actor.person_id) if actor.person_id else None
    context: dict[str, Any] = {"nav": "me", "person": person}
    if person is not None:
        context |= {
            "facts": known_facts(person),
            "held": held_papers(person),
            "letters": documents.letters_of(person)[:20],
        }
    return render(request, "citizen/me.html", context)


@entrance(Who.SIGNED_IN)
@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """Who looked at my data, when, and for which case."""
    actor = request.actor  # type: ignore[attr-defined]
    page = audit.looks_page(actor.person_id, cursor=request.GET.get("sesudah", "")) if actor.person_id else None
    looks = [(entry, look_row(entry)) for entry in page.rows] if page else []
    return render(request, "citizen/looked.html", {"page": page, "looks": looks, "nav": "me"})


@entrance(Who.ANYONE)
@require_safe
def wrong(request: HttpRequest) -> HttpResponse:
    """How a mistake in the register is mended: not here, and where."""
    return render(request, "citizen/wrong.html", {"nav": "me"})


@entrance(Who.ANYONE)
@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "citizen/access.html", {})
