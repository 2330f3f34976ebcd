"""Rows that came from the database as JSON, as the models they are.

An extra room: one JSON value is unpacked in a third of the time that a row of thirty columns takes.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)
Reader = Callable[[Any], Any]


def read(kind: type[M], row: Mapping[str, Any], using: str) -> M:
    """The row of `kind` that `row_to_json` wrote down; `using`: the alias of the database it came from."""
    names, values = _read(kind, row)
    return made(kind, zip(names, values, strict=True), using)


def part(kind: type[M], names: tuple[str, ...], row: Sequence[Any], using: str) -> M:
    """A row of which only the columns `names` came, in that order; the others are read when somebody asks for them."""
    values = list(row)
    for place, reader in _readers(kind, names):
        if values[place] is not None:
            values[place] = reader(values[place])
    return made(kind, zip(names, values, strict=True), using)


def renew(one: models.Model, row: Mapping[str, Any]) -> None:
    """Let `one` be as its row now stands; related rows that it has read already are kept while it still points at them."""
    loaded = one._state.fields_cache
    names, values = _read(type(one), row)
    here = vars(one)
    for attname, name in _relations(type(one)):
        if name in loaded and here[attname] != values[names.index(attname)]:
            del loaded[name]
    here.update(zip(names, values, strict=True))


def made(kind: type[M], values: Mapping[str, Any] | Iterable[tuple[str, Any]], using: str) -> M:
    """A row that stands in the database with these values; another column is read when somebody asks for it."""
    # As a model is unpickled: its constructor would send two signals and handle every column by itself.
    one = kind.__new__(kind)
    one._state = ModelState()
    one._state.adding, one._state.db = False, using
    vars(one).update(values)
    return one


def _read(kind: type[models.Model], row: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    names, readers = _columns(kind)
    values = [row[name] for name in names]
    for place, reader in readers:
        if values[place] is not None:
            values[place] = reader(values[place])
    return names, values


@cache
def _columns(kind: type[models.Model]) -> tuple[list[str], list[tuple[int, Reader]]]:
    fields = kind._meta.concrete_fields
    readers = [(place, _reader(field)) for place, field in enumerate(fields)]
    return [f.attname for f in fields], [(place, reader) for place, reader in readers if reader is not None]


@cache
def _readers(kind: type[models.Model], names: tuple[str, ...]) -> list[tuple[int, Reader]]:
    fields = {field.attname: field for field in kind._meta.concrete_fields}
    readers = [(place, _reader(fields[name])) for place, name in enumerate(names)]
    return [(place, reader) for place, reader in readers if reader is not None]


@cache
def _relations(kind: type[models.Model]) -> list[tuple[str, str]]:
    return [(f.attname, f.name) for f in kind._meta.concrete_fields if f.is_relation]


def _reader(field: Any) -> Reader | None:
    while field.is_relation:
        field = field.target_field
    for of, reader in (
        (models.DateTimeField, datetime.fromisoformat),
        (models.DateField, date.fromisoformat),
        (models.UUIDField, as_uuid),
        (models.BinaryField, _bytes),
    ):
        if isinstance(field, of):
            return reader
    return None


# What names a row comes with its lock, and again when it was written.
as_uuid = lru_cache(maxsize=1024)(uuid.UUID)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])  # after "\x"
