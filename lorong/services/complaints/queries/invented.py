"""How much of an invented past is there already."""

from __future__ import annotations

from lorong.services.complaints.models import Incident, Report


def invented_reports(seed: int) -> tuple[int, int]:
    """(incidents, reports) that this seed has given already."""
    mine = Report.objects.filter(key__startswith=f"synthetic-aduan:{seed}:")
    return mine.filter(joined=False).count(), mine.count()


def unpromised() -> bool:
    """Whether an invented incident waits for the promise that would have been told."""
    return Incident.objects.filter(promised_until=None, reports__key__startswith="synthetic-aduan:").exists()
