"""Asking an RT head by SMS for the introduction that a draft needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases.queries.words import when_words
from lorong.kernel.messages import actions as messages
from lorong.lib.actors import Actor
from lorong.portals.applying.course import Course


def ask_rt_head(*, actor: Actor, course: Course, requirement: str, party: str, phone: str) -> Any:
    """Make the link and send it. Raises Refusal (field "phone") for a number that is none."""
    draft = course.draft
    fresh = cases.make_link(actor=actor, draft=draft, requirement=requirement, party=party, phone=phone)
    messages.send_now(
        actor=actor,
        phone=fresh.phone,
        template="tautan_rt",
        context={
            "party": fresh.link.party,
            "name": draft.subject.name,
            "title": course.published.sop.title,
            "until": when_words(fresh.link.expires_at),
            "link": f"{settings.PUBLIC_URL}{reverse('citizen:outside', args=[fresh.token])}",
        },
        key=f"link:{fresh.link.pk}",
        urgent=False,
    )
    return fresh.link
