"""What people told the inspectorate, made ready for the page. An extra room: the views stay short."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lorong.kernel.cases import actions
from lorong.kernel.cases.queries import reports
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.portals.command.standing import service_names
from lorong.portals.look.forms import KeyedForm
from lorong.portals.look.said import said


class ReplyForm(KeyedForm):
    """The answer to whoever told it."""

    jawaban = forms.CharField(
        label=gettext_lazy("Jawaban"),
        max_length=3000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": gettext_lazy("Tulis jawabannya dulu.")},
    )


def page(actor: Actor, cursor: str) -> dict[str, Any]:
    """The list. Raises NotAllowed for all but the inspectorate."""
    found = reports.levy_reports(actor, cursor=cursor)
    return {"nav": "command", "inspects": True, "page": found, "rows": found.rows, **reports.levy_counts(actor)}


def one(actor: Actor, number: str, form: Any = None) -> dict[str, Any]:
    """One report; opening it notes that it was read. Raises NotAllowed, NotFound."""
    report = reports.levy_report(actor, number)
    actions.read_levy(actor=actor, report=report)
    return {
        "nav": "command",
        "inspects": True,
        "report": report,
        "service": service_names().get(report.slug, report.slug),
        "replies": reports.levy_replies(report),
        "form": form if form is not None else ReplyForm(initial={"kunci": uuid.uuid4().hex}),
    }


def answered(actor: Actor, number: str, form: ReplyForm) -> bool:
    """Send the answer; False when something is wrong with it, which then stands in the form."""
    report = reports.levy_report(actor, number)
    if not form.is_valid():
        return False
    try:
        actions.answer_levy(actor=actor, report=report, text=form.cleaned_data["jawaban"], key=form.cleaned_data["kunci"])
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
        return False
    return True
