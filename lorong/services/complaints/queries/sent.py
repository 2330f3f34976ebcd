"""Whether something was told already: a page that is sent twice shows what the first sending gave."""

from __future__ import annotations

from lorong.services.complaints import tellers
from lorong.services.complaints.models import Report
from lorong.services.complaints.values import Teller


def number_under(key: str, who: Teller) -> str:
    """The number of what `who` told under this key; "" for nothing, or somebody else's."""
    found = Report.objects.filter(key=key).first()
    return found.number if found is not None and tellers.is_of(found, who) else ""
