"""Who can move a step that stands still: whoever holds it, whoever may take it, and the head above them.

An extra room: names and offices for the page, found for a whole list with one question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.kernel.city.values import Holder

HELD, FREE, VACANT = "held", "free", "vacant"


@dataclass(frozen=True)
class Mover:
    """state: HELD by somebody, FREE for anyone of the role, VACANT when nobody is appointed today.

    `who`: that person or the first who may take it; `more`: how many others may; `head`: who can give it to another.
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
            return gettext("dipegang")
        if self.state == FREE:
            return gettext("belum diambil; bisa diambil")
        return gettext("jabatannya kosong hari ini")


def movers(items: Iterable[Any]) -> dict[int, Mover]:
    """The mover of every work item, by its id."""
    found = list(items)
    standing = city.holders_in({item.unit_id for item in found})
    above = _heads_above({item.unit for item in found if _head(standing.get(item.unit_id, ())) is None})
    return {item.pk: _mover(item, standing.get(item.unit_id, ()), above) for item in found}


def _mover(item: Any, holders: tuple[Holder, ...], above: Mapping[str, Holder]) -> Mover:
    head = _head(holders) or above.get(item.unit_id)
    over, over_title = (head.name, head.title) if head else ("", "")
    able = [h for h in holders if item.role in h.roles]
    if item.holder_id is not None and item.holder.person is not None:
        held = next((h for h in holders if h.person_id == item.holder.person_id), None)
        return Mover(HELD, item.holder.person.name, held.title if held else "", 0, over, over_title)
    if not able:
        return Mover(VACANT, "", "", 0, over, over_title)
    return Mover(FREE, able[0].name, able[0].title, len(able) - 1, over, over_title)


def _head(holders: tuple[Holder, ...]) -> Holder | None:
    return next((h for h in holders if h.is_head), None)


def _heads_above(units: Iterable[Any]) -> dict[str, Holder]:
    """For units without a head today: the head of the unit above."""
    parents = {unit.pk: unit.parent_id for unit in units if unit.parent_id}
    standing = city.holders_in(set(parents.values()))
    heads = {unit: _head(standing.get(parent, ())) for unit, parent in parents.items()}
    return {unit: head for unit, head in heads.items() if head is not None}
