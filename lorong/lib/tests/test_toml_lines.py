from __future__ import annotations

import tomllib
from typing import Any

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from lorong.lib.toml_lines import Place, lines_of, nearest_line

TEXT = '''\
title = "Surat" # = [ { not a key
"kunci aneh" = 1
a.b.c = 2

[product]
name = """
[bukan.tabel]
x = 1""""
list = [
  "satu", # ]
  { id = "dua", inner = { deep = 1 } },
  [3,
   4],
]

[[steps]]
id = 'periksa'
[steps.outcomes]
lengkap = { next = "paraf" }
[steps.outcomes.tolak]
end = "refused"

[[steps]]
id = "paraf"
[[steps.rows]]
n = 1
[[steps.rows]]
n = 2
'''


def test_every_kind_of_key_has_its_line() -> None:
    lines = lines_of(TEXT)
    expected: dict[Place, int] = {
        ("title",): 1,
        ("kunci aneh",): 2,
        ("a", "b", "c"): 3,
        ("product",): 5,
        ("product", "name"): 6,
        ("product", "list"): 9,
        ("product", "list", 0): 10,
        ("product", "list", 1, "inner", "deep"): 11,
        ("product", "list", 2, 1): 13,
        ("steps",): 16,
        ("steps", 0, "id"): 17,
        ("steps", 0, "outcomes", "lengkap", "next"): 19,
        ("steps", 0, "outcomes", "tolak"): 20,
        ("steps", 1): 23,
        ("steps", 1, "rows", 1, "n"): 28,
    }
    assert {place: lines.get(place) for place in expected} == expected
    assert ("product", "bukan") not in lines


def test_a_place_that_is_not_there_has_the_line_of_the_table_around_it() -> None:
    lines = lines_of(TEXT)
    assert nearest_line(lines, ("steps", 0, "outcomes", "tolak", "reason")) == 20
    assert nearest_line(lines, ("nowhere",)) == 1


def paths(value: Any, place: Place = ()) -> set[Place]:
    inner = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    return {(*place, key) for key, _ in inner} | {p for key, v in inner for p in paths(v, (*place, key))}


words = st.text(alphabet="ab-_\"'#[]{}=.,\\\n é", min_size=1, max_size=8)
leaves = st.integers() | st.booleans() | words | st.floats(allow_nan=False) | st.dates()
trees = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=12)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(words, trees, max_size=5))
def test_the_scanner_sees_exactly_the_keys_that_the_parser_sees(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    assert set(lines_of(text)) == paths(tomllib.loads(text))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(words, trees, min_size=1, max_size=4), st.integers(0, 4))
def test_lines_above_move_every_line_by_as_many(document: dict[str, Any], above: int) -> None:
    text = tomlkit.dumps(document)
    assert lines_of("# catatan\n" * above + text) == {p: n + above for p, n in lines_of(text).items()}
