"""Who has it: which office gets an incident, by category, answers and place. An extra room: pure, and asked by three actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib.phrases import both, phrase
from lorong.lib.sop.schema import Route
from lorong.services.complaints.errors import NotTold

PLACES = ("kelurahan", "kecamatan")


def unit_for(published: Published, region: str, answers: Mapping[str, Any]) -> str:
    """Code of the unit that gets it: the first route that fits, the city's own routes before those of the category.

    Raises NotTold when no active office answers for it here.
    """
    report = published.sop.report
    assert report is not None, "only what is reported is routed"
    for route in (*_own("routes", published.slug), *report.routes):
        code = _unit(route.to, region) if fits(route, region, answers) else None
        if code is not None:
            return code
    raise NotTold(
        phrase(
            "Belum ada kantor yang melayani {title} di tempat itu. Sampaikan ke kantor kelurahan, atau pilih jenis lain.",
            title=both(published.sop.title, published.sop.title_en),
        ),
        field="category",
    )


def party_for(published: Published, region: str, answers: Mapping[str, Any]) -> str:
    """Code of the outside party that has such a thing ("pln"); "" when there is none."""
    report = published.sop.report
    assert report is not None, "only what is reported is routed"
    for route in (*_own("parties", published.slug), *report.parties):
        if fits(route, region, answers) and route.to in parties():
            return route.to
    return ""


def parties() -> Mapping[str, Mapping[str, Any]]:
    """The outside parties that the city knows, by code: name, phone."""
    found: Mapping[str, Mapping[str, Any]] = city.complaints_setting().get("parties", {})
    return found


def fits(route: Route, region: str, answers: Mapping[str, Any]) -> bool:
    """Whether a route holds for this place and these answers."""
    here = not route.areas or any(region == area or region.startswith(f"{area}.") for area in route.areas)
    return here and all(_said(answers.get(name)) in values for name, values in route.when.items())


def _own(kind: str, slug: str) -> Iterable[Route]:
    rows = city.complaints_setting().get("categories", {}).get(slug, {}).get(kind, ())
    return (Route.model_validate(row) for row in rows)


def _unit(to: str, region: str) -> str | None:
    if to not in PLACES:
        office = city.city_unit(to)
        return office.pk if office is not None else None
    village = city.unit_of_region(region)
    if to == "kelurahan":
        return village.pk if village is not None else None
    above = city.unit_of_region(region.rpartition(".")[0])
    return above.pk if above is not None else None


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
