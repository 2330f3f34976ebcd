"""Who acts. Built once at the door; passed as `actor` to every action and policy."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    RESIDENT = "resident"
    OFFICER = "officer"
    OUTSIDE = "outside"  # came through a signed link, has no account
    SYSTEM = "system"


class As(StrEnum):
    """In which right a position is held (regulations: Plt. vacant post, Plh. absent holder, Pj. acting head)."""

    DEFINITIVE = "definitif"
    PLT = "plt"
    PLH = "plh"
    PJ = "pj"


@dataclass(frozen=True)
class Holding:
    """One position the actor holds today. `roles` are the role names SOPs use."""

    position_id: int
    title: str
    roles: frozenset[str]
    unit: str
    held_as: As = As.DEFINITIVE
    may_sign: bool = False


@dataclass(frozen=True)
class Actor:
    """`account_id`/`person_id` are None for the system and for outside parties; `link_id` names an outside party's link."""

    kind: ActorKind
    name: str
    account_id: int | None = None
    person_id: uuid.UUID | None = None
    holdings: tuple[Holding, ...] = ()
    verified: bool = False
    link_id: int | None = None
    channel: str = "web"

    @property
    def is_officer(self) -> bool:
        return bool(self.holdings)

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM

    def holding_for(self, role: str, unit: str) -> Holding | None:
        """The position in which the actor may do work of `role` at `unit` (exact unit; oversight is asked elsewhere)."""
        return next((h for h in self.holdings if role in h.roles and h.unit == unit), None)

    def has_role(self, *roles: str) -> bool:
        """Whether any position of the actor carries one of `roles`, at whatever unit."""
        return any(not h.roles.isdisjoint(roles) for h in self.holdings)

    def units(self) -> frozenset[str]:
        return frozenset(h.unit for h in self.holdings)


SISTEM = Actor(kind=ActorKind.SYSTEM, name="Sistem", channel="system")
