"""Tables that offices export: comma, semicolon or tab; UTF-8 with or without a mark, UTF-16, or Windows-1252.

Read row by row, so that a file of a million rows takes no more memory than one of ten.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PIECE = 1 << 20
DELIMITERS = (";", ",", "\t", "|")
LONGEST_CELL = 10_000
RawRow = tuple[int, list[str]]


class TableError(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True)
class TableRow:
    """One row. line: where it begins in the file, the header being 1. cells: column to text, stripped."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A file whose shape is known. columns: as normalised by `column`; header: as they stand in the file."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    header: tuple[str, ...]

    def rows(self) -> Iterator[TableRow]:
        """Every row that is not empty, in order. Raises TableError where the file breaks off inside a quoted cell."""
        return map(self.row, self.raw())

    def row(self, raw: RawRow) -> TableRow:
        """A row of `raw` by the names of its columns."""
        return TableRow(raw[0], dict(zip(self.columns, map(str.strip, raw[1]), strict=False)))

    def raw(self) -> Iterator[RawRow]:
        """The same, line and cells as they stand in the file: what is cheapest to hand to another process."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            try:
                next(reader)
                line = reader.line_num + 1
                for cells in reader:
                    if any(map(str.strip, cells)):
                        yield line, cells
                    line = reader.line_num + 1
            except csv.Error as error:
                raise TableError(f"Baris {reader.line_num}: tanda kutip tidak ditutup, atau isinya terlalu panjang.") from error


def open_table(path: Path, *, needed: Sequence[str] = (), aliases: Mapping[str, str] | None = None) -> Table:
    """Look at a file: its encoding, delimiter and header. aliases: other names of columns.

    Raises TableError when it is empty, when its header cannot be understood, or when a needed column is missing.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline(LONGEST_CELL)
    if not first.strip():
        raise TableError("Berkas ini kosong. Baris pertama harus berisi nama kolom.")
    delimiter = max(DELIMITERS, key=first.count)
    header = tuple(next(csv.reader([first.rstrip("\r\n")], delimiter=delimiter)))
    columns = tuple((aliases or {}).get(column(h), column(h)) for h in header)
    missing = [name for name in needed if name not in columns]
    if missing:
        raise TableError(f"Kolom {', '.join(missing)} tidak ada di baris pertama. Yang ada: {', '.join(header)}.")
    doubled = sorted({c for c in columns if c and columns.count(c) > 1})
    if doubled:
        raise TableError(f"Kolom {', '.join(doubled)} ada lebih dari sekali. Hapus yang tidak dipakai.")
    return Table(path, encoding, delimiter, columns, header)


def column(text: str) -> str:
    """A column's name as it is compared: "No. KK " is "no_kk"."""
    return re.sub(r"[^a-z0-9]+", "_", text.strip().lower()).strip("_")


def encoding_of(path: Path) -> str:
    """What the file is written in, told by its mark, or by whether all of it is UTF-8. Otherwise Windows-1252."""
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if head and head.count(0) > len(head) // 4:
            return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        piece = head
        try:
            while piece:
                decoder.decode(piece)
                piece = file.read(PIECE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"
