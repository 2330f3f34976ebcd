"""The archive on disk: reading `catalog/`, and what a check may take for granted about this installation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from lorong.kernel.catalog import registry
from lorong.kernel.catalog.values import Definition
from lorong.kernel.documents.rendering import TemplateBroken, render
from lorong.kernel.documents.samples import sample_data
from lorong.lib.citypack import load
from lorong.lib.sop.checks import check_reading, same_code_twice
from lorong.lib.sop.known import Known
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.reading import Declared, Reading, read_service, service_folders

_SAMPLE_PAYLOAD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 7
_SAMPLE_MOMENT = datetime(2026, 7, 28, 0, 41, tzinfo=UTC)


def readings(catalog: Path | None = None, *, only: Sequence[str] = ()) -> tuple[Reading, ...]:
    """Every declared service of the archive, or those whose slug is in `only`."""
    root = catalog or settings.CATALOG_DIR
    folders = [f for f in service_folders(root) if not only or f.name in only]
    return tuple(read_service(f, shown=f"{root.name}/{f.relative_to(root)}") for f in folders)


def known(today: date) -> Known:
    """What the registered services and the city packs offer to SOPs."""
    services = registry.services().values()
    return Known(
        services=frozenset(s.slug for s in services),
        signing=frozenset(s.slug for s in services if s.on_sign),
        guards=frozenset(name for s in services for name in s.guards),
        effects=frozenset(name for s in services for name in s.effects),
        excuses=frozenset(name for s in services for name in s.excuses),
        roles=roles_everywhere(settings.CITIES_DIR),
        slugs=frozenset(f.name for f in service_folders(settings.CATALOG_DIR)),
        today=today,
        compiles=_what_is_wrong_with_the_letter,
    )


def problems_of(found: Iterable[Reading], world: Known) -> tuple[Problem, ...]:
    """Everything that is wrong with these services, and between them."""
    found = tuple(found)
    return tuple(sorted([*(p for r in found for p in check_reading(r, world)), *same_code_twice(found)]))


def definition_of(declared: Declared, catalog: Path | None = None) -> Definition:
    """What publishing freezes of a declared service."""
    root = catalog or settings.CATALOG_DIR
    layout = layout_hash(root / declared.sop.service) if declared.letter is not None else ""
    return Definition(sop=declared.sop, form=declared.form, letter=declared.letter or "", layout=layout)


def layout_hash(folder: Path) -> str:
    """SHA-256 over the shared layout of a service's products (`_layout/*.typ`), so that a new letter head is a new version."""
    digest = hashlib.sha256()
    for path in sorted((folder / "_layout").glob("*.typ")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def roles_everywhere(cities: Path) -> dict[str, frozenset[str]]:
    """Roles that every city has, by level: what an SOP may name and be understood everywhere."""
    levels: dict[str, frozenset[str]] = {}
    for path in sorted(cities.glob("*/city.toml")):
        pack = load(path.parent)
        kinds: dict[str, set[str]] = {}
        for position in pack.positions.values():
            kinds.setdefault(pack.units[position.unit].kind, set()).update(position.roles)
        city = frozenset(kinds.get("city", set()) | kinds.get("office", set()))
        here = {"kota": city, "kecamatan": frozenset(kinds.get("kecamatan", set()))}
        # A village is led like a kelurahan: a role must be there in both.
        villages = [frozenset(kinds[kind]) for kind in ("kelurahan", "desa") if kind in kinds]
        here["kelurahan"] = frozenset.intersection(*villages) if villages else frozenset()
        levels = {level: levels.get(level, roles) & roles for level, roles in here.items()}
    return levels


def _what_is_wrong_with_the_letter(declared: Declared) -> str | None:
    assert declared.letter is not None
    data = sample_data(declared.sop, declared.form)
    try:
        render(declared.letter, data, qr_url=data["check_url"], payload=_SAMPLE_PAYLOAD, at=_SAMPLE_MOMENT)
    except TemplateBroken as broken:
        return str(broken)
    return None
