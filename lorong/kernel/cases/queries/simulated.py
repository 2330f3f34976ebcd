"""Which invented cases a demonstration already has."""

from __future__ import annotations

from lorong.kernel.cases.models import Case


def simulated_count(seed: int, *, running: bool) -> int:
    """How many invented cases of this seed were written, ended (or, with `running`, running when they were)."""
    return Case.objects.filter(key__startswith=f"synthetic:{seed}:{'r' if running else 'e'}:").count()
