"""The papers tell the truth: links lead somewhere, names exist, rules name what keeps them, nothing direct is missing."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from lorong.kernel.cases.values import Turn
from lorong.lib.actors import As

ROOT: Path = settings.BASE_DIR
ADRS = sorted((ROOT / "docs/adr").glob("*.md"))
PAPERS = [
    *(ROOT / name for name in ("README.md", "CONVENTIONS.md", "GLOSSARY.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "catalog").rglob("README.md")),
    *sorted((ROOT / "cities").glob("*.md")),
    *sorted((ROOT / "lorong").rglob("README.md")),
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TICKED = re.compile(r"`([^`]+)`")
# Indonesian nouns that may stand in code, because the law knows them by no other name.
NOUNS = frozenset(
    """
    camat desa dinas inspektur kabupaten kantor kasi kecamatan kelurahan kepala ketua kk klasifikasi kota kunci loket
    lurah nik nip paraf penduduk pihak pimpinan pj plh plt pungutan rt rupiah rw sandi sekda sekretaris sistem staf
    tembusan urusan wali warga
    """.split()  # noqa: SIM905
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def ticked(text: str) -> list[str]:
    """What stands in ticks, on one line each; blocks of code are left out."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [" ".join(words.split()) for words in TICKED.findall(prose)]


def table_rows(path: Path, columns: int) -> Iterator[list[str]]:
    """The rows of every table with that many columns, heads and rules left out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == columns and set(line) - set("|- "):
            yield cells


GLOSSARY = [row for row in table_rows(ROOT / "GLOSSARY.md", 3) if row[0] != "term"]


def found(reference: str) -> object | None:
    """What a name below `lorong.` is: a module, something in it, or a field of a class. None when it is not there."""
    parts = ["lorong", *reference.split(".")]
    for cut in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            thing = member(thing, part)
            if thing is None:
                return None
        return thing
    return None


def member(thing: object, part: str) -> object | None:
    """An attribute, or a declared field, which a class does not hold as an attribute."""
    declared = {} if isinstance(thing, ModuleType) else getattr(thing, "__annotations__", {})
    return getattr(thing, part, declared.get(part))


@pytest.mark.parametrize("path", PAPERS, ids=name)
def test_every_link_leads_to_a_file(path: Path):
    broken = []
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|#", target) and not (path.parent / target.split("#")[0]).exists():
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", PAPERS, ids=name)
def test_every_path_that_a_paper_names_is_there(path: Path):
    # `lorong/...`, `catalog/...` and the like; names with an asterisk or a placeholder in them are patterns
    rooted = re.compile(r"^(?:lorong|catalog|cities|docs|tests|tools|styles)/[\w./-]+$")
    named = [text for text in ticked(path.read_text(encoding="utf-8")) if rooted.match(text)]
    assert [text for text in named if not ((ROOT / text).exists() or (path.parent / text).exists())] == []


def test_the_readme_shows_the_two_commands_and_the_cities_that_are_there():
    readme = (ROOT / "README.md").read_text()
    assert "```\nmake demo\nmake test\n```" in readme
    cities = {path.parent.name for path in (ROOT / "cities").glob("*/city.toml")}
    assert {city for city in cities if f"`{city}`" not in readme} == set()


def test_every_make_target_in_the_papers_exists():
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set()
    for path in PAPERS:
        named |= set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert named
    assert named - targets == set()


def test_the_licence_is_apache_2_and_whole():
    text = (ROOT / "LICENSE").read_text()
    assert "Version 2.0, January 2004" in text
    assert "9. Accepting Warranty or Additional Liability" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert PROJECT["project"]["license"] == "Apache-2.0"


def test_the_notice_knows_every_work_of_others_in_the_tree():
    notice = (ROOT / "NOTICE").read_text()
    for place in ("cities/NOTICE.md", "lorong/portals/look/static/look/NOTICE.txt", "catalog/_fonts/NOTICE.txt"):
        assert place in notice
        assert (ROOT / place).exists()
    origins = re.findall(r"\b(?:cahyadsn|mutiawsr|joke2k|suryavip)/[\w-]+", (ROOT / "cities/NOTICE.md").read_text())
    assert {origin for origin in origins if origin not in notice} == set()


def test_the_changelog_begins_with_what_is_not_released():
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_decisions_are_numbered_without_a_gap():
    assert [int(path.name[:4]) for path in ADRS] == list(range(1, len(ADRS) + 1))
    assert [path.name for path in ADRS if not path.read_text().startswith(f"# {int(path.name[:4])}. ")] == []


@pytest.mark.parametrize("path", ADRS, ids=lambda p: p.stem)
def test_a_decision_is_one_page_of_four_parts(path: Path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Options", "Decision", "Consequences"]
    assert len(text.splitlines()) <= 60


def test_every_direct_dependency_has_its_reason():
    project = PROJECT["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[\[<>=~!;\s]", requirement)[0] for requirement in wanted}
    told = set(ticked((ROOT / "docs/adr/0010-dependencies.md").read_text(encoding="utf-8")))
    assert names - told == set()


@pytest.mark.parametrize("row", GLOSSARY, ids=lambda row: row[0])
def test_a_word_of_the_glossary_lives_where_it_says(row: list[str]):
    references = ticked(row[2])
    assert references, f"{row[0]} does not say where it lives"
    missing = [r for r in references if not ((ROOT / r).exists() if "/" in r else found(r) is not None)]
    assert missing == []


def glossary_words() -> set[str]:
    """Every word of the first column, in small letters."""
    return {word for row in GLOSSARY for word in re.findall(r"[a-z]+", row[0].lower())}


def nouns_in(path: Path) -> set[str]:
    """The Indonesian nouns in the names that a file gives to things."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Name():
                names.add(node.id)
            case ast.arg():
                names.add(node.arg)
            case ast.Attribute():
                names.add(node.attr)
    return {word.lower() for name in names for word in WORD.findall(name)} & NOUNS


