"""An officer writes down what somebody at the counter tells: first the kind, then everything about it on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy

from lorong.lib.refusals import Refusal
from lorong.portals.door.proof import PhoneField
from lorong.portals.look.questions import QuestionForm
from lorong.portals.look.said import said
from lorong.services.complaints import actions
from lorong.services.complaints.desk.asking import WRONG, asker, fresh
from lorong.services.complaints.forms import TellForm
from lorong.services.complaints.models import Report
from lorong.services.complaints.pages import categories, telling
from lorong.services.complaints.pages.draft import Draft
from lorong.services.complaints.values import Telling

FIELDS = telling.FIELDS


class MaybePhone(PhoneField):
    """A mobile number, or none: not everybody who comes has one."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value)) if str(value or "").strip() else ""


class CounterForm(TellForm):
    """As residents have it, without map: the telephone at hand is the officer's. Name and mobile number may be left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, known=False, **kwargs)
        for name in ("lintang", "bujur", "akurasi", "dari", "ditulis", "dikirim"):
            del self.fields[name]
        self.fields["jenis"].widget = self.fields["jenis"].hidden_widget()
        self.fields["nama"].label = gettext_lazy("Nama pelapor")
        self.fields["hp"] = MaybePhone(
            label=gettext_lazy("Nomor HP pelapor"),
            help_text=gettext_lazy("Bacakan lagi nomornya: kabar tentang laporan ini dikirim ke sana."),
            required=False,
        )


def page(request: HttpRequest) -> HttpResponse:
    """Which kind it is; then its page."""
    kind = categories.category((request.POST if request.method == "POST" else request.GET).get("jenis", "")[:80])
    if kind is None:
        return render(request, "complaints/desk/counter_kind.html", {"nav": "complaints", "kinds": categories.groups()})
    form = (
        CounterForm(request.POST, request.FILES)
        if request.method == "POST"
        else CounterForm(initial={**fresh(), "jenis": kind.slug})
    )
    asked = telling.questions(Draft(category=kind.slug), request.POST if request.method == "POST" else None)
    report = _written(request, form, asked) if request.method == "POST" else None
    if report is not None:
        messages.success(request, _thanks(report))
        return redirect("complaints_desk:counter")
    context = {"nav": "complaints", "kind": kind, "form": form, "asked": asked}
    wrong = bool(form.errors or (asked is not None and asked.errors))
    return render(request, "complaints/desk/counter.html", context, status=WRONG if wrong else 200)


def _written(request: HttpRequest, form: CounterForm, asked: QuestionForm | None) -> Report | None:
    """The report; None when something must be mended. Sent twice it is one: the form has its key."""
    sound = form.is_valid()
    if not (asked is None or asked.is_valid()) or not sound:
        return None
    actor, got = asker(request), form.cleaned_data
    told = Telling(
        category=got["jenis"],
        text=got["teks"],
        visibility=got["tampil"],
        place_from="landmark" if got["patokan"] else "region",
        where=got["patokan"],
        region=got["wilayah"],
        answers=asked.typed if asked is not None else {},
        name=got["nama"],
        phone=got["hp"] or "",
    )
    photos = [one.read() for one in form.pictures]
    try:
        return actions.tell(
            actor=actor, telling=told, photos=photos, key=got["kunci"], channel="counter", by_officer=actor.account_id
        )
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        name = FIELDS.get(refusal.field or "", refusal.field or "")
        form.add_error(name if name in form.fields else None, said(refusal))
        return None


def _thanks(report: Report) -> str:
    return gettext("Laporan %(number)s tercatat. Tuliskan nomor itu untuk pelapor.") % {"number": report.number}
