"""English is complete: every sentence of these pages, forms and verdicts has its translation."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest

PORTALS = Path(__file__).resolve().parents[2]
TAG = re.compile(r'{% translate "([^"]+)"|\b_\("([^"]+)"\)')
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.S)
MARKERS = {"gettext", "_"}


def in_templates(folder: Path) -> set[str]:
    found: set[str] = set()
    for page in (folder / "templates").rglob("*.*"):
        text = page.read_text(encoding="utf-8")
        found |= {(tag or inline).replace("%", "%%") for tag, inline in TAG.findall(text)}
        found |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in BLOCK.findall(text)}
    return found


def in_code(folder: Path) -> set[str]:
    found: set[str] = set()
    for module in folder.rglob("*.py"):
        if "tests" in module.parts:
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
                found |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return found


@pytest.mark.parametrize("door", ["public", "command"])
def test_every_sentence_is_translated(door):
    folder = PORTALS / door
    english = polib.pofile(str(folder / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in english if entry.translated()}
    wanted = in_templates(folder) | in_code(folder)
    assert len(wanted) > 60
    assert wanted - known == set()


@pytest.mark.parametrize("door", ["public", "command"])
def test_names_in_sentences_stay_names(door):
    for entry in polib.pofile(str(PORTALS / door / "locale" / "en" / "LC_MESSAGES" / "django.po")):
        names = set(re.findall(r"%\((\w+)\)s", entry.msgid))
        assert names == set(re.findall(r"%\((\w+)\)s", entry.msgstr)), entry.msgid
