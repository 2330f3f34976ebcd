"""The archive on disk: reading `catalog/`, and what a check may take for granted about this installation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from lorong.kernel.catalog import registry
from lorong.kernel.catalog.values import Definition
from lorong.kernel.documents.rendering import TemplateBroken, render
from lorong.kernel.documents.samples import sample_data
from lorong.lib.citypack import CityPack, load
from lorong.lib.citypack.complaints import CategoryHere
from lorong.lib.citypack.toml_source import read_toml
from lorong.lib.sop.checks import check_reading, reports_alike, same_code_twice
from lorong.lib.sop.known import Known
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.public import unfit
from lorong.lib.sop.reading import Declared, Reading, read_service, service_folders
from lorong.lib.sop.schema import Form
from lorong.lib.sop.wording import meant
from lorong.lib.toml_lines import Place

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
        offices=offices_everywhere(settings.CITIES_DIR),
        parties=parties_everywhere(settings.CITIES_DIR),
        compiles=_what_is_wrong_with_the_letter,
    )


def problems_of(found: Iterable[Reading], world: Known) -> tuple[Problem, ...]:
    """Everything that is wrong with these services, and between them."""
    found = tuple(found)
    # Services that are like one base share its lines, and what is wrong there is said once.
    each = (p for r in found for p in check_reading(r, world))
    between = (*same_code_twice(found), *reports_alike(found), *_otherwise_in_cities(found, world))
    return tuple(sorted({*each, *between}))


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
    for pack in _packs(cities):
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


@cache
def offices_everywhere(cities: Path) -> dict[str, frozenset[str]]:
    """Offices that every city has, by their code ("dlh"), with the roles they have in every one."""
    found: list[dict[str, frozenset[str]]] = []
    for pack in _packs(cities):
        offices = {u.code: u.code.removeprefix(f"{pack.city.code}-") for u in pack.units.values() if u.kind == "office"}
        found.append({slug: frozenset(r for p in pack.positions_of(code) for r in p.roles) for code, slug in offices.items()})
    shared = set.intersection(*(set(one) for one in found)) if found else set()
    return {slug: frozenset.intersection(*(one[slug] for one in found)) for slug in sorted(shared)}


@cache
def parties_everywhere(cities: Path) -> frozenset[str]:
    """Codes of the outside parties that every city names in its `complaints.toml`."""
    found = [frozenset(party.code for party in pack.complaints.parties) for pack in _packs(cities)]
    return frozenset.intersection(*found) if found else frozenset()


def _otherwise_in_cities(found: Sequence[Reading], world: Known) -> Iterator[Problem]:
    """What cities say of categories of complaints names categories that there are, and answers that they offer."""
    forms = {r.slug: r.declared.form for r in found if r.declared is not None and r.declared.sop.report is not None}
    for pack in _packs(settings.CITIES_DIR) if forms else ():
        source = read_toml(pack.path / "complaints.toml")
        shown = f"{pack.path.parent.name}/{pack.slug}/complaints.toml"
        for i, neighbour in enumerate(pack.complaints.neighbours):
            named = () if neighbour.categories == "same" else neighbour.categories
            for slug in (one for one in named if one not in world.slugs):
                said = f"Jenis aduan `{slug}` tidak ada di katalog. {meant(slug, forms)}"
                yield Problem(shown, source.line_of(("neighbours", i, "categories", slug)), "", said)
        for i, here in enumerate(pack.complaints.categories):
            if here.slug not in world.slugs:
                said = f"Jenis aduan `{here.slug}` tidak ada di katalog. {meant(here.slug, forms)}"
                yield Problem(shown, source.line_of(("categories", i, "slug")), "", said)
            elif here.slug in forms:
                for place, wrong in _unfit(here, forms[here.slug]):
                    yield Problem(shown, source.line_of(("categories", i, *place)), "", wrong)


def _unfit(here: CategoryHere, form: Form) -> Iterator[tuple[Place, str]]:
    fields = {f.id: f for f in form.fields}
    for key, routes in (("routes", here.routes), ("parties", here.parties)):
        for i, route in enumerate(routes):
            for name, values in route.when.items():
                wrong = unfit(name, values, fields)
                if wrong:
                    yield (key, i, "when", name), wrong


@cache
def _packs(cities: Path) -> tuple[CityPack, ...]:
    return tuple(load(path.parent) for path in sorted(cities.glob("*/city.toml")))


def _what_is_wrong_with_the_letter(declared: Declared) -> str | None:
    assert declared.letter is not None
    data = sample_data(declared.sop, declared.form)
    try:
        render(declared.letter, data, qr_url=data["check_url"], payload=_SAMPLE_PAYLOAD, at=_SAMPLE_MOMENT)
    except TemplateBroken as broken:
        return str(broken)
    return None
