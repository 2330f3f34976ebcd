"""Pages of a list, and cursors that anybody may have typed."""

from __future__ import annotations

import base64
import json
import operator
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.paging import Keyset, cut, decode, encode

KINDS = st.lists(st.sampled_from([str, int, datetime, uuid.UUID]), max_size=3)
MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))
VALUES = (
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
    | st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1)
    | MOMENTS
    | st.uuids()
)


def typed(value: Any) -> str:
    """A cursor as somebody could build it by hand."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(st.lists(VALUES, min_size=1, max_size=3))
def test_what_is_encoded_comes_back(values: list[Any]) -> None:
    cursor = encode(values)
    if len(cursor) <= 500:
        assert decode(cursor, [type(v) for v in values]) == values


@given(st.text(max_size=600), KINDS)
def test_whatever_is_typed_never_raises(cursor: str, kinds: list[type]) -> None:
    found = decode(cursor, kinds)
    assert found is None or [type(v) for v in found] == kinds


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=5), KINDS)
def test_whatever_is_built_by_hand_never_raises(value: Any, kinds: list[type]) -> None:
    found = decode(typed(value), kinds)
    assert found is None or [type(v) for v in found] == kinds


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ([1, 2], [int]),
        ([True], [int]),
        (["1"], [int]),
        ([10**30], [int]),
        (["kemarin"], [datetime]),
        (["2026-08-03T08:00:00"], [datetime]),  # no zone: no moment
        (["bukan"], [uuid.UUID]),
        (["a\0b"], [str]),
        ({"0": 1}, [int]),
    ],
)
def test_what_does_not_fit_is_no_cursor(value: Any, kinds: list[type]) -> None:
    assert decode(typed(value), kinds) is None


def test_a_cursor_of_a_thousand_brackets_is_no_cursor() -> None:
    assert decode(base64.urlsafe_b64encode(b"[" * 350).decode(), [int]) is None
    assert decode(base64.urlsafe_b64encode(b"[" * 100_000).decode(), [int]) is None


def pages(rows: list[int], size: int) -> list[list[int]]:
    """Walks a list from page to page, as the doors do."""
    found, cursor = [], ""
    while True:
        after = decode(cursor, [int]) if cursor else None
        rest = [r for r in rows if after is None or r > after[0]]
        page = cut(rest[: size + 1], size, cursor, lambda r: [r])
        assert page.is_first == (not found)
        found.append(page.rows)
        if not page.after:
            return found
        cursor = page.after


@given(st.sets(st.integers(0, 10**9), max_size=40), st.integers(1, 10))
def test_walking_the_pages_meets_every_row_once_in_order(rows: set[int], size: int) -> None:
    walked = pages(sorted(rows), size)
    assert [r for page in walked for r in page] == sorted(rows)
    assert all(len(page) == size for page in walked[:-1])


class Listed:
    """A list that is asked as a table is."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows

    def order_by(self, *names: str) -> Listed:
        falling = names[0].startswith("-")
        return Listed(sorted(self.rows, key=lambda row: [getattr(row, n.lstrip("-")) for n in names], reverse=falling))

    def exclude(self, **conditions: Any) -> Listed:
        return Listed([row for row in self.rows if not all(self._holds(row, *c) for c in conditions.items())])

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __getitem__(self, part: slice) -> list[Any]:
        return self.rows[part]

    def _holds(self, row: Any, condition: str, value: Any) -> bool:
        name, _, how = condition.partition("__")
        return bool(getattr(operator, {"lte": "le", "gte": "ge"}.get(how, how or "eq"))(getattr(row, name), value))


class Line(NamedTuple):
    due: int
    tray: int
    pk: int


LINES = st.lists(st.builds(Line, st.integers(0, 3), st.integers(0, 2), st.integers(0, 99)), max_size=30, unique_by=lambda r: r.pk)
ORDERS = st.sampled_from([("pk",), ("due", "pk"), ("due", "tray", "pk")])


@given(LINES, ORDERS, st.booleans(), st.integers(1, 5))
def test_rows_that_stand_level_are_met_once_whatever_orders_them(
    lines: list[Line], names: tuple[str, ...], falling: bool, size: int
) -> None:
    order, walked, cursor = Keyset(dict.fromkeys(names, int), falling=falling), list[Line](), ""
    for _ in range(len(lines) + 1):
        page = order.page(Listed(lines), cursor=cursor, size=size)
        walked += page.rows
        cursor = page.after
        if not cursor:
            break
    assert walked == sorted(lines, key=lambda r: [getattr(r, n) for n in names], reverse=falling)


@pytest.mark.parametrize("cursor", ["bukan-kursor", encode([1]), encode(["1", 2])])
def test_a_cursor_of_another_list_begins_anew(cursor: str) -> None:
    lines = [Line(1, 0, 1), Line(2, 0, 2)]
    assert Keyset({"due": int, "pk": int}).page(Listed(lines), cursor=cursor, size=5).rows == lines


def test_an_empty_list_is_one_empty_page() -> None:
    assert cut([], 10, "", lambda r: [r]).rows == []
    assert cut([], 10, "", lambda r: [r]).after == ""


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    moment = datetime(2026, 8, 3, tzinfo=UTC)
    assert decode(encode([moment]), [datetime]) == [moment]
    later = decode(encode([(moment + timedelta(hours=8)).isoformat()]), [datetime])
    assert later is not None
    assert later[0] > moment
