"""What an officer's page of a case shows of its complaint. An extra room: the registry asks for it."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from lorong.lib.actors import Actor
from lorong.services.complaints.desk.pages import sheet
from lorong.services.complaints.queries import at_desk


def panel(actor: Actor, case: Any) -> str:
    """Safe HTML; "" for a case without an incident, and for an officer who told of it themself."""
    incident = at_desk.for_officer(actor, case.number)
    return render_to_string("complaints/desk/panel.html", sheet.context(actor, incident)) if incident is not None else ""
