"""English is complete: every sentence of these pages and forms has its translation."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parent.parent
TAG = re.compile(r'{% translate "([^"]+)"|_\("([^"]+)"\)')
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% (?:plural|endblocktranslate) %}", re.S)
MARKERS = {"translate", "noop"}


def in_templates() -> set[str]:
    found: set[str] = set()
    for page in (FOLDER / "templates").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        found |= {tag or inline for tag, inline in TAG.findall(text)}
        found |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in BLOCK.findall(text)}
    return found


def in_code() -> set[str]:
    found: set[str] = set()
    for module in FOLDER.rglob("*.py"):
        if "tests" in module.parts:
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
                found |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return found


def test_every_sentence_is_translated() -> None:
    english = polib.pofile(str(FOLDER / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in english if entry.translated()}
    wanted = in_templates() | in_code()
    assert len(wanted) > 150
    assert wanted - known == set()


def test_names_in_sentences_stay_names() -> None:
    english = polib.pofile(str(FOLDER / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    for entry in english:
        names = set(re.findall(r"%\((\w+)\)s", entry.msgid))
        assert names == set(re.findall(r"%\((\w+)\)s", entry.msgstr or entry.msgstr_plural[1]))
