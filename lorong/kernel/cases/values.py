from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from lorong.kernel.cases.models import Case
from lorong.kernel.catalog.values import Published
from lorong.lib.actors import Actor, Holding


class Kind(StrEnum):
    """What an event says happened."""

    SUBMITTED = "submitted"
    DONE = "done"  # a step ended with an outcome
    RESUBMITTED = "resubmitted"  # the applicant answered
    LAPSED = "lapsed"  # the applicant did not answer in time
    WITHDRAWN = "withdrawn"
    CLAIMED = "claimed"
    HANDED_OVER = "handed_over"
    ESCALATED = "escalated"
    MOVED = "moved"  # to another version of the procedure
    TRANSFERRED = "transferred"  # to another unit
    RECLASSIFIED = "reclassified"  # to another procedure of the same service
    MERGED = "merged"  # ended: it goes on in another case
    NOTED = "noted"


class Turn(StrEnum):
    CITY = "city"
    APPLICANT = "applicant"
    OUTSIDE = "outside"
    NONE = "none"


@dataclass(frozen=True)
class CaseContext:
    """What a guard, an effect or a signing hook may look at. `documents`: requirement id -> document id (None = missing);
    `turned_down`: those of them that an officer turned down."""

    actor: Actor
    case: Case
    published: Published
    step: str
    outcome: str
    at: datetime
    today: date
    answers: Mapping[str, Any]
    documents: Mapping[str, uuid.UUID | None]
    holding: Holding | None = None  # the position in which `actor` does the step
    data: Mapping[str, Any] = field(default_factory=dict)
    turned_down: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class Said:
    """What the person who decides adds to an outcome.

    reason: free text; reasons: chosen from the SOP's list; asks: requirement ids to send again; checked: ticked checklist
    lines; unlocked: the signing key, opened before the transaction (`documents.actions.unlock`), never stored.
    """

    reason: str = ""
    reasons: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    unlocked: Any = field(default=None, repr=False)

    def as_data(self) -> dict[str, Any]:
        """The part that goes into the event: all but the key, empty parts left out."""
        data = {
            "reason": self.reason,
            "reasons": list(self.reasons),
            "asks": list(self.asks),
            "checked": list(self.checked),
        }
        return {k: v for k, v in data.items() if v}


# A withdrawn or lapsed case ended by the applicant's doing, and a merged one goes on elsewhere: it counts as volume, not for or
# against the promise.
NOT_JUDGED = ("withdrawn", "lapsed", "merged")


class Judged:
    """Whatever can say that `on_time` of `judged` cases kept the promise."""

    judged: int
    on_time: int

    @property
    def share(self) -> float | None:
        """Per cent on time with one decimal; None when nothing was judged."""
        return round(self.on_time * 100 / self.judged, 1) if self.judged else None


@dataclass(frozen=True)
class Along:
    """What a service writes in the very order in which its case is born, which others wait for. call: a function of the database
    that takes `give` and the case as it stands, both as JSON; what it gives back, `case.along` is."""

    call: str
    give: Mapping[str, Any]


@dataclass(frozen=True)
class Tally(Judged):
    """How many ended at a unit; `on_time` of `judged` cases kept the promise."""

    unit: str
    volume: int
    judged: int
    on_time: int
    refused: int
    returned: int


@dataclass(frozen=True)
class Measure(Judged):
    """One row of figures. minutes: working minutes of the city; `on_time` of `judged` cases kept the promise."""

    slug: str
    unit: str
    volume: int
    judged: int
    on_time: int
    p50: int
    p90: int
    applicant_p50: int
    refused: int
    returned: int
    promised: int
