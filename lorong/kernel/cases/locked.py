"""A case as it comes with its lock: with its open steps, who acted on it, its papers and the city's version.

An extra room: the model of cases stands above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from lorong.kernel.cases import rows
from lorong.kernel.city.queries.memory import MEMORY

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class AtHand:
    """What came with the lock of a case. items: its open steps, as they were opened; keys: who acted, by the key of the act;
    papers: (requirement, document, whether nobody has judged it, whether it was turned down) of what is in force."""

    items: list[Any]
    keys: dict[str, int | None]
    papers: list[tuple[str, str, bool, bool]]


def locked_case(kind: type[M], item_kind: type[Model], pk: int) -> M:
    """The case (`kind` is its model, `item_kind` that of its steps), locked, with `at_hand`. Raises its DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lorong_case_at_hand(%s)", [pk])
        (found,) = cursor.fetchone()
    if found is None:
        raise kind.DoesNotExist(f"there is no case {pk}")  # type: ignore[attr-defined]
    MEMORY.heard(rows.as_uuid(found["city"]) if found["city"] else None)
    case: Any = rows.read(kind, found["case"], connection.alias)
    items: list[Any] = [rows.read(item_kind, row, connection.alias) for row in found["items"] or []]
    for item in items:
        item.case = case
    case.at_hand = AtHand(items, found["keys"] or {}, [tuple(p) for p in found["papers"] or []])
    of_case: M = case
    return of_case
