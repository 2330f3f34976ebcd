"""Who saw whose data between two moments: what a city must know when data has got into wrong hands."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lorong.kernel.audit.models import AccessEntry


@dataclass
class Told:
    """What a report says in a few lines; grows while the looks are read once."""

    looks: int = 0
    persons: set[uuid.UUID] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)  # what was seen -> how often
    by: Counter[str] = field(default_factory=Counter)  # who -> how often

    def count(self, looks: Iterable[AccessEntry]) -> Iterator[AccessEntry]:
        """The same looks, counted on their way."""
        for look in looks:
            self.looks += 1
            self.persons.add(look.subject)
            self.cases |= {look.case_number} - {""}
            self.seen.update(look.fields)
            self.by[", ".join(part for part in (look.actor_name, look.actor_title) if part)] += 1
            yield look


def looks_between(since: datetime, until: datetime, *, officer: str = "") -> Iterator[AccessEntry]:
    """Every look from `since` up to before `until`, oldest first, in bounded memory.

    `officer`: the number of an account, or a name as it stands in the trail (letters large or small).
    """
    rows = AccessEntry.objects.filter(at__gte=since, at__lt=until).order_by("at", "pk")
    if officer:
        rows = rows.filter(account_id=int(officer)) if officer.isdigit() else rows.filter(actor_name__iexact=officer)
    return rows.iterator(2000)
