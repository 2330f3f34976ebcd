"""The papers on security name what is there, and every requirement has its line."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from lorong.kernel.people.fields import SealedTextField

ROOT: Path = settings.BASE_DIR
PAPERS = sorted((ROOT / "docs" / "security").glob("*.md"))
LIST = ROOT / "docs" / "security" / "asvs.md"
# How many requirements of levels 1 and 2 each chapter of ASVS 5.0 has.
CHAPTERS = dict(zip(range(1, 18), (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7), strict=True))
FIELDS = ROOT / "docs" / "security" / "fields.md"
TELLING = (models.CharField, models.TextField, models.JSONField, models.DateField, models.PositiveSmallIntegerField)
ABOUT_PEOPLE = frozenset(
    [
        "people_household",
        "people_person",
        "people_account",
        "people_guardianship",
        "people_session",
        "documents_document",
        "documents_letter",
        "messages_message",
        "messages_inbound",
        "cases_draft",
        "cases_case",
        "cases_message",
        "cases_outside_link",
        "cases_survey",
        "cases_levy_report",
        "cases_levy_reply",
        "audit_access",
        "complaints_api_key",
        "complaints_follow",
        "complaints_line",
        "complaints_photo",
        "complaints_report",
        "complaints_texting",
        "complaints_verdict",
        "hotline_contact",
        "hotline_line",
        "hotline_way",
    ]
)
WITHOUT_A_FILE = {"1.4.3"}  # the language itself
STATES = ("met", "partly", "not met", "n/a")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
NONE_APPLIES = re.compile(r"^None of these applies: .*: ([\d., ]+)\.$", re.MULTILINE)


def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall(LIST.read_text(encoding="utf-8"))


def out_of_reach() -> list[str]:
    return [i for found in NONE_APPLIES.findall(LIST.read_text(encoding="utf-8")) for i in found.split(", ")]


def named_in(words: str) -> list[str]:
    """Paths and path::test in backticks."""
    return [
        name
        for name in re.findall(r"`([^`]+)`", words)
        if re.fullmatch(r"[\w./-]+\.(py|md|toml|txt|sql|js|html|example)(::\w+)?", name)
    ]


def test_every_requirement_of_both_levels_stands_there_once() -> None:
    ids = [i for i, *_ in rows()] + out_of_reach()
    assert [i for i, n in Counter(ids).items() if n > 1] == []
    assert Counter(int(i.split(".")[0]) for i in ids) == CHAPTERS


def test_every_state_is_one_of_four_and_the_sums_are_right() -> None:
    assert {state for _, _, state, _ in rows()} <= set(STATES)
    count = Counter(state for _, _, state, _ in rows())
    count["n/a"] += len(out_of_reach())
    said = f"{sum(count.values())} requirements: {count['met']} met, {count['partly']} partly, {count['not met']} not met, "
    assert f"{said}{count['n/a']} do not apply." in LIST.read_text(encoding="utf-8")


def test_what_is_met_says_where_it_is_shown() -> None:
    bare = [i for i, _, state, words in rows() if state == "met" and not named_in(words) and i not in WITHOUT_A_FILE]
    assert bare == []


def test_what_is_not_met_is_said_at_the_top_too() -> None:
    top = LIST.read_text(encoding="utf-8").split("\n## 1 ")[0]
    assert [i for i, _, state, _ in rows() if state == "not met" and f"**{i}**" not in top] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_file_and_test_that_is_named_exists(paper: Path) -> None:
    gone = []
    for name in named_in(paper.read_text(encoding="utf-8")):
        path, _, test = name.partition("::")
        place = ROOT / path
        if "/" not in path and not place.exists():
            continue  # a kind of file (`policies.py`), not one of them
        if not place.exists():
            gone.append(name)
        elif test:
            tree = ast.parse(place.read_text(encoding="utf-8"))
            if test not in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}:
                gone.append(name)
    assert gone == []


def test_every_column_about_a_person_says_who_sees_it() -> None:
    said = set(re.findall(r"`(\w+\.\w+)`", FIELDS.read_text(encoding="utf-8")))
    there = {
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        if model._meta.db_table in ABOUT_PEOPLE
        for field in model._meta.concrete_fields
        if isinstance(field, (*TELLING, SealedTextField)) and not isinstance(field, models.DateTimeField)
    }
    assert {column.partition(".")[0] for column in there} == ABOUT_PEOPLE
    assert there - said == set(), "not in docs/security/fields.md"
    assert {column for column in said if column.partition(".")[0] in ABOUT_PEOPLE} - there == set(), "in the paper, and gone"


def test_every_sealed_column_is_of_a_table_that_the_paper_knows() -> None:
    sealed = {m._meta.db_table for m in apps.get_models() for f in m._meta.concrete_fields if isinstance(f, SealedTextField)}
    assert sealed - ABOUT_PEOPLE == {"people_code"}  # a phone for five minutes, which no page shows
