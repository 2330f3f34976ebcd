"""From the complaints of the parser and the validating library to sentences that say how to mend the file."""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from lorong.lib.toml_lines import Place

_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")

_SYNTAX = (
    ("Expected '=' after a key", 'Sesudah nama isian harus ada tanda sama dengan, misalnya `judul = "Surat"`.'),
    ("Invalid value", "Nilainya tidak dikenali. Teks ditulis di antara tanda kutip, tanggal seperti 2026-08-17."),
    ("Invalid statement", "Baris ini bukan isian dan bukan [tabel]. Isian ditulis `nama = nilai`."),
    ("Cannot overwrite a value", "Isian ini sudah ditulis sebelumnya. Hapus salah satu."),
    ("Duplicate inline table key", "Isian ini sudah ditulis di kurung kurawal yang sama. Hapus salah satu."),
    ("Cannot declare", "Tabel ini sudah ditulis sebelumnya. Gabungkan keduanya, atau pakai [[...]] untuk daftar."),
    ("Cannot redefine namespace", "Tabel ini sudah ditulis dengan cara lain. Gabungkan keduanya."),
    ("Cannot mutate immutable namespace", "Tabel ini sudah ditutup. Gabungkan isinya di satu tempat."),
    (
        "Illegal character",
        "Ada huruf yang tidak boleh di sini. Biasanya tanda kutip penutup lupa ditulis di baris ini.",
    ),
    ("Unterminated string", "Tanda kutip penutup belum ada."),
    (
        "Expected newline or end of document",
        "Sesudah nilai ini masih ada tulisan. Pindahkan ke baris baru, atau tutup kutipnya.",
    ),
    ("Expected ']'", "Kurung siku penutup belum ada."),
    ("Unclosed array", "Daftar ini belum ditutup. Periksa koma di antara isinya dan kurung siku penutup."),
    (
        "Unclosed inline table",
        "Kurung kurawal belum ditutup, atau isinya tidak satu baris. Pisahkan isinya dengan koma.",
    ),
    ("Unescaped", "Garis miring terbalik ditulis dua kali di dalam tanda kutip."),
    (
        "Invalid initial character for a key part",
        "Nama isian memakai huruf kecil, angka, dan garis bawah, tanpa spasi.",
    ),
)
_SYNTAX_OTHER = "Tulisan ini tidak dapat dibaca sebagai TOML. Periksa tanda kutip, kurung, dan tanda sama dengan."

_TYPES = {
    "string_type": 'teks di antara tanda kutip, misalnya "contoh"',
    "int_type": "angka bulat tanpa tanda kutip",
    "int_parsing": "angka bulat tanpa tanda kutip",
    "int_from_float": "angka bulat tanpa koma",
    "bool_type": "true atau false",
    "bool_parsing": "true atau false",
    "date_type": "tanggal tanpa tanda kutip, misalnya 2026-08-17",
    "date_parsing": "tanggal tanpa tanda kutip, misalnya 2026-08-17",
    "date_from_datetime_parsing": "tanggal tanpa tanda kutip, misalnya 2026-08-17",
    "date_from_datetime_inexact": "tanggal saja, tanpa jam",
    "datetime_type": "tanggal dan jam tanpa tanda kutip, misalnya 2026-08-03T08:00:00",
    "datetime_parsing": "tanggal dan jam tanpa tanda kutip, misalnya 2026-08-03T08:00:00",
    "datetime_from_date_parsing": "tanggal dan jam tanpa tanda kutip, misalnya 2026-08-03T08:00:00",
    "tuple_type": 'daftar di antara kurung siku, misalnya ["contoh"]',
    "dict_type": "tabel dengan isian di dalamnya",
    "model_type": "tabel dengan isian di dalamnya",
}

