"""Which office will get an application, before it is sent."""

from __future__ import annotations

from lorong.kernel.cases import assignment
from lorong.kernel.cases.models import Draft
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib.refusals import Refusal


def receiving_unit(published: Published, draft: Draft) -> str:
    """Name of the unit that a draft would go to as it stands; "" while no unit can take it."""
    try:
        return city.unit(assignment.unit_for(published, draft.subject, draft.answers)).name
    except Refusal:
        return ""
