"""The list of an office leaves the house as a table: whoever took it along is on record."""

from __future__ import annotations

from lorong.kernel.audit.action import action
from lorong.lib.actors import Actor
from lorong.services.complaints import policies


@action("complaint.export", allow=policies.may_oversee)
def export(*, actor: Actor, unit: str) -> str:
    """Take along the list of the office with the code `unit`; who told it is not in it. Raises NotAllowed."""
    return unit
