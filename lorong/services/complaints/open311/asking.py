"""What a program asks for with GET requests, read from its query. Pure: what cannot be read is a Fault."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from lorong.lib.phrases import phrase
from lorong.services.complaints.open311.errors import Unreadable
from lorong.services.complaints.open311.values import LARGEST_PAGE, LONGEST_SPAN, MOST_IDS, PAGE_SIZE, Status

MOST_PAGES = 200  # beyond, one narrows the dates: the hundredth thousand row is not found by counting
YES = frozenset({"true", "1", "yes"})
# A "+" in an address is a space once it was decoded, and many programs forget to write it as %2B.
_LOST_PLUS = re.compile(r" (\d\d:\d\d)$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """since and until: of when it was told, both included. ids: when there are any, they are all that counts."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    statuses: frozenset[Status] = frozenset(Status)
    page: int = 1
    size: int = PAGE_SIZE
    after: str = ""
    extended: bool = False


def wanted(query: Mapping[str, Sequence[str]], *, now: datetime, zone: tzinfo) -> Wanted:
    """What is asked for. query: each parameter with every value it came with; empty ones count as absent.

    zone: of a date without one. Raises Unreadable, naming the parameter.
    """
    asked = {name: kept for name, values in query.items() if (kept := [value.strip() for value in values if value.strip()])}
    extended = is_yes(asked.get("extensions", [""])[-1])
    ids = _listed(asked, "service_request_id")
    if len(ids) > MOST_IDS:
        raise Unreadable(
            phrase(
                "Paling banyak {most} service_request_id dalam satu permintaan. Bagi menjadi beberapa permintaan.", most=MOST_IDS
            )
        )
    if ids:
        return Wanted(ids=ids, since=None, until=None, size=len(ids), extended=extended)
    since, until = _span(asked, now, zone)
    return Wanted(
        codes=_listed(asked, "service_code"),
        since=since,
        until=until,
        statuses=_statuses(_listed(asked, "status")),
        page=_number(asked, "page", 1, MOST_PAGES),
        size=_number(asked, "page_size", PAGE_SIZE, LARGEST_PAGE),
        after=asked.get("after", [""])[-1],
        extended=extended,
    )


def is_yes(text: str) -> bool:
    """Whether a program says yes, however it writes it."""
    return text.strip().lower() in YES


def _listed(asked: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    # Declared several times, or once with commas: the standard has both.
    parts = [part.strip() for value in asked.get(name, ()) for part in value.split(",")]
    return tuple(dict.fromkeys(part for part in parts if part))


def _statuses(said: Sequence[str]) -> frozenset[Status]:
    known = {str(status) for status in Status}
    if set(said) - known:
        raise Unreadable(phrase("status ini tidak dikenal. Pakai open atau closed."), field="status")
    return frozenset(Status(one) for one in said) or frozenset(Status)


def _number(asked: Mapping[str, Sequence[str]], name: str, default: int, most: int) -> int:
    text = asked.get(name, [str(default)])[-1]
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= most):
        raise Unreadable(
            phrase("{name} bukan bilangan yang bisa dipakai. Kirim 1 sampai {most}.", name=name, most=most), field=name
        )
    return int(text)


def _span(asked: Mapping[str, Sequence[str]], now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    since, until = (_moment(asked, name, zone) for name in ("start_date", "end_date"))
    try:
        if since is None:
            until = until or now
            since = until - LONGEST_SPAN
        elif until is None:
            until = min(now, since + LONGEST_SPAN) if since <= now else since + LONGEST_SPAN
    except OverflowError:
        raise Unreadable(phrase("Tanggal di luar kalender. Kirim start_date yang lebih kemudian."), field="start_date") from None
    if until - since > LONGEST_SPAN:
        raise Unreadable(
            phrase(
                "start_date sampai end_date paling lama {days} hari. Bagi menjadi beberapa permintaan.", days=LONGEST_SPAN.days
            )
        )
    return since, until


def _moment(asked: Mapping[str, Sequence[str]], name: str, zone: tzinfo) -> datetime | None:
    text = asked.get(name, [""])[-1]
    if not text:
        return None
    try:
        found = datetime.fromisoformat(_LOST_PLUS.sub(r"+\1", text))
        found = found if found.utcoffset() is not None else found.replace(tzinfo=zone)
        if name == "end_date" and "T" not in text:
            found += timedelta(days=1, microseconds=-1)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        said = phrase("{name} ditulis seperti 2026-08-03T00:00:00+08:00.", name=name)
        raise Unreadable(said, field=name) from None
