"""Lawful no's of this door, beside those of the room."""

from __future__ import annotations

from lorong.lib.refusals import NotAllowed, Refusal


class Unreadable(Refusal):
    """The request does not say what it wants in a way the standard knows."""

    status = 400
    code = "unreadable"


class NoKey(NotAllowed):
    """No api_key, or none that is good: by the standard both are a 403."""

    code = "no_key"
