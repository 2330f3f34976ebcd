"""Hash trees as in RFC 6962 (Certificate Transparency) §2.1: one root says all leaves and their order.

A leaf is hashed with a zero byte before it and a node with a one before its two halves, so that neither can pass for the
other. `docs/verify_history.py` holds the same few lines for people who trust nothing of ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The 32 bytes of a leaf that holds `data`."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32 bytes of a node over two halves."""
    return hashlib.sha256(b"\1" + left + right).digest()


class GrowingTree:
    """A tree that takes its leaves one by one and keeps only the tops of its full halves: 32 bytes for each doubling."""

    def __init__(self) -> None:
        self.size = 0
        self._tops: list[tuple[int, bytes]] = []  # (leaves below, hash), the largest first

    def add(self, leaf: bytes) -> None:
        """Append a leaf's hash."""
        self.size += 1
        count, top = 1, leaf
        while self._tops and self._tops[-1][0] == count:
            top = node_hash(self._tops.pop()[1], top)
            count *= 2
        self._tops.append((count, top))

    @property
    def root(self) -> bytes:
        """The root over what was added so far; `EMPTY` for nothing."""
        if not self._tops:
            return EMPTY
        found = self._tops[-1][1]
        for _, top in reversed(self._tops[:-1]):
            found = node_hash(top, found)
        return found


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in their order."""
    tree = GrowingTree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


def paths(leaves: Sequence[bytes], wanted: Sequence[int]) -> dict[int, list[bytes]]:
    """For each wanted place (from 0): the hashes beside its way to the root, nearest first (RFC 6962 §2.1.1)."""
    assert all(0 <= place < len(leaves) for place in wanted), "a path leads from a leaf"
    found: dict[int, list[bytes]] = {place: [] for place in wanted}
    level, at = list(leaves), {place: place for place in found}
    while len(level) > 1:
        for place, here in at.items():
            beside = here ^ 1
            if beside < len(level):
                found[place].append(level[beside])
            at[place] = here // 2
        above = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        # the last one without a neighbour goes up as it is, which is how an uneven tree is built
        level = above + level[len(above) * 2 :]
    return found


def root_from_path(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf's path leads to (RFC 9162 §2.1.3.2); None when the path cannot belong to that place."""
    if not 0 <= place < size:
        return None
    here, last, found = place, size - 1, leaf
    for beside in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            found = node_hash(beside, found)
            while not here & 1 and here != 0:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        here, last = here >> 1, last >> 1
    return found if last == 0 else None
