"""Several jobs are given to one field officer: each is an act of its own, and what fails is named."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from lorong.kernel.cases import actions as acts
from lorong.kernel.cases import queries as cases
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.portals.look.said import said
from lorong.services.complaints import policies
from lorong.services.complaints.models import Incident
from lorong.services.complaints.queries import office

MOST = 100  # of one press


def given(request: HttpRequest, actor: Actor, unit: str) -> None:
    """Give what was ticked to whom was chosen; what came of it is said on the next page."""
    to, note = request.POST.get("kepada", ""), request.POST.get("catatan", "").strip()[:300]
    codes = [code[:40] for code in request.POST.getlist("pilih")[:MOST]]
    if not codes or not (to.isascii() and to.isdigit()):
        messages.error(request, gettext("Centang dulu aduannya, lalu pilih petugas lapangannya."))
        return
    count, name = 0, ""
    chosen = list(office.chosen(actor, unit, codes))
    work = cases.open_work(incident.case_number for incident in chosen)
    for incident in chosen:
        try:
            item = next((one for one in work.get(incident.case_number, ()) if one.role == policies.FIELD), None)
            name = _give(actor, incident, item, int(to), request.POST.get("kunci", "")[:64], note)
            count += 1
        except Refusal as refusal:
            messages.error(request, f"{incident.code}: {said(refusal)}")
    if count:
        words = ngettext("%(n)s aduan diberikan kepada %(name)s.", "%(n)s aduan diberikan kepada %(name)s.", count)
        messages.success(request, words % {"n": count, "name": name})


def _give(actor: Actor, incident: Incident, item: Any, to: int, key: str, note: str) -> str:
    case: Any = cases.for_actor(actor, incident.case_number)
    if item is None:
        raise Refusal("Aduan ini tidak sedang menunggu petugas lapangan. Buka berkasnya untuk melihat gilirannya.")
    done = acts.hand_over(actor=actor, case=case, step=item.step, to_account=to, key=f"bagi:{key}", reason=note)
    return str(done.holder.person.name) if done.holder is not None and done.holder.person is not None else ""
