"""Hash trees: against the words of RFC 6962, and against its recursive definition for any number of leaves."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.merkle import EMPTY, GrowingTree, leaf_hash, node_hash, paths, root_from_path, root_of

LEAVES = st.lists(st.binary(max_size=8).map(leaf_hash), max_size=40)
# The published test vectors of Certificate Transparency: eight inputs and the root over all of them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOT_OF_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(by_definition(leaves[:half]), by_definition(leaves[half:]))


def test_the_published_vector_comes_out():
    assert root_of([leaf_hash(bytes.fromhex(text)) for text in INPUTS]).hex() == ROOT_OF_8
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(LEAVES)
def test_a_growing_tree_is_the_tree_of_the_definition(leaves: list[bytes]):
    assert root_of(leaves) == by_definition(leaves)


@given(LEAVES.filter(bool), st.data())
def test_every_leaf_proves_its_place(leaves: list[bytes], data: st.DataObject):
    place = data.draw(st.integers(0, len(leaves) - 1))
    path = paths(leaves, [place])[place]
    assert root_from_path(leaves[place], place, len(leaves), path) == root_of(leaves)


@given(LEAVES.filter(lambda found: len(set(found)) > 1), st.data())
def test_a_path_fits_no_other_leaf_and_no_shortened_way(leaves: list[bytes], data: st.DataObject):
    place = data.draw(st.integers(0, len(leaves) - 1))
    path = paths(leaves, [place])[place]
    root = root_of(leaves)
    assert root_from_path(leaf_hash(b"another leaf, longer than eight"), place, len(leaves), path) != root
    assert root_from_path(leaves[place], place, len(leaves), path[:-1]) != root
    assert root_from_path(leaves[place], place, len(leaves), [*path, EMPTY]) != root


def test_a_place_outside_the_tree_has_no_root():
    assert root_from_path(EMPTY, 3, 3, []) is None
    assert GrowingTree().root == EMPTY
