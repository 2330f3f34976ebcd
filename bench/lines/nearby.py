"""What is near by, as somebody is asked who is about to tell of the same thing: a million incidents, against a thousand."""

from __future__ import annotations

import statistics
import time
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.complaints import fill, places
from bench.frame import AT_MOST, VALUE, Line, Reach, Result, against, alone, percentile
from bench.place import Place
from lorong.services.complaints import queries

LINE = Line("nearby", "duplicates near by among 1,000,000 incidents at p95", "among 1,000", heavy=True)
FEW, MANY = 1_000, 1_000_000
ASKED, ROUNDS = 200, 3


def measure(place: Place) -> list[Result]:
    """Milliseconds of the slow questions, and what of them is the database's."""
    few = place.filled("incidents", 200 if place.small else FEW, fill)
    many = place.filled("incidents", 2_000 if place.small else MANY, fill)
    took: dict[str, list[float]] = {few: [], many: []}
    of_database: list[float] = []
    found = 0
    for _ in range(1 if place.small else ROUNDS):  # taking turns, so that a busy machine slows both
        for name in (few, many):
            place.use(name)
            questions = places(20 if place.small else ASKED)
            for category, spot in questions[:5]:
                queries.nearby(category=category, spot=spot, at=timezone.now())
            for category, spot in questions:
                watch = Watch()
                begin = time.perf_counter()
                with connection.execute_wrapper(watch):
                    near = queries.nearby(category=category, spot=spot, at=timezone.now())
                took[name].append((time.perf_counter() - begin) * 1000)
                if name == many:
                    of_database.append(watch.seconds * 1000)
                    found += len(near)
    note = f"median {statistics.median(took[many]):.2f} ms; {found / len(of_database):.2f} found near by a question"
    return [
        against(LINE.id, percentile(took[many], 0.95), "ms", percentile(took[few], 0.95), Reach(AT_MOST, 2), note=note),
        alone(
            f"{LINE.id}_database",
            percentile(of_database, 0.95),
            "ms",
            Reach(AT_MOST, 15, VALUE),
            note="with the way there and back",
        ),
    ]


class Watch:
    """How long the database was asked."""

    seconds = 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begin = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - begin
