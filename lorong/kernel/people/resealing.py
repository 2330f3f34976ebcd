"""Which columns are sealed and by what they are found, and how a stretch of rows comes under the newest keys.

An extra room: every room lists its own columns in its `sealed.py`; changing keys walks all of them, and knows no room.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from lorong.lib.sealing import CannotOpen, Keyring, number_of

Row = Mapping[str, Any]
Context = str | Callable[[Row], str]  # the context of a column, or how it follows from the row

MARK = "SELECT set_config('lorong.resealing', 'on', true)"  # what the guards of `sql/resealing.sql` look for
_TYPE = "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s"
MAY_RESEAL = "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid = ANY(%s::regclass[])"


@dataclass(frozen=True, slots=True)
class Index:
    """A blind index: of the text sealed in `column`, in the index's own context."""

    column: str
    context: Context


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns. reads: further columns that contexts need. inside: sealed members of a JSON column.

    forgets: columns derived from keys that are emptied when a row is indexed anew, and made again by whoever needs them.
    """

    table: str
    sealed: Mapping[str, Context] = field(default_factory=dict)
    indexes: Mapping[str, Index] = field(default_factory=dict)
    inside: Mapping[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    key: str = "id"
    reads: tuple[str, ...] = ()
    forgets: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """What is read of a row."""
        return (self.key, *self.sealed, *self.indexes, *self.inside, *self.reads)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What became of a stretch of rows. last: the key of the last one, None at the end of the table.

    seen: rows read; stale: those that stood under an older key; done: those that now stand under the newest.
    broken: keys of rows that no key here opens.
    """

    last: Any
    seen: int = 0
    stale: int = 0
    done: int = 0
    broken: tuple[str, ...] = ()


def stretch_of(table: SealedTable, *, after: Any, size: int, write: bool) -> Stretch:
    """Look at up to `size` rows behind the key `after` (None: from the beginning) and renew those that are stale.

    A row that somebody else holds at this moment, or changed meanwhile, is left for the next walk. Inside a transaction.
    """
    rows = _read(table, after, size)
    if not rows:
        return Stretch(None)
    changes: list[tuple[Row, dict[str, Any]]] = []
    broken = []
    for row in rows:
        try:
            change = _change(table, row, settings.KEYRING)
        except CannotOpen:
            broken.append(str(row[table.key]))
            continue
        if change:
            changes.append((row, change))
    done = _write(table, changes) if write and changes else 0
    return Stretch(rows[-1][table.key], len(rows), len(changes), done, tuple(broken))


def _read(table: SealedTable, after: Any, size: int) -> list[dict[str, Any]]:
    names = ", ".join(f'"{name}"' for name in table.columns)
    beyond, values = (f'WHERE "{table.key}" > %s', [after, size]) if after is not None else ("", [size])
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{table.table}" {beyond} ORDER BY "{table.key}" LIMIT %s', values)  # noqa: S608
        return [dict(zip(table.columns, row, strict=True)) for row in cursor.fetchall()]


def _change(table: SealedTable, row: Row, ring: Keyring) -> dict[str, Any]:
    texts = {name: ring.open(row[name], context=_in(context, row)) for name, context in table.sealed.items() if row[name]}
    change: dict[str, Any] = {
        name: ring.seal(text, context=_in(table.sealed[name], row))
        for name, text in texts.items()
        if number_of(row[name]) != ring.number
    }
    for name, index in table.indexes.items():
        if row[name] is not None and index.column in texts:
            newest = ring.index(texts[index.column], context=_in(index.context, row))
            if bytes(row[name]) != newest:
                change[name] = newest
                change.update(dict.fromkeys(table.forgets))
    for name, (members, context) in table.inside.items():
        if renewed := _inside(row[name], members, context, ring):
            change[name] = renewed
    return change


def _inside(value: Any, members: Sequence[str], context: str, ring: Keyring) -> str:
    data = json.loads(value) if isinstance(value, str) else dict(value)
    stale = False
    for name in members:
        if data.get(name):
            sealed = base64.b64decode(data[name])
            text = ring.open(sealed, context=context)
            if number_of(sealed) != ring.number:
                data[name] = base64.b64encode(ring.seal(text, context=context)).decode()
                stale = True
    return json.dumps(data) if stale else ""


def _write(table: SealedTable, changes: Sequence[tuple[Row, dict[str, Any]]]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        cursor.execute(_TYPE, [f'"{table.table}"', table.key])
        kind = cursor.fetchone()[0]
        lock = (
            f'SELECT "{table.key}" FROM "{table.table}" WHERE "{table.key}" = ANY(%s::{kind}[])'  # noqa: S608
            " ORDER BY 1 FOR UPDATE SKIP LOCKED"
        )
        cursor.execute(lock, [[row[table.key] for row, _ in changes]])
        free = {key for (key,) in cursor.fetchall()}
        alike: dict[tuple[str, ...], list[tuple[Row, dict[str, Any]]]] = defaultdict(list)
        for row, change in changes:
            if row[table.key] in free:
                alike[tuple(change)].append((row, change))
        done = 0
        for columns, group in alike.items():
            cursor.execute(*_update(table, kind, columns, group))
            done += cursor.rowcount
    return done


def _update(
    table: SealedTable, kind: str, columns: Sequence[str], group: Sequence[tuple[Row, dict[str, Any]]]
) -> tuple[str, list[Any]]:
    # All rows of a stretch at once, each only while it is as it was read.
    renewed = [name for name in columns if name not in table.forgets]
    types = {name: "jsonb" if name in table.inside else "bytea" for name in renewed}
    sets = [f'"{name}" = v.new_{name}::{types[name]}' for name in renewed] + [
        f'"{n}" = NULL' for n in columns if n in table.forgets
    ]
    same = " AND ".join(f't."{name}" = v.old_{name}::{types[name]}' for name in renewed)
    arrays, names, values = [f"%s::{kind}[]"], ["key"], [[row[table.key] for row, _ in group]]
    for name in renewed:
        array = "%s::text[]" if name in table.inside else "%s::bytea[]"
        arrays += [array, array]
        names += [f"new_{name}", f"old_{name}"]
        values += [[change[name] for _, change in group], [_plain(row[name]) for row, _ in group]]
    sql = (
        f'UPDATE "{table.table}" t SET {", ".join(sets)} FROM unnest({", ".join(arrays)}) AS v({", ".join(names)})'  # noqa: S608
        f' WHERE t."{table.key}" = v.key AND {same}'
    )
    return sql, values


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value)
    return bytes(value) if isinstance(value, memoryview) else value


def _in(context: Context, row: Row) -> str:
    return context if isinstance(context, str) else context(row)
