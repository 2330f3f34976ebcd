"""English is complete beside Indonesian: every sentence that people read has its translation, and none is left over."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import polib
import pytest
from django.conf import settings
from django.utils import translation

from lorong.kernel.messages.wording import LANGUAGES, templates, variables
from lorong.lib.refusals import Refusal
from lorong.lib.satisfaction import QUESTIONS
from lorong.portals.look.said import said
from lorong.station import msgids

ROOT = settings.BASE_DIR
CATALOGUE = ROOT / "catalog"
# Names and signs that are the same in both languages, or are what one types.
SAME = re.compile(
    r"NIK|KTP|KK|HP|Rp|Foto|Photo|Enter|Bahasa Indonesia|English|[\w.-]+\.(json|csv|py)|(python3|--roots) [\w. -]+|picture pdf|SMS|QR|PDF|Atom|GeoJSON|JSON"
)
NAMED = re.compile(r"%\((\w+)\)[sd]")


@cache
def marked() -> dict[Path, set[str]]:
    return msgids.house(ROOT)


@cache
def modules() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in msgids.modules(ROOT / "lorong")}


@cache
def english() -> dict[Path, polib.POFile]:
    sources = [*sorted((ROOT / "lorong").rglob("locale/en/LC_MESSAGES/*.po")), *sorted(CATALOGUE.rglob("*.po"))]
    return {path: polib.pofile(str(path)) for path in sources}


def translated() -> set[str]:
    entries = [entry for file in english().values() for entry in file if entry.translated()]
    return {entry.msgid for entry in entries} | {entry.msgid_plural for entry in entries}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_sentence_of_pages_and_code_has_its_english():
    assert sum(len(found) for found in marked().values()) > 1000
    assert {name(p): missing for p, found in marked().items() if (missing := found - translated() - {""})} == {}


def test_no_translation_is_left_over():
    wanted = set().union(*marked().values(), catalogue_texts())
    assert {name(p): left for p, f in english().items() if (left := [e.msgid for e in f if e.msgid not in wanted])} == {}


def test_one_sentence_has_one_english():
    # gettext knows only one: the rooms' files are merged, and whichever comes last would win.
    said_as: dict[str, set[str]] = {}
    for file in english().values():
        for entry in file:
            said_as.setdefault(entry.msgid, set()).add(entry.msgstr or str(entry.msgstr_plural))
    assert {msgid: ways for msgid, ways in said_as.items() if len(ways) > 1} == {}


def test_names_in_sentences_stay_names():
    wrong = []
    for file in english().values():
        for entry in file:
            answers = [entry.msgstr, *entry.msgstr_plural.values()]
            asked = names_in(entry.msgid) | names_in(entry.msgid_plural)
            wrong += [entry.msgid for text in answers if text and not names_in(text) <= asked]
            wrong += [entry.msgid for text in (entry.msgstr,) if text and names_in(text) != names_in(entry.msgid)]
    assert wrong == []


def names_in(text: str) -> set[str]:
    braces = {field for _, field, _, _ in Formatter().parse(text) if field} if "{" in text else set()
    return set(NAMED.findall(text)) | braces


def test_a_refusal_is_never_put_together_where_nobody_can_translate_it():
    trees = modules()
    refusals = msgids.refusal_names(list(trees.values()))
    assert {"Refusal", "Missing", "TooMany", "LinkIsDead"} <= refusals
    assert [f"{name(p)}:{line}: {code}" for p, tree in trees.items() for line, code in msgids.unsaid(tree, refusals)] == []


# A refusal may be one sentence only when that sentence is the next step itself.
NEXT_STEP = re.compile(r"(Ajukan|Tulis|Pilih|Lampirkan|Sebutkan|Masuk|Isi|Ceritakan|Foto|Pasang|Lengkapi|Muat) ")


def test_a_refusal_says_what_to_do_next():
    trees = modules()
    calls = msgids.refusal_names(list(trees.values())) | {"no"}
    said_there = {(name(path), text) for path, tree in trees.items() for text in refused_with(tree, calls)}
    assert len(said_there) > 250
    assert {(p, t) for p, t in said_there if len(re.findall(r"[.;:](?=\s|$)", t)) < 2 and not NEXT_STEP.match(t)} == {
        ("lorong/kernel/documents/unlocking.py", "Sandi tanda tangan salah. {more}"),  # how often one may still try
    }


def refused_with(tree: ast.Module, calls: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in calls and node.args:
            texts_of = (n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant) and isinstance(n.value, str))
            yield from (text for text in texts_of if " " in text.strip())


def test_no_door_shows_a_refusal_without_saying_it_in_the_visitors_language():
    bare = re.compile(r"\{\{ *refusal\.sentence|add_error\([^\n]*, (refusal|error|refused)\.sentence\)|str\(refusal\)")
    pages = [*msgids.templates(ROOT / "lorong/portals"), *msgids.modules(ROOT / "lorong/portals")]
    assert [name(p) for p in pages if bare.search(p.read_text(encoding="utf-8"))] == []


def test_every_text_of_a_page_is_marked_for_translation():
    pages = [p for p in msgids.templates(ROOT / "lorong") if p.suffix == ".html" and p.name not in msgids.FOR_BUILDERS]
    assert len(pages) > 100
    found = {name(p): [t for t in msgids.bare_text(p.read_text(encoding="utf-8")) if not SAME.fullmatch(t)] for p in pages}
    assert {page: texts for page, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>{% translate 'Baik' %}</p>", []),
        ("<p>Belum diterjemahkan</p>", ["Belum diterjemahkan"]),
        ("<p>{% blocktranslate %}Baik {{ x }}{% endblocktranslate %}</p>", []),
        ('<img alt="Foto warga">', ["Foto warga"]),
        ('{% band "Judul bagian" %}', ["Judul bagian"]),
        ('{% band _("Judul bagian") %}', []),
        ("{{ x|default:'belum ada' }}", ["belum ada"]),
        ("{% block main_class %}wrap wrap-read{% endblock %}<p>{{ x }}</p>", []),
        ("{# catatan untuk penulis #}{% comment %}lama{% endcomment %}<style>p { color: red }</style>", []),
    ],
)
def test_text_that_nobody_marked_is_found(page, found):
    assert msgids.bare_text(page) == found


def test_marked_sentences_are_found_in_pages_and_in_code():
    page = "{% translate 'Satu %' %}{% blocktranslate count n=n %}Dua {{ n }}{% plural %}Dua-dua {{ n }}{% endblocktranslate %}"
    assert msgids.in_template(page + '{{ _("Tiga") }}') == {"Satu %%", "Dua %(n)s", "Dua-dua %(n)s", "Tiga"}
    code = "from django.utils.translation import gettext as t\nt('Empat' if x else 'Lima'); no('Enam'); Gone(phrase('Tujuh {x}', x=1))"
    assert msgids.in_module(ast.parse(code), {"Gone"}) == {"Empat", "Lima", "Enam", "Tujuh {x}"}


@pytest.mark.parametrize("template", sorted(templates()))
def test_a_message_says_the_same_in_both_languages(template):
    wordings = templates()[template].wordings
    assert set(wordings) == set(LANGUAGES)
    for field in ("subject", "sms", "inbox"):
        indonesian, other = getattr(wordings["id"], field), getattr(wordings["en"], field)
        assert bool(indonesian) == bool(other), f"{template}.{field} is in one language only"
        assert set().union(*variables(indonesian)) == set().union(*variables(other)), f"{template}.{field} tells other things"
        assert indonesian != other or not re.sub(r"\{\w+\}", "", indonesian)


def test_the_survey_is_asked_in_english_too():
    for question in QUESTIONS.values():
        assert question.label.en and question.label.en != question.label.id


def catalogue_files() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(p for service in ("letters", "complaints") for p in (CATALOGUE / service).glob("*/*.toml")):
        if path.name in {"sop.toml", "form.toml"}:
            yield name(path), tomllib.loads(path.read_text(encoding="utf-8"))


# What residents read and has its English beside it in the file, and what has it in catalog/locale.
BESIDE = {"title", "summary", "label", "hint", "name", "does", "citizen_sees"}
IN_LOCALE = {"because", "reasons", "asks", "complaints", "procedure"}


def texts(data: Any) -> Iterator[tuple[str, str, bool]]:
    """(field, Indonesian, whether its English stands beside it) of everything residents read in a file."""
    if isinstance(data, list):
        for one in data:
            yield from texts(one)
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        if key in BESIDE and isinstance(value, str):
            yield key, value, bool(data.get(f"{key}_en"))
        elif key in IN_LOCALE:
            yield from ((key, one, False) for one in ([value] if isinstance(value, str) else value))
        elif isinstance(value, dict | list) and key != "sop":
            yield from texts(value)


@cache
def catalogue_texts() -> frozenset[str]:
    return frozenset(text for _, data in catalogue_files() for _, text, beside in texts(data) if text and not beside)


def test_every_text_of_the_catalogue_that_residents_read_has_its_english():
    known = translated()
    missing = {
        f"{file}: {field}: {text}"
        for file, data in catalogue_files()
        for field, text, ok in texts(data)
        if text and not ok and text not in known
    }
    assert missing == set()


@pytest.mark.django_db
def test_a_visitor_who_reads_english_is_refused_in_english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/periksa/ZZZZZZ/").content.decode()
    assert "Lihat di bawah kode QR" not in page
    with translation.override("en"):
        assert said(Refusal("Pilih ya atau tidak.")) == "Choose yes or no."
    with translation.override("id"):
        assert said(Refusal("Pilih ya atau tidak.")) == "Pilih ya atau tidak."
