"""Kelurahan of which somebody wants to hear."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from lorong.kernel.city import queries as city
from lorong.lib.refusals import Refusal
from lorong.portals.door.proof import actor_or_visitor
from lorong.portals.look.forms import PlainForm
from lorong.portals.look.said import said
from lorong.services.complaints import actions, queries
from lorong.services.complaints.pages import categories


class AreaForm(PlainForm):
    """Which kelurahan, and which kind or all of them."""

    wilayah = forms.ChoiceField(label=gettext_lazy("Kelurahan"), widget=forms.Select)
    jenis = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False, widget=forms.Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = [(above, list(names)) for above, names in city.villages()]
        self.fields["wilayah"].choices = [("", ""), *villages]  # type: ignore[attr-defined]
        self.fields["jenis"].choices = [("", gettext("Semua jenis")), *categories.choices()[1:]]  # type: ignore[attr-defined]


def page(request: HttpRequest) -> dict[str, Any]:
    """What is followed already, and the form for more."""
    found = queries.areas_of(actor_or_visitor(request))
    rows = [
        (row.region, row.category, city.village_words(row.region), categories.title(row.category) if row.category else "")
        for row in found
    ]
    form = AreaForm(initial={"wilayah": request.GET.get("wilayah", "")})  # from the page of a kelurahan
    return {"rows": rows, "form": form, "nav": "reports"}


def change(request: HttpRequest) -> None:
    """Follow one more, or no longer one of them; a mistake is said on the page."""
    actor = actor_or_visitor(request)
    region, _, category = request.POST.get("lepas", "").partition(":")
    if region:
        actions.unfollow_area(actor=actor, region=region, category=category)
        messages.success(request, gettext("Wilayah itu tidak diikuti lagi."))
        return
    form = AreaForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Pilih kelurahannya dari daftar."))
        return
    try:
        actions.follow_area(actor=actor, region=form.cleaned_data["wilayah"], category=form.cleaned_data["jenis"])
        messages.success(request, gettext("Anda akan dikabari kalau ada aduan baru di sana."))
    except Refusal as refusal:
        messages.error(request, said(refusal))
