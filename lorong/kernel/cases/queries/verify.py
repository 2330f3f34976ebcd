"""Whether the history of every case is whole: links, ends, and the state derived again from the events."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from lorong.kernel.audit.queries import BrokenLink
from lorong.kernel.cases import limits
from lorong.kernel.cases.limits import Standing
from lorong.kernel.cases.models import Case, Event, LimitClock
from lorong.kernel.cases.replaying import replay

CHUNK = 5000


def first_broken_case_link(*, progress: object = None) -> BrokenLink | None:
    """Walk the chain of every case, in chunks; None when all hold. `progress(done_up_to_id)` is called after each chunk."""
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for low in range(0, last + 1, CHUNK):
        broken = _broken_between(low, low + CHUNK) or _wrong_state_between(low, low + CHUNK)
        if broken is not None:
            return broken
        if callable(progress):
            progress(min(low + CHUNK, last))
    return None


def _broken_between(low: int, high: int) -> BrokenLink | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH walked AS (
                SELECT e.case_id, e.seq, e.hash, e.prev_hash, lag(e.hash, 1, ''::bytea) OVER w AS before,
                       row_number() OVER w AS place, lorong_event_hash(e.prev_hash, e) AS should
                FROM cases_event e WHERE e.case_id >= %(low)s AND e.case_id < %(high)s
                WINDOW w AS (PARTITION BY e.case_id ORDER BY e.seq)
            ), broken AS (
                SELECT case_id, seq, CASE WHEN seq <> place THEN 'an event is missing before it'
                    WHEN prev_hash <> before THEN 'it does not continue the event before it'
                    ELSE 'its content was changed' END AS why
                FROM walked WHERE seq <> place OR prev_hash <> before OR hash <> should
                UNION ALL
                SELECT c.id, c.last_seq, 'the end of the history is missing' FROM cases_case c
                LEFT JOIN cases_event e ON e.case_id = c.id AND e.seq = c.last_seq
                WHERE c.id >= %(low)s AND c.id < %(high)s AND (e.hash IS NULL OR e.hash <> c.last_hash)
            )
            SELECT c.number, b.seq, b.why FROM broken b LEFT JOIN cases_case c ON c.id = b.case_id
            ORDER BY b.case_id, b.seq LIMIT 1
            """,
            {"low": low, "high": high},
        )
        row = cursor.fetchone()
    return BrokenLink(f"case {row[0]}, event {row[1]}", row[2]) if row else None


def _wrong_state_between(low: int, high: int) -> BrokenLink | None:
    clocks: dict[int, dict[str, Standing]] = {}
    for row in LimitClock.objects.filter(case__gte=low, case__lt=high):
        clocks.setdefault(row.case_id, {})[row.limit] = (row.begun_seq, row.met_seq)
    for case, events in _cases_with_events(low, high):
        if _replayed(case, events) != (frozenset(case.marking), case.ended, case.city_minutes):
            return BrokenLink(f"case {case.number}", "its state is not what its events say")
        if not limits.agree(case, events, clocks.get(case.pk, {})):
            return BrokenLink(f"case {case.number}", "its clocks of the law are not what its events say")
    return None


def _cases_with_events(low: int, high: int) -> Iterator[tuple[Case, list[Event]]]:
    events: dict[int, list[Event]] = {}
    for event in Event.objects.filter(case_id__gte=low, case_id__lt=high).order_by("case_id", "seq").iterator(2000):
        events.setdefault(event.case_id, []).append(event)
    for case in Case.objects.filter(pk__gte=low, pk__lt=high).order_by("pk").iterator(2000):
        yield case, events.get(case.pk, [])


def _replayed(case: Case, events: list[Event]) -> tuple[frozenset[str], str, int]:
    marking: frozenset[str] = frozenset()
    ended, turn, minutes = "", "none", 0
    for event, after, end, whose in replay(case, events):
        if turn == "city":
            minutes += event.minutes
        marking, ended, turn = after, end, whose
    return marking, ended, minutes