def test_indonesian_nouns_in_code_are_in_the_glossary():
    used: set[str] = set()
    for path in (ROOT / "lorong").rglob("*.py"):
        if not {"tests", "migrations"} & set(path.parts):
            used |= nouns_in(path)
    assert {"nik", "kecamatan", "plh"} <= used, "the search finds nothing any more"
    assert used - glossary_words() == set()


def test_roles_of_the_catalogue_and_the_cities_are_in_the_glossary():
    roles: set[str] = set()
    for path in (ROOT / "catalog/letters").glob("*/sop.toml"):
        roles |= {step["by"] for step in tomllib.loads(path.read_text())["steps"]}
    for path in (ROOT / "cities").glob("*/positions.toml"):
        roles |= set(re.findall(r'"([a-z-]+)"', " ".join(re.findall(r"^roles = (\[.*\])", path.read_text(), re.MULTILINE))))
    assert {"lurah", "staf-pelayanan", "camat"} <= roles
    terms = " ".join(row[0].lower() for row in GLOSSARY)
    assert {role for role in roles if role.replace("-", " ") not in terms} == set()


@pytest.mark.parametrize("kind", [Turn, As])
def test_the_words_of_an_enum_are_in_the_glossary(kind: type[StrEnum]):
    assert {str(value) for value in kind} - glossary_words() == set()


def conventions() -> dict[int, list[str]]:
    """Number of a rule to what keeps it, as `CONVENTIONS.md` names it in ticks after "Kept by"."""
    text = (ROOT / "CONVENTIONS.md").read_text(encoding="utf-8")
    rules = re.split(r"^## (?=\d+\. )", text, flags=re.MULTILINE)[1:]
    return {int(rule.split(".")[0]): ticked(rule.partition("*Kept by*")[2].partition("\n\n")[0]) for rule in rules}


def test_there_are_twenty_rules_and_each_says_what_keeps_it():
    text = (ROOT / "CONVENTIONS.md").read_text(encoding="utf-8")
    assert list(conventions()) == list(range(1, 21))
    assert text.count("*Kept by*") == 20


def test_what_keeps_a_rule_exists():
    contracts = {contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    ruff = set(PROJECT["tool"]["ruff"]["lint"]["select"])
    source = "\n".join(p.read_text() for base in ("tests", "lorong") for p in (ROOT / base).rglob("test_*.py"))
    tests = set(re.findall(r"def (test_\w+)", source))
    keepers = {keeper for kept in conventions().values() for keeper in kept}
    keepers |= set(re.findall(r"`(test_\w+)`", (ROOT / "CONVENTIONS.md").read_text(encoding="utf-8")))
    unknown = {k for k in keepers if k not in contracts | ruff | tests and not (ROOT / k).exists() and found(k) is None}
    assert len(keepers) > 20
    assert unknown == set()
