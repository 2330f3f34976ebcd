"""The board: its page, the part of it that changes, and its pulse."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lorong.portals.door import Who, entrance
from lorong.services.complaints.board import page as boards


@entrance(Who.COMMAND)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """How complaints stand now; `?isi=1` only the part that changes."""
    beat, part = boards.part(request.actor, now=timezone.now())  # type: ignore[attr-defined]
    if request.GET.get("isi") == "1":
        return HttpResponse(part)
    return render(request, "complaints/board/page.html", {"nav": "command", "pulse": beat, "part": part})


@entrance(Who.ANYONE)
@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """When something moved last: asked every few seconds by every open board, without a cookie. It says nothing else."""
    return HttpResponse(boards.pulse(), content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
