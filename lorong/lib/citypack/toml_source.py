"""A TOML file that remembers on which line each of its keys stands: an official who mends a file needs the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lorong.lib.citypack.errors import PackInvalid, Problem
from lorong.lib.toml_lines import Place, lines_of, nearest_line

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
        return nearest_line(self.lines, place, otherwise=0)

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
    return TomlSource(path, data, lines_of(text))


def _not_toml(path: Path, text: str, message: str) -> Problem:
    found = AT_LINE.search(message)
    line = int(found.group(1)) if found else len(text.splitlines())
    reason = AT_END.sub("", AT_LINE.sub("", message))
    return Problem(
        path,
        line,
        f"Tulisan di baris ini bukan TOML yang benar ({reason}). Periksa tanda kutip, kurung, dan sama dengan.",
    )
