"""On which line each key of a TOML text stands.

`tomllib` reads the values and forgets where they were. This scanner walks a text that `tomllib` has already accepted,
so it needs no error handling of its own: it follows table headers, arrays of tables, dotted and quoted keys, inline
tables and arrays over several lines, and notes a line for each key and each element.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

Place = tuple[str | int, ...]

_BLANK = " \t"
_SPACE = " \t\r\n"
_BARE_ENDS = _SPACE + ".=]}#,\"'"


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, of every key and array element: ("steps", 1, "outcomes", "tolak", "end") -> 87.

    `text` must be valid TOML. A table that several headers open keeps the line of the first.
    """
    # As tomllib reads it, so that a lone carriage return does not count as a line.
    return _Scanner(text.replace("\r\n", "\n")).document()


def nearest_line(lines: Mapping[Place, int], place: Place, *, otherwise: int = 1) -> int:
    """The line of `place`, or of the nearest table around it; `otherwise` when nothing of it is in the file."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return otherwise


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Place, int] = {}
        self.counts: dict[Place, int] = {}  # arrays of tables: index of the latest element
        self.line = 1

    def document(self) -> dict[Place, int]:
        table: Place = ()
        while self._skip_space():
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def _header(self) -> Place:
        several = self.text.startswith("[[", self.at)
        self.at += 2 if several else 1
        line = self.line
        keys = self._keys()
        self.at += 2 if several else 1
        place = self._resolved(keys)
        for length in range(1, len(place) + 1):
            self._note(place[:length], line)
        if several:
            self.counts[place] = self.counts.get(place, -1) + 1
            place = (*place, self.counts[place])
            self._note(place, line)
        return place

    def _resolved(self, keys: tuple[str, ...]) -> Place:
        """A header below an array of tables belongs to the array's latest element."""
        place: Place = ()
        for key in keys[:-1]:
            place = (*place, key)
            if place in self.counts:
                place = (*place, self.counts[place])
        return (*place, keys[-1])

    def _pair(self, table: Place) -> None:
        line = self.line
        keys = self._keys()
        for length in range(1, len(keys) + 1):
            self._note((*table, *keys[:length]), line)
        self.at += 1  # the equals sign
        self._skip_blank()
        self._value((*table, *keys))

    def _keys(self) -> tuple[str, ...]:
        keys: list[str] = []
        while True:
            self._skip_blank()
            keys.append(self._key())
            self._skip_blank()
            if self.text[self.at] != ".":
                return tuple(keys)
            self.at += 1

    def _key(self) -> str:
        start = self.at
        if self.text[start] in "\"'":
            self._string()
            return str(tomllib.loads(f"key = {self.text[start : self.at]}")["key"])
        while self.text[self.at] not in _BARE_ENDS:
            self.at += 1
        return self.text[start : self.at]

    def _value(self, place: Place) -> None:
        letter = self.text[self.at]
        if letter == "[":
            self._array(place)
        elif letter == "{":
            self._inline_table(place)
        elif letter in "\"'":
            self._string()
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _array(self, place: Place) -> None:
        self.at += 1
        index = 0
        while self._skip_space() and self.text[self.at] != "]":
            self._note((*place, index), self.line)
            self._value((*place, index))
            index += 1
            self._skip_space()
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _inline_table(self, place: Place) -> None:
        self.at += 1
        while self._skip_space() and self.text[self.at] != "}":
            self._pair(place)
            self._skip_space()
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _string(self) -> None:
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            self._long_string(quote)
            return
        self.at += 1
        while self.text[self.at] != quote:
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += 1

    def _long_string(self, quote: str) -> None:
        self._advance(3)
        while not self.text.startswith(quote * 3, self.at):
            self._advance(2 if quote == '"' and self.text[self.at] == "\\" else 1)
        self.at += 3
        # Up to two more quotes belong to the string itself.
        while self.at < len(self.text) and self.text[self.at] == quote:
            self.at += 1

    def _advance(self, letters: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + letters)
        self.at += letters

    def _skip_blank(self) -> None:
        while self.text[self.at] in _BLANK:
            self.at += 1

    def _skip_space(self) -> bool:
        """Move to the next letter that means something; False at the end of the text."""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif letter in _SPACE:
                self._advance(1)
            else:
                return True
        return False

    def _note(self, place: Place, line: int) -> None:
        self.lines.setdefault(place, line)
