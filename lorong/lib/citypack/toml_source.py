"""A TOML file that remembers on which line each of its keys stands.

`tomllib` reads the values and forgets where they were; an official who mends a file needs the line. The lines are
found by walking the text once: every table header and every key is parsed by `tomllib` itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lorong.lib.citypack.errors import PackInvalid, Problem

Place = tuple[str | int, ...]

HEADER = re.compile(r"^\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$""")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")
AT_END = re.compile(r"\s*\(at end of document\)")


@dataclass(frozen=True)
class TomlSource:
    """The values of a file and the line of each key. `lines` maps a path such as ("seasons", 1, "first") to a line."""

    path: Path
    data: Mapping[str, Any]
    lines: Mapping[Place, int]

    def line_of(self, place: Place) -> int:
        """The line of a key, or of the nearest table around it; 0 when not even that is in the file."""
        for length in range(len(place), 0, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 0

    def problem(self, place: Place, sentence: str) -> Problem:
        """A problem at a key."""
        return Problem(self.path, self.line_of(place), sentence)


def read_toml(path: Path) -> TomlSource:
    """Read a file. Raises PackInvalid when it is absent, not UTF-8, or not TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PackInvalid([Problem(path, 0, "Berkas ini belum ada. Salin dari paket kota lain, lalu sesuaikan.")]) from None
    except UnicodeDecodeError:
        raise PackInvalid([Problem(path, 0, "Berkas ini bukan teks UTF-8. Simpan ulang sebagai UTF-8.")]) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackInvalid([_not_toml(path, text, str(error))]) from None
    return TomlSource(path, data, _lines(text))


def _not_toml(path: Path, text: str, message: str) -> Problem:
    found = AT_LINE.search(message)
    line = int(found.group(1)) if found else len(text.splitlines())
    reason = AT_END.sub("", AT_LINE.sub("", message))
    return Problem(
        path,
        line,
        f"Tulisan di baris ini bukan TOML yang benar ({reason}). Periksa tanda kutip, kurung, dan sama dengan.",
    )


def _lines(text: str) -> dict[Place, int]:
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    depth = 0  # inside an array that runs over several lines
    for number, line in enumerate(text.splitlines(), start=1):
        bare = QUOTED.sub('""', line).split("#", 1)[0]
        if depth > 0:
            depth += _opened(bare)
        elif header := HEADER.match(line):
            table = _resolve(_keys(f"[{header.group(2)}]"), counts)
            if header.group(1) == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif key := KEY.match(line):
            lines.setdefault((*table, *_keys(f"{key.group(1)} = 0")), number)
            depth = _opened(bare)
    return lines


def _opened(bare: str) -> int:
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")


def _keys(text: str) -> Place:
    found: list[str] = []
    inner: Any = tomllib.loads(text)
    while isinstance(inner, dict) and inner:
        key, inner = next(iter(inner.items()))
        found.append(key)
    return tuple(found)


def _resolve(keys: Place, counts: Mapping[Place, int]) -> Place:
    """A header below an array of tables belongs to the array's latest table."""
    place: Place = ()
    for key in keys[:-1]:
        place = (*place, key)
        if place in counts:
            place = (*place, counts[place])
    return (*place, keys[-1])
