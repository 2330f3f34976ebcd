"""Learning from the city's own reports which words go with which category."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lorong.kernel.audit.action import action
from lorong.lib.actors import Actor
from lorong.services.complaints.actions.experience import may_learn
from lorong.services.complaints.models import Learned, Report
from lorong.services.complaints.suggesting import from_keywords
from lorong.services.complaints.suggesting.learned import Model, counted, hits

MOST = 100_000  # reports that are read, the last ones
HELD_BACK = 10  # every tenth is not learned from, until it was asked about


@dataclass(frozen=True)
class Lesson:
    """How many reports were read, and how often the right category came first or among three: told from keywords alone, and
    after learning. Both are asked about reports that were not learned from."""

    reports: int
    before: tuple[float, float]
    after: tuple[float, float]


@action("complaints.learn", allow=may_learn)
def learn_suggestions(*, actor: Actor, at: datetime) -> Lesson:
    """Learn from reports whose category the intake left as it was or put right; keep it as the newest.

    What is secret is not read, and what was taken back is not either.
    """
    told = history()
    keywords = from_keywords()
    asked, learned = told[::HELD_BACK], [pair for place, pair in enumerate(told) if place % HELD_BACK]
    before = hits(Model(keywords), asked)
    after = hits(Model(keywords + counted(learned)), asked)
    body = counted(told).packed()
    Learned.objects.create(at=at, reports=len(told), first=after[0], three=after[1], body=body)
    return Lesson(len(told), before, after)


def history() -> list[tuple[str, str]]:
    """(text, category) of the last reports of incidents that the intake looked at."""
    rows = Report.objects.filter(incident__checked_at__isnull=False, withdrawn_at=None).exclude(text="").order_by("-id")
    return list(rows.values_list("text", "incident__category")[:MOST])