_PATTERNS = {
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": "huruf kecil dan angka, dipisah tanda hubung, misalnya kasi-pelayanan",
    r"^[a-z][a-z0-9_]*$": "huruf kecil, angka, dan garis bawah, misalnya foto_usaha",
    r"^[A-Z0-9]{2,12}$": "2 sampai 12 huruf besar atau angka, misalnya SKU",
    r"^[A-Z]$": "satu huruf besar, misalnya L",
}


def syntax_sentence(message: str) -> str:
    """What the TOML parser says, in Indonesian."""
    return next((said for start, said in _SYNTAX if message.startswith(start)), _SYNTAX_OTHER)


def syntax_line(message: str, text: str) -> int:
    """The line that the TOML parser names; the last one when it only noticed at the end."""
    found = _AT_LINE.search(message)
    return int(found.group(1)) if found else max(1, len(text.splitlines()))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant."""
    names = sorted(known)
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if not found and len(name) >= 3:
        found = [other for other in names if name in other or other in name]
    return found[0] if found else None


def meant(name: str, known: Iterable[str]) -> str:
    """The second half of a sentence about an unknown name: what was probably meant, or what there is."""
    names = sorted(set(known))
    near = nearest(name, names)
    if near is not None:
        return f"Mungkin maksudnya `{near}`."
    return f"Yang dikenal: {', '.join(names)}." if names else "Belum ada satu pun yang terdaftar."


def said(error: ErrorDetails, shape: type[BaseModel]) -> str:
    """One complaint of the validating library about a file of `shape`, in Indonesian."""
    place, kind, context = tuple(error["loc"]), error["type"], error.get("ctx", {})
    name = spoken(place)
    if kind == "missing":
        return f"Isian `{name}` belum ada. Tambahkan."
    if kind == "extra_forbidden":
        return f"Isian `{name}` tidak dikenal. {meant(str(place[-1]), fields_at(shape, place[:-1]))}"
    if kind == "value_error":
        return f"`{name}`: {context['error']}" if name else f"{context['error']}"
    if kind == "literal_error":
        return f"Isi `{name}` tidak dikenal. Pilih: {str(context['expected']).replace(' or ', ' atau ')}."
    if kind == "string_pattern_mismatch":
        return f"`{name}` ditulis dengan {_PATTERNS.get(str(context['pattern']), 'pola yang ditentukan')}."
    if kind in {"too_short", "string_too_short"}:
        return f"Isian `{name}` masih kosong. Isi paling sedikit satu."
    if kind == "string_too_long":
        return f"Isian `{name}` terlalu panjang. Paling banyak {context['max_length']} huruf."
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = f"paling kecil {context['ge']}" if "ge" in context else f"paling besar {context['le']}"
        return f"Angka `{name}` di luar batas: {bound}."
    return f"Isi `{name}` tidak cocok. Tulis {_TYPES.get(kind, 'seperti pada contoh di catalog/letters/README.md')}."


def spoken(place: Sequence[str | int]) -> str:
    """A place as people count: ("steps", 0, "by") is steps.1.by."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place if part != "[key]")


def fields_at(shape: type[BaseModel], place: Place) -> frozenset[str]:
    """The names of fields that a file of `shape` knows at a place; empty where no table belongs."""
    kinds: list[Any] = [shape]
    for part in place:
        kinds = [inner for kind in kinds for inner in _inside(kind, part)]
    return frozenset(name for kind in kinds if _is_shape(kind) for name in kind.model_fields)


def _inside(kind: Any, part: str | int) -> Iterator[Any]:
    if _is_shape(kind):
        field = kind.model_fields.get(part)
        yield from _plain(field.annotation) if field else ()
        return
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and isinstance(part, int):
        yield from _plain(args[0])
    elif origin is dict:
        yield from _plain(args[1])


def _plain(annotation: Any) -> Iterator[Any]:
    """The annotation without `| None` and without its constraints."""
    if typing.get_origin(annotation) is typing.Annotated:
        yield from _plain(typing.get_args(annotation)[0])
    elif typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        for inner in typing.get_args(annotation):
            yield from _plain(inner)
    else:
        yield annotation


def _is_shape(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
