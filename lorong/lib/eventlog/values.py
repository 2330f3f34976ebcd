from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class LogEvent(NamedTuple):
    """One activity that ended at `at` (aware) and was opened at `begun`. `role`: of a position, never a person's name.

    move: the activity with its outcome, as the Petri net of the SOP names its transitions.

    minutes: working minutes since the event before, for the side whose turn it was. makes_letter: the product was signed.
    """

    id: str
    activity: str
    move: str
    at: datetime
    begun: datetime | None
    role: str
    unit: str
    step: str
    outcome: str
    minutes: int
    makes_letter: bool = False


@dataclass(frozen=True, slots=True)
class LogCase:
    """One ended case under a pseudonym, with its events in order. Minutes are working minutes."""

    id: str
    service: str
    title: str
    version: int
    unit: str
    channel: str
    ended: str
    promised_minutes: int
    city_minutes: int
    applicant_minutes: int
    outside_minutes: int
    returns: int
    events: tuple[LogEvent, ...]
