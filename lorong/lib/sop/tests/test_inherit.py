from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.sop.inheriting import Source, merged
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.reading import read_service, service_folders

CATALOG = Path(__file__).resolve().parents[4] / "catalog"
SLUG, BASE = "lampu-jalan-mati", "_fisik"
CATEGORIES = [f for f in service_folders(CATALOG) if f.parent.name == "complaints"]


def copied(folder: Path) -> Path:
    """A catalogue of one category and its base, free to be spoiled."""
    for name in (SLUG, BASE):
        shutil.copytree(CATALOG / "complaints" / name, folder / "complaints" / name)
    return folder / "complaints"


def problems(complaints: Path, *changes: tuple[str, str, str]) -> list[Problem]:
    for file, old, new in changes:
        path = complaints / file
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return list(read_service(complaints / SLUG, shown=f"katalog/{SLUG}").problems)


def line_of(path: Path, part: str) -> int:
    return next(i for i, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if part in row)


def test_a_service_is_its_base_but_for_what_it_says_itself() -> None:
    declared = read_service(CATALOG / "complaints" / SLUG).declared
    assert declared is not None
    base = read_service(CATALOG / "complaints" / BASE).declared
    assert base is not None
    own, other = declared.sop, base.sop
    assert own.title == "Lampu jalan mati" != other.title
    assert own.legal_basis == other.legal_basis
    assert [s.id for s in own.steps] == [s.id for s in other.steps]
    assert (own.step("tindaklanjut").within, other.step("tindaklanjut").within) == ("3 hari kerja", "5 hari kerja")
    assert own.step("tindaklanjut").outcomes == other.step("tindaklanjut").outcomes
    party = own.step("pihak").party
    assert party is not None and party.name == "Pihak luar" and "letak" in party.shows
    assert [p.id for p in declared.form.pages] == ["bahaya", "rincian"]
    assert [s.name for s in declared.examples.stories][: len(base.examples.stories)] == [s.name for s in base.examples.stories]


def test_a_fault_of_the_base_is_mended_in_the_base(tmp_path: Path) -> None:
    complaints = copied(tmp_path)
    found = problems(
        complaints, (f"{BASE}/sop.toml", 'by = "petugas-lapangan"\nneeds = ["Rencana', 'byy = "x"\nneeds = ["Rencana')
    )
    assert {(p.file, p.line) for p in found} == {(f"katalog/{BASE}/sop.toml", line_of(complaints / BASE / "sop.toml", "byy ="))}
    assert "Mungkin maksudnya `by`" in found[0].sentence


def test_a_fault_of_the_service_is_mended_in_the_service(tmp_path: Path) -> None:
    complaints = copied(tmp_path)
    found = problems(complaints, (f"{SLUG}/sop.toml", 'within = "3 hari kerja"', 'within = "3 minggu"'))
    assert [(p.file, p.line) for p in found] == [
        (f"katalog/{SLUG}/sop.toml", line_of(complaints / SLUG / "sop.toml", "3 minggu"))
    ]


@pytest.mark.parametrize(
    ("changes", "file", "part"),
    [
        ([(f"{SLUG}/sop.toml", 'like = "_fisik"', 'like = "_fisk"')], f"{SLUG}/sop.toml", "Mungkin maksudnya `_fisik`"),
        ([(f"{SLUG}/form.toml", 'like = "_fisik"', "like = 3")], f"{SLUG}/form.toml", "tidak punya form.toml"),
        ([(f"{BASE}/sop.toml", "\ntitle", '\nlike = "_lain"\ntitle')], f"{BASE}/sop.toml", "tidak memakai dasar lain"),
        ([(f"{BASE}/sop.toml", 'code = "FISIK"', 'code = "FISIK')], f"{BASE}/sop.toml", "tanda kutip"),
    ],
)
def test_a_base_that_is_no_base_is_refused(tmp_path: Path, changes: list[tuple[str, str, str]], file: str, part: str) -> None:
    found = problems(copied(tmp_path), *changes)
    assert any(p.file == f"katalog/{file}" and part in p.sentence for p in found), found


@cache
def rows_of(file: str) -> list[str]:
    return Path(file).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("folder", CATEGORIES, ids=lambda f: f.name)
def test_every_key_of_the_whole_stands_on_the_line_of_the_file_that_it_remembers(folder: Path) -> None:
    declared = read_service(folder, shown=str(folder)).declared
    assert declared is not None
    for source in (declared.sop_source, declared.form_source, declared.examples_source):
        assert source.lines
        for place, line in source.lines.items():
            name = next(part for part in reversed(place) if isinstance(part, str))
            row = rows_of(source.inherited.get(place, source.name))[line - 1]
            if isinstance(place[-1], str):
                assert name in row, (place, row)


plain = st.integers() | st.booleans() | st.lists(st.integers(), max_size=3)
names = st.sampled_from("abcd")
named = st.lists(
    st.builds(lambda i, v: {"id": i, "v": v}, names, st.integers()), min_size=1, max_size=4, unique_by=lambda t: t["id"]
)
tables = st.recursive(plain | named, lambda inner: st.dictionaries(names, inner, max_size=4), max_leaves=12)
files = st.dictionaries(names, tables, max_size=4)


def source(data: dict[str, Any]) -> Source:
    return Source("berkas", data, {})


def both(base: Any, own: Any) -> Any:
    """The rule in its own words, to hold the other against."""
    if isinstance(base, dict) and isinstance(own, dict):
        return {k: both(base[k], own[k]) if k in base and k in own else own.get(k, base.get(k)) for k in {**base, **own}}
    lists = all(isinstance(x, list) and x and all(isinstance(o, dict) for o in x) for x in (base, own))
    if lists:
        mine = {o["id"]: o for o in own}
        return [both(o, mine.pop(o["id"])) if o["id"] in mine else o for o in base] + list(mine.values())
    return own


@given(files, files)
def test_what_is_merged_follows_the_rule(base: dict[str, Any], own: dict[str, Any]) -> None:
    assert merged(source(base), source(own)).data == both(base, own)


@given(files)
def test_saying_nothing_or_the_same_again_changes_nothing(data: dict[str, Any]) -> None:
    assert merged(source(data), source({})).data == data
    assert merged(source({}), source(data)).data == data
    assert merged(source(data), source(data)).data == data
