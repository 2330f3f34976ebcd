"""Roots: how far history is settled, the leaves between two places, whether the roots still say the truth."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lorong.kernel.audit.models import Root
from lorong.kernel.audit.queries import BrokenLink
from lorong.lib.merkle import GrowingTree, leaf_hash
from lorong.lib.paging import Keyset, Page

MOST_LEAVES = 250_000  # in one root: a proof reads all of them
LOOKING = 0.05  # seconds between two looks at who still writes
NEWEST = Keyset({"no": int}, falling=True)
_HOLDERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

_AS_SAID = """
    SELECT r.hash = sha256(convert_to(lorong_root_text(r.no, r.day, r.upto, r.size, r.tree, r.prev_hash), 'UTF8'))
    FROM audit_root r WHERE r.no = %s
"""


@dataclass(frozen=True)
class Leaf:
    """One row of history as a root sees it: its place in the order of writing, and "event:<hash>" or the like."""

    place: int
    text: str

    @property
    def hash(self) -> bytes:
        """The 32 bytes in the tree."""
        return leaf_hash(self.text.encode())


def last_root() -> Root | None:
    """The newest root."""
    return Root.objects.order_by("-no").first()


def newest() -> Root:
    """The newest root, which is there."""
    found = last_root()
    assert found is not None, "a root was just made"
    return found


def roots_page(*, cursor: str = "", size: int = 60) -> Page[Root]:
    """Roots, newest first."""
    return NEWEST.page(Root.objects.all(), cursor=cursor, size=size)


def all_roots() -> Iterator[Root]:
    """Every root, oldest first."""
    return Root.objects.order_by("no").iterator(1000)


def as_public(root: Root) -> dict[str, Any]:
    """A root as it is published: what `hash` is made of, and the hash. All bytes as hexadecimal digits."""
    return {
        "no": root.no,
        "day": root.day.isoformat(),
        "upto": root.upto,
        "size": root.size,
        "tree": bytes(root.tree).hex(),
        "prev": bytes(root.prev_hash).hex(),
        "hash": bytes(root.hash).hex(),
    }


def made_since(moment: datetime) -> bool:
    """Whether a root was made since `moment`."""
    return Root.objects.filter(made_at__gte=moment).exists()


def settled_place(*, patience: float) -> int | None:
    """The place up to which nobody can write any more: all who may have taken one up to there have committed or gone.

    Nobody is held up by this: it reads how many places were given, then who writes at that moment (whoever inserts a
    row holds its table's lock before it takes a place, until the end of the transaction), and waits for those. None
    when somebody still writes after `patience` seconds.
    """
    given = _places_given()
    writing = _ask(_HOLDERS)
    deadline = time.monotonic() + patience
    while writing & _ask("SELECT virtualtransaction FROM pg_locks WHERE locktype = 'virtualxid'"):
        if time.monotonic() > deadline:
            return None
        time.sleep(LOOKING)
    return given


def leaves(after: int, upto: int, *, most: int | None = None) -> Iterator[Leaf]:
    """The leaves between two places, in order, read in portions: memory does not grow with them."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute("SELECT place, leaf FROM lorong_leaves(%s, %s) ORDER BY place LIMIT %s", [after, upto, most])
        while rows := cursor.fetchmany(10_000):
            for place, text in rows:
                yield Leaf(place, text)


def grown(found: Iterable[Leaf]) -> tuple[int, GrowingTree]:
    """The tree over leaves, and the last one's place (0 for none)."""
    tree, place = GrowingTree(), 0
    for leaf in found:
        tree.add(leaf.hash)
        place = leaf.place
    return place, tree


def bounds_of(root: Root) -> tuple[int, int]:
    """(after, upto): the places that a root covers."""
    before = Root.objects.filter(no=root.no - 1).first()
    return (before.upto if before else 0), root.upto


def roots_over(places: Iterable[int]) -> dict[int, Root]:
    """The root over each of these places; a place that no root covers yet is left out."""
    found: dict[int, Root] = {}
    rows = list(Root.objects.order_by("upto"))
    for place in places:
        root = next((r for r in rows if r.upto >= place), None)
        if root is not None:
            found[place] = root
    return found


def first_broken_root() -> BrokenLink | None:
    """Build every tree again from what history says today; None when each root and the chain of roots hold."""
    before: Root | None = None
    for root in all_roots():
        why = _wrong_with(root, before)
        if why:
            return BrokenLink(f"root {root.no} of {root.day}", why)
        before = root
    outside = _ask("SELECT count(*) FROM lorong_leaves(-9223372036854775808, 0)")
    return None if outside == {0} else BrokenLink("history", "a row stands outside the order of writing")


def _wrong_with(root: Root, before: Root | None) -> str:
    if root.no != (before.no if before else 0) + 1:
        return "a root is missing before it"
    if bytes(root.prev_hash) != (bytes(before.hash) if before else b""):
        return "it does not continue the root before it"
    if _ask(_AS_SAID, root.no) != {True}:
        return "its content was changed"
    _, tree = grown(leaves(before.upto if before else 0, root.upto))
    if (tree.size, tree.root) != (root.size, bytes(root.tree)):
        return f"the history under it is not what it was: {root.size} rows then, {tree.size} now"
    return ""


def _places_given() -> int:
    return int(next(iter(_ask("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_position"))))


def _ask(sql: str, *values: int) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {row[0] for row in cursor.fetchall()}
