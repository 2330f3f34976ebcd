"""Kotak Pesan: in a demonstration, everything the city has sent, as its receivers read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lorong.kernel.messages import queries as messages
from lorong.portals.door import entrance
from lorong.portals.door.entrance import Who
from lorong.portals.public.forms import OutboxFilter


@entrance(Who.ANYONE, demo_only=True)
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest messages of all channels, filtered by phone and channel."""
    form = OutboxFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = messages.outbox(phone=wanted.get("hp", ""), channel=wanted.get("lewat", ""), cursor=request.GET.get("sesudah", ""))
    return render(request, "public/outbox.html", {"form": form, "page": page, "nav": "outbox"})
