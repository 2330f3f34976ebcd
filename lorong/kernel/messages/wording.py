"""The words of messages: `templates.toml` read once, checked, and filled with a context."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from lorong.kernel.messages.values import LINK_GONE, SECRET_GONE, SMS, Rendered, Template, Wording

LANGUAGES = ("id", "en")
MOST_SEGMENTS = 2
# GSM 03.38: what one SMS of 160 characters may hold; those of the second row count twice.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€")
PLAIN = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "•": "*", "\u00a0": " "})
DOUBLE_STOP = re.compile(r"([.?!])(?<!\.\.)\.(?!\.)")
ADDRESS = re.compile(r"https?://[^ ]+")
MANY_STOPS = re.compile(r"\.{4,}")
MANY_SPACES = re.compile(r" {2,}")
_FORMATTER = Formatter()


def template(template_id: str) -> Template:
    """One template. An unknown id is a bug."""
    known = templates()
    assert template_id in known, f"there is no message template {template_id}"
    return known[template_id]


@cache
def templates() -> Mapping[str, Template]:
    """All templates by id."""
    data = tomllib.loads((Path(__file__).parent / "templates.toml").read_text(encoding="utf-8"))
    return {
        name: Template(
            id=name,
            sample=entry["sample"],
            wordings={lang: Wording(**entry[lang]) for lang in LANGUAGES},
            shorten=tuple(entry.get("shorten", ())),
            anyone=entry.get("anyone", False),
            secret=entry.get("secret", False),
            secret_link=entry.get("secret_link", False),
        )
        for name, entry in data.items()
    }


def render(template_id: str, *, channel: str, language: str, context: Mapping[str, str]) -> Rendered:
    """Fill a template. A variable that is needed and not in `context` is a bug (AssertionError).

    Variables that stand only in [[optional]] parts may be missing or empty. An SMS is written in the GSM alphabet and
    kept to two segments by cutting the variables that the template lets be cut.
    """
    found = template(template_id)
    words = found.wordings["en" if language.startswith("en") else "id"]
    if channel == SMS:
        return Rendered("", _short(found, words.sms, context))
    return Rendered(_fill(found.id, words.subject, context)[:200], _fill(found.id, words.inbox, context))


def forgotten(template_id: str, body: str) -> str:
    """What is kept of a text once a gateway took it: all of it, or without what whoever reads the table must not have."""
    found = template(template_id)
    if found.secret:
        return SECRET_GONE
    return ADDRESS.sub(LINK_GONE, body) if found.secret_link else body


def variables(text: str) -> tuple[set[str], set[str]]:
    """The variables of a template text: those it needs, and those that stand in optional parts."""
    needed: set[str] = set()
    optional: set[str] = set()
    for part, is_optional in _parts(text):
        names = {name for _, name, _, _ in _FORMATTER.parse(part) if name is not None}
        (optional if is_optional else needed).update(names)
    return needed, optional


def septets(text: str) -> int:
    """The length of an SMS text in the GSM alphabet."""
    return sum(2 if c in GSM_TWICE else 1 for c in text)


def segments(text: str) -> int:
    """How many SMS a text costs: one up to 160 septets, then one for every 153."""
    length = septets(text)
    return 1 if length <= 160 else -(-length // 153)


def in_gsm(text: str) -> str:
    """The text in the GSM alphabet: accents that it lacks fall away, what has no likeness becomes a question mark."""
    return "".join(_gsm_character(c) for c in text.translate(PLAIN))


def _gsm_character(character: str) -> str:
    if character in GSM or character in GSM_TWICE:
        return character
    bare = unicodedata.normalize("NFKD", character)[0]
    return bare if bare in GSM or bare in GSM_TWICE else "?"


def _short(found: Template, text: str, context: Mapping[str, str]) -> str:
    values = {name: in_gsm(" ".join(value.split())) for name, value in context.items()}
    written = in_gsm(_fill(found.id, text, values))
    for name in found.shorten:
        over = septets(written) - MOST_SEGMENTS * 153
        value = values.get(name, "")
        if over > 0 and value:
            values[name] = value[: max(0, len(value) - over - 3)].rstrip(" .,;") + "..."
            written = in_gsm(_fill(found.id, text, values))
    return written


def _fill(template_id: str, text: str, context: Mapping[str, str]) -> str:
    written = []
    for part, is_optional in _parts(text):
        names = {name for _, name, _, _ in _FORMATTER.parse(part) if name is not None}
        if is_optional and not all(context.get(name) for name in names):
            continue
        missing = names - context.keys()
        assert not missing, f"message template {template_id} needs {sorted(missing)}"
        written.append(_FORMATTER.vformat(part, (), context))
    return _tidy("".join(written))


def _tidy(text: str) -> str:
    # A sentence given as a variable may bring its own full stop.
    text = DOUBLE_STOP.sub(r"\1", text)
    return MANY_STOPS.sub("...", MANY_SPACES.sub(" ", text)).strip()


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    head, *rest = text.split("[[")
    yield head, False
    for piece in rest:
        inside, closed, after = piece.partition("]]")
        assert closed, f"[[ without ]] in {text!r}"
        yield inside, True
        yield after, False
