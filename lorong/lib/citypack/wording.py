"""From the complaints of the validating library to sentences that say how to mend the file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lorong.lib.citypack.errors import Problem
from lorong.lib.citypack.toml_source import TomlSource
from lorong.lib.toml_lines import Place

Shape = TypeVar("Shape", bound=BaseModel)

EXPECTED = {
    "string_type": 'teks di antara tanda kutip, misalnya "contoh"',
    "int_type": "angka bulat tanpa tanda kutip",
    "int_from_float": "angka bulat",
    "float_type": "angka tanpa tanda kutip",
    "bool_type": "true atau false",
    "bool_parsing": "true atau false",
    "date_type": "tanggal tanpa tanda kutip, misalnya 2026-08-17",
    "date_from_datetime_parsing": "tanggal tanpa tanda kutip, misalnya 2026-08-17",
    "date_parsing": "tanggal tanpa tanda kutip, misalnya 2026-08-17",
    "tuple_type": 'daftar di antara kurung siku, misalnya ["contoh"]',
    "dict_type": "tabel, misalnya [nama-tabel] lalu isinya di bawahnya",
    "model_type": "tabel, misalnya [nama-tabel] lalu isinya di bawahnya",
}


def validated(source: TomlSource, shape: type[Shape], problems: list[Problem]) -> Shape | None:
    """The file as its shape; None, with the reasons added to `problems`, when it does not fit."""
    try:
        return shape.model_validate(source.data)
    except ValidationError as error:
        for detail in error.errors():
            place = tuple(detail["loc"])
            problems.append(source.problem(place, _sentence(detail, place, shape)))
        return None


def _sentence(detail: ErrorDetails, place: Place, shape: type[BaseModel]) -> str:
    kind, name = detail["type"], _name(place)
    context = detail.get("ctx", {})
    if kind == "missing":
        return f"Isian `{name}` belum ada. Tambahkan."
    if kind == "extra_forbidden":
        return f"Isian `{name}` tidak dikenal. {_meant(str(place[-1]), _known_names(shape))}"
    if kind in {"value_error", "assertion_error"}:
        said = str(context.get("error", detail["msg"]))
        return f"`{name}`: {said}" if name else said
    if kind == "literal_error":
        return f"Isi `{name}` tidak dikenal. Pilih salah satu: {context['expected']}."
    if kind in {"too_short", "string_too_short"}:
        return f"Isian `{name}` masih kosong. Isi paling sedikit satu."
    if kind in {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}:
        limit = next(iter(context.values()))
        return f"Isi `{name}` di luar batas {limit}. Tulis angka di dalam batas itu."
    expected = EXPECTED.get(kind)
    return f"Isi `{name}` tidak cocok. Tulis {expected}." if expected else f"Isi `{name}` tidak cocok: {detail['msg']}."


def _name(place: Place) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def _meant(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"Mungkin maksudnya `{near[0]}`." if near else "Hapus, atau periksa ejaannya."


def _known_names(shape: type[BaseModel]) -> set[str]:
    """Every field name in a shape and in the shapes inside it."""
    names: set[str] = set()
    waiting: list[object] = [shape]
    seen: set[object] = set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names.update(kind.model_fields)
            waiting.extend(field.annotation for field in kind.model_fields.values())
        else:
            waiting.extend(getattr(kind, "__args__", ()))
    return names
