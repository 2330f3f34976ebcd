"""What an office sees of a message that was passed on to it. An extra room: the engine asks for it by the registry."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.services.hotline import queries


def panel(actor: Actor, case: Any) -> str:
    """The message, without name and address of whoever wrote it: the answer reaches them through the house."""
    matter = queries.matter_of_case(case.number)
    if matter is None:
        return ""
    context = {
        "matter": matter,
        "enclosures": queries.enclosures_of_case(case.number),
        "note": case.answers.get("catatan", ""),
        "city_head": city.this_city().head_title,
    }
    return render_to_string("hotline/panel.html", context)
