"""Sentences that remember what they were made of, so that a door can say them in the visitor's language.

A `Phrase` is its Indonesian sentence, and a `str` like any other; beside it stand the template, which is the msgid of the
translation, and the values that fill it. Where the English stands with the Indonesian (a name of the catalogue), the
value is given in both languages by `both`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Self

from lorong.lib.dates import clock, long_date


class Phrase(str):
    """An Indonesian sentence that can be said again in another language."""

    template: str
    values: dict[str, Any]
    english: str

    def __new__(cls, face: str, template: str, values: dict[str, Any], english: str = "") -> Self:
        said = super().__new__(cls, face)
        said.template, said.values, said.english = template, values, english
        return said

    def __str__(self) -> str:
        # Also what `str(error)` gives: an error raised with a sentence hands it on whole.
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (str.__str__(self), self.template, self.values, self.english)


def phrase(template: str, /, **values: Any) -> Phrase:
    """The sentence `template` ("{unit} belum buka.") with its {names} filled.

    values: text as it is; a `date` is said as "28 Juli 2026", a `datetime` as its clock "16.00"; a list with commas; a
    `Phrase` in its turn. Every name of the template must be given: a missing one is a bug (KeyError).
    """
    face = template.format(**{name: _spoken(value, "id", str) for name, value in values.items()}) if values else template
    return Phrase(face, template, values)


def both(indonesian: str, english: str) -> Phrase:
    """A text that brings its English along; without one it is Indonesian in both."""
    return Phrase(indonesian, indonesian, {}, english)


def spoken(sentence: str, lang: str, translate: Callable[[str], str]) -> str:
    """`sentence` in `lang` ("id" or "en"). translate: msgid to its translation, or to itself when there is none."""
    if lang == "id" or not sentence:
        return str.__str__(sentence)
    if not isinstance(sentence, Phrase):
        return translate(sentence)
    if sentence.english:
        return sentence.english
    template = translate(sentence.template)
    if not sentence.values:
        return template
    return template.format(**{name: _spoken(value, lang, translate) for name, value in sentence.values.items()})


def _spoken(value: Any, lang: str, translate: Callable[[str], str]) -> str:
    if isinstance(value, Phrase):
        return spoken(value, lang, translate)
    if isinstance(value, datetime):
        return clock(value, lang=lang)
    if isinstance(value, date):
        return long_date(value, lang=lang)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_spoken(one, lang, translate) for one in value)
    return str(value)
