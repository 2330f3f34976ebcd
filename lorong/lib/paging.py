"""Keyset paging: a page is what follows the last row seen, so that page 10,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, Self, TypeVar
from uuid import UUID

Row = TypeVar("Row")
Found = TypeVar("Found", covariant=True)
Query = TypeVar("Query", bound="Rows[Any]")
LONGEST = 500  # characters of a cursor; ours have some sixty
LARGEST = 2**63 - 1  # what a bigint holds


@dataclass(frozen=True)
class Page(Generic[Row]):
    """rows: at most the page's size. after: cursor of the next page, "" when this is the last. is_first: nothing before."""

    rows: list[Row]
    after: str
    is_first: bool


class Rows(Protocol[Found]):
    """What a table is asked for, until somebody reads it: a query set of the framework, which this floor does not know."""

    def order_by(self, *names: str) -> Self: ...

    def exclude(self, **conditions: Any) -> Self: ...

    def __iter__(self) -> Iterator[Found]: ...

    def __getitem__(self, part: slice, /) -> Any: ...


@dataclass(frozen=True)
class Keyset:
    """What orders a list: columns with the kind of their values, none of them empty, the last one another for every row.

    falling: the greatest first.
    """

    columns: Mapping[str, type]
    falling: bool = False

    def page(self, rows: Rows[Row], *, cursor: str, size: int) -> Page[Row]:
        """What follows the cursor, at most `size` rows in this order; from the beginning when there is none, or none of ours."""
        return cut(list(self.after(rows, cursor)[: size + 1]), size, cursor, self.of)

    def after(self, rows: Query, cursor: str) -> Query:
        """The rows in this order, without those up to the cursor."""
        sign, before = ("-", "gt") if self.falling else ("", "lt")
        rows = rows.order_by(*(f"{sign}{name}" for name in self.columns))
        values = decode(cursor, list(self.columns.values())) if cursor else None
        level: dict[str, Any] = {}  # with the row of the cursor
        for name, value in zip(self.columns, values or (), strict=False):
            # Each is a condition of its own: the first of them tells the database where to begin in the index.
            last = len(level) == len(self.columns) - 1
            rows = rows.exclude(**level, **{f"{name}__{before}{'e' if last else ''}": value})
            level[name] = value
        return rows

    def of(self, row: Any) -> list[Any]:
        """Where a row stands in this order."""
        return [getattr(row, name) for name in self.columns]


def cut(rows: Sequence[Row], size: int, cursor: str, key: Any) -> Page[Row]:
    """Make a page of `size` from `size + 1` fetched rows; `key(row)` gives the values that order the list."""
    more = len(rows) > size
    kept = list(rows[:size])
    return Page(kept, encode(key(kept[-1])) if more and kept else "", is_first=not cursor)


def encode(values: Sequence[Any]) -> str:
    """A cursor for the address bar."""
    return base64.urlsafe_b64encode(json.dumps(list(values), default=str).encode()).decode().rstrip("=")


def decode(cursor: str, kinds: Sequence[type]) -> list[Any] | None:
    """The values of a cursor, each of the given kind (str, int, UUID, or datetime with its zone).

    None for anything that is no cursor of ours: an address bar may hold whatever somebody typed.
    """
    if len(cursor) > LONGEST:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            return None
        return [_value(v, kind) for v, kind in zip(values, kinds, strict=True)]
    except (ValueError, RecursionError):
        return None


def _value(value: Any, kind: type) -> Any:
    if type(value) is not (kind if kind in {str, int} else str):
        raise ValueError(f"a {kind.__name__} is not written as {value!r}")
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError("no row has this number")
        return value
    if "\0" in value:
        raise ValueError("no text of the database holds this character")
    if kind is UUID:
        return UUID(value)
    return _moment(value) if kind is datetime else value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError("a moment has its zone")
    return moment
