"""Working-time arithmetic against a loop that walks minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from bench.frame import AT_LEAST, Reach, Result, against, taking_turns
from bench.frame import Line as _Line
from bench.place import Place
from lorong.kernel.city import queries as city
from lorong.lib.working_time import WorkClock

LINE = _Line("due_time", "a due time in working hours", "a loop over the minutes")
WORKING_DAYS = 10  # how far away a due time lies


def measure(place: Place) -> list[Result]:
    """Due times per second, both ways, over the same seeded moments and spans."""
    place.use(place.database())
    clock = city.clock_for()
    chance = Random(1)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    day = clock.calendar.week.normal_day_minutes
    asked = [(first + timedelta(minutes=chance.randrange(500_000)), chance.randrange(WORKING_DAYS * day)) for _ in range(64)]
    for at, minutes in asked[:4]:
        assert clock.due(at, minutes) == by_the_minute(clock, at, minutes)
    turn = {"fast": 0, "slow": 0}

    def ask(which: str) -> tuple[datetime, int]:
        turn[which] = (turn[which] + 1) % len(asked)
        return asked[turn[which]]

    fast, slow = taking_turns(
        lambda: clock.due(*ask("fast")), lambda: by_the_minute(clock, *ask("slow")), seconds=place.seconds / 2, rounds=3
    )
    return [against(LINE.id, fast, "/s", slow, Reach(AT_LEAST, 1000))]


def by_the_minute(clock: WorkClock, at: datetime, minutes: int) -> datetime:
    """The plain way: a minute after another, counted when the office is open in it."""
    while minutes > 0:
        if clock.is_open(at):
            minutes -= 1
        at += timedelta(minutes=1)
    return at
