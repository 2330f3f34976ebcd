"""How much of an invented past is there already."""

from __future__ import annotations

from lorong.services.complaints.models import Report


def invented_reports(seed: int) -> tuple[int, int]:
    """(incidents, reports) that this seed has given already."""
    mine = Report.objects.filter(key__startswith=f"synthetic-aduan:{seed}:")
    return mine.filter(joined=False).count(), mine.count()
