"""An answer as XML or JSON. The standard maps one to the other (its "Spark convention"): a list loses its name in JSON, and so
does the root; nothing is an empty element in XML and null in JSON.

Pure. Written by hand and not by a tree of nodes: fifty requests are written for every page that is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

MEDIA_TYPES: Mapping[str, str] = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# Characters that no XML 1.0 document may hold, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: `<name>` holding `<each>` elements in XML, a bare list in JSON."""

    name: str
    each: str
    rows: Sequence[Any]


def written(root: str, body: Any, suffix: str) -> bytes:
    """The document. body: a Listing, or the members of `root`. suffix: "xml" or "json"."""
    if suffix == "json":
        return _json(_plain(body)).encode()
    return (DECLARATION + element(root, body)).encode()


def alone(each: str, row: Mapping[str, Any], suffix: str) -> str:
    """One row of a list, as `together` takes it."""
    return element(each, row) if suffix == "xml" else _json(_plain(row))


def together(root: str, rows: Sequence[str], suffix: str) -> bytes:
    """A document whose root is a list, from rows that are written already."""
    if suffix == "json":
        return f"[{','.join(rows)}]".encode()
    return f"{DECLARATION}<{root}>{''.join(rows)}</{root}>".encode() if rows else written(root, Listing(root, "", ()), suffix)


def element(name: str, value: Any) -> str:
    """`value` as an XML element called `name`."""
    if value is None or value == "":
        return f"<{name}/>"
    if isinstance(value, Mapping):
        return f"<{name}>{''.join([element(part, said) for part, said in value.items()])}</{name}>"
    if isinstance(value, Listing):
        return f"<{name}>{''.join([element(value.each, row) for row in value.rows])}</{name}>"
    return f"<{name}>{_text(value)}</{name}>"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return escape(_FORBIDDEN.sub("", value))
    if isinstance(value, bool):
        return "true" if value else "false"
    # A place on the equator is a small number, and no reader of XML need know powers of ten.
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else repr(value)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _FORBIDDEN.sub("", value) or None
    if isinstance(value, Mapping):
        return {name: _plain(said) for name, said in value.items()}
    if isinstance(value, Listing):
        return [_plain(row) for row in value.rows]
    return value
