"""Keyset paging: a page is what follows the last row seen, so that page 10,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """rows: at most the page's size. after: cursor of the next page, "" when this is the last. is_first: nothing before."""

    rows: list[Row]
    after: str
    is_first: bool


def cut(rows: Sequence[Row], size: int, cursor: str, key: Any) -> Page[Row]:
    """Make a page of `size` from `size + 1` fetched rows; `key(row)` gives the values that order the list."""
    more = len(rows) > size
    kept = list(rows[:size])
    return Page(kept, encode(key(kept[-1])) if more and kept else "", is_first=not cursor)


def encode(values: Sequence[Any]) -> str:
    """A cursor for the address bar."""
    return base64.urlsafe_b64encode(json.dumps(list(values), default=str).encode()).decode().rstrip("=")


def decode(cursor: str, kinds: Sequence[type]) -> list[Any] | None:
    """The values of a cursor, each of the given kind (str, int); None for anything that is no cursor of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        return None
    if not isinstance(values, list) or len(values) != len(kinds):
        return None
    return values if all(type(v) is k for v, k in zip(values, kinds, strict=True)) else None
