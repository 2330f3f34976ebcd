"""The history of one case with what proves that it stands unchanged under the published roots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lorong.kernel.audit import roots
from lorong.kernel.audit.models import Root
from lorong.kernel.cases.models import Case, WorkItem
from lorong.lib.merkle import paths

FORMAT = "lorong-proof-1"


@dataclass(frozen=True)
class _Row:
    """One event: its place in all history, and what its hash is made of."""

    seq: int
    place: int
    step: str
    text: str
    hash: bytes


def proof(case: Case) -> dict[str, Any]:
    """What the holder of a case can keep and check without this house (`docs/verify_history.py`).

    Every event with the text its hash is made of, the hash, and the way from there to a published root. The text of a
    step that was done blind is left out, since it names the officer: its hash still holds the chain together. Events of
    today have no root yet. All bytes are hexadecimal digits.
    """
    rows = _rows(case)
    over = roots.roots_over([row.place for row in rows])
    ways = _ways(rows, over)
    blind = set(WorkItem.objects.filter(case=case, blind=True).values_list("step", flat=True))
    return {
        "format": FORMAT,
        "case": case.number,
        "events": [
            {
                "seq": row.seq,
                "text": "" if row.step in blind else row.text,
                "hash": row.hash.hex(),
                "root": ways.get(row.seq),
            }
            for row in rows
        ],
        "roots": [roots.as_public(root) for root in sorted(set(over.values()), key=lambda root: root.no)],
    }


def _rows(case: Case) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.seq, e.position, e.step, lorong_event_text(e), e.hash FROM cases_event e WHERE e.case_id = %s ORDER BY e.seq",
            [case.pk],
        )
        return [_Row(seq, place, step, text, bytes(digest)) for seq, place, step, text, digest in cursor.fetchall()]


def _ways(rows: Iterable[_Row], over: dict[int, Root]) -> dict[int, dict[str, Any]]:
    # One reading of the leaves per root, however many events of the case lie under it.
    found: dict[int, dict[str, Any]] = {}
    for root in set(over.values()):
        mine = {row.place: row.seq for row in rows if over.get(row.place) == root}
        leaves = list(roots.leaves(*roots.bounds_of(root)))
        at = {leaf.place: place for place, leaf in enumerate(leaves) if leaf.place in mine}
        ways = paths([leaf.hash for leaf in leaves], list(at.values()))
        for place, seq in mine.items():
            found[seq] = {"no": root.no, "leaf": at[place], "path": [step.hex() for step in ways[at[place]]]}
    return found
