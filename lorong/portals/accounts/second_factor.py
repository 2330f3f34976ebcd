"""Officers need a passkey or an authenticator app in production; whoever has one is asked for it everywhere."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from lorong.lib.actors import Actor
from lorong.portals.accounts import visitor


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether a signed-in officer must give (or first set up) a second factor before any officer's page.

    The door asks it after the entrance is granted and sends to `accounts:second_factor`.
    """
    actor: Actor | None = getattr(request, "actor", None)
    return settings.PRODUCTION and actor is not None and actor.is_officer and not visitor.is_strong(request)
