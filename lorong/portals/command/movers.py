"""Who can move a step that stands still: whoever holds it, whoever may take it, and the head above them.

An extra room: names and offices for the page, found for a whole list at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.kernel.city.values import Holder

HELD, FREE, VACANT = "held", "free", "vacant"


@dataclass(frozen=True)
class Mover:
    """state: HELD by somebody, FREE for anyone of the role, VACANT when nobody is appointed today.

    `who`: that person or the first who may take it; `more`: how many others may; `head`: who stands over them.
    """

    state: str
    who: str
    title: str
    more: int
    head: str
    head_title: str

    @property
    def words(self) -> str:
        """The state in a sentence."""
        if self.state == HELD:
            return gettext("sedang dipegang")
        if self.state == FREE:
            return gettext("belum diambil")
        return gettext("jabatannya kosong hari ini")


def movers(items: Iterable[Any]) -> dict[int, Mover]:
    """The mover of every work item, by its id. Two questions to the database, however long the list."""
    found = list(items)
    parents = {item.unit_id: item.unit.parent_id for item in found if item.unit.parent_id}
    standing = city.holders_in({*(item.unit_id for item in found), *parents.values()})
    return {
        item.pk: _mover(item, standing.get(item.unit_id, ()), standing.get(parents.get(item.unit_id, ""), ())) for item in found
    }


def _mover(item: Any, holders: tuple[Holder, ...], above: tuple[Holder, ...]) -> Mover:
    able = [h for h in holders if item.role in h.roles]
    first: Holder | None = able[0] if able else None
    if item.holder_id is not None and item.holder.person is not None:
        person = item.holder.person
        first = next((h for h in holders if h.person_id == person.pk), None)
        head = _over(first, holders, above)
        return Mover(HELD, person.name, first.title if first else "", 0, *head)
    head = _over(first, holders, above)
    return Mover(FREE, first.name, first.title, len(able) - 1, *head) if first else Mover(VACANT, "", "", 0, *head)


def _over(mover: Holder | None, holders: tuple[Holder, ...], above: tuple[Holder, ...]) -> tuple[str, str]:
    """Name and title of who stands over the mover: the head of the unit; the head above when the mover is the head."""
    head = _head(holders)
    if head is None or (mover is not None and mover.person_id == head.person_id):
        head = _head(above)
    return (head.name, head.title) if head else ("", "")


def _head(holders: tuple[Holder, ...]) -> Holder | None:
    return next((h for h in holders if h.is_head), None)
