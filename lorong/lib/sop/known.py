"""What a check may take for granted about the rest of the house: names only, so that checking needs no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lorong.lib.sop.reading import Declared

# One working day in working minutes: 37.5 hours a week in five days (Perpres 21/2023 art. 4).
NORMAL_DAY_MINUTES = 450


@dataclass(frozen=True)
class Known:
    """`roles`: level ("kelurahan", "kecamatan", "kota") -> roles that every city has there.

    `offices`: code of an office that every city has -> its roles. `parties`: codes of outside parties in every city.
    `compiles`: tries the letter and gives what is wrong with it, or None. `slugs`: every service of the catalogue.
    `day_minutes`: what one "hari kerja" is worth. `today`: for what must be reviewed in time.
    """

    services: frozenset[str]
    signing: frozenset[str]
    guards: frozenset[str]
    effects: frozenset[str]
    excuses: frozenset[str]
    roles: Mapping[str, frozenset[str]]
    slugs: frozenset[str]
    today: date
    day_minutes: int = NORMAL_DAY_MINUTES
    offices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parties: frozenset[str] = frozenset()
    compiles: Callable[[Declared], str | None] = field(default=lambda _: None)
