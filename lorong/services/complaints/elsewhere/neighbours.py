"""The other cities that take reports from here: those of the pack, with the keys of this machine. An extra room: asked by reads and acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from lorong.kernel.city import queries as city
from lorong.services.complaints.elsewhere.values import Neighbour

SAME, OURS = "same", "lorong"


def neighbours() -> list[Neighbour]:
    """Every one that the pack names, those without a key too."""
    return [_made(name, said) for name, said in _named().items()]


def neighbour(name: str) -> Neighbour | None:
    """The one with this id, if the pack still names it and there is a key for it."""
    said = _named().get(name)
    found = _made(name, said) if said is not None else None
    return found if found is not None and found.key else None


def takers(slug: str) -> list[Neighbour]:
    """Those that things of this category can be sent to now."""
    return [one for one in neighbours() if one.key and one.code_of(slug)]


def _named() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = city.complaints_setting().get("neighbours", {})
    return found


def _made(name: str, said: Mapping[str, Any]) -> Neighbour:
    return Neighbour(
        id=name,
        name=said["name"],
        endpoint=said["endpoint"],
        jurisdiction=said["jurisdiction"],
        categories=None if said["categories"] == SAME else said["categories"],
        extensions=said["speaks"] == OURS,
        format=said["format"],
        key=settings.NEIGHBOUR_KEYS.get(name, ""),
    )
