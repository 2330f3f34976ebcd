"""Answers of another city's installation, read as what a stranger wrote. Pure.

JSON and XML of GeoReport v2 become a list of flat rows of short texts; XML with a DOCTYPE, too deep or too wide is no answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.parsers import expat

from lorong.lib.masking import masked
from lorong.services.complaints.elsewhere.values import WORDS_LONGEST

Row = Mapping[str, str]
MOST_ROWS, DEEPEST, TEXT_LONGEST = 200, 12, 4000
EXTENDED = ("stage", "merged_into")  # of `extended_attributes`
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"[^\s/?#%\\]{1,64}")


class Unreadable(ValueError):
    """It is no answer of the standard."""


def rows(body: bytes, form: str) -> list[Row]:
    """The requests or errors of an answer, each as its name to its text. form: json or xml. Raises Unreadable."""
    return _json(body) if form == "json" else _xml(body)


def number(text: str) -> str:
    """A service_request_id or token as it may stand in an address; "" for what cannot be one."""
    found = text.strip()
    return found if _NUMBER.fullmatch(found) and found.isprintable() and set(found) != {"."} else ""


def words(text: str) -> str:
    """A sentence of theirs as residents may read it: one line, covered, without addresses to follow, not endless."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    said = masked(_ADDRESS.sub("", " ".join(plain.split())))
    return said if len(said) <= WORDS_LONGEST else f"{said[: WORDS_LONGEST - 1]}…"


def sentences(found: Sequence[Row]) -> str:
    """The descriptions of errors, together."""
    return words(" ".join(row.get("description", "") for row in found[:5]))


def _json(body: bytes) -> list[Row]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(found, list):
        raise Unreadable
    return [_flat(one) for one in found[:MOST_ROWS] if isinstance(one, dict)]


def _flat(one: Mapping[str, Any]) -> Row:
    more = one.get("extended_attributes")
    beside = {name: more.get(name) for name in EXTENDED} if isinstance(more, dict) else {}
    return {name: _text(said) for name, said in {**one, **beside}.items() if isinstance(said, str | int)}


def _text(said: str | int) -> str:
    # A whole number of thousands of digits costs more to write than it is worth.
    return said[:TEXT_LONGEST] if isinstance(said, str) else str(said) if abs(said) < 10**18 else ""


class _Reader:
    """Collects the children of each `request` and `error`."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.path: list[str] = []
        self.text: list[str] = []

    def begin(self, name: str, _attributes: Any) -> None:
        self.path.append(name)
        self.text = []
        if len(self.path) > DEEPEST or len(self.rows) > MOST_ROWS:
            raise Unreadable
        if len(self.path) == 2:
            self.rows.append({})

    def end(self, name: str) -> None:
        inside = len(self.path) == 3 or (len(self.path) == 4 and self.path[2] == "extended_attributes" and name in EXTENDED)
        if inside and self.rows:
            self.rows[-1].setdefault(name, "".join(self.text)[:TEXT_LONGEST])
        self.text = []
        self.path.pop()

    def said(self, text: str) -> None:
        self.text.append(text)

    def refuse(self, *_said: Any) -> None:
        raise Unreadable


def _xml(body: bytes) -> list[Row]:
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.said
    # No DOCTYPE: with it come entities that grow, or that name files and addresses.
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ProcessingInstructionHandler = reader.refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise Unreadable from error
    return list(reader.rows)
