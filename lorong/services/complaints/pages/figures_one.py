"""How complaints went in one kelurahan, or at one unit, beside the whole city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.lib.masking import masked
from lorong.lib.refusals import NotFound
from lorong.portals.look import words
from lorong.portals.look.values import Fact
from lorong.services.complaints import queries
from lorong.services.complaints.models import Incident
from lorong.services.complaints.pages import categories, told
from lorong.services.complaints.pages import figures_said as say
from lorong.services.complaints.pages.figures import REGION, UNIT, course_of, days_of, spans
from lorong.services.complaints.pages.listing import OFFICE, OPEN


@dataclass(frozen=True)
class About:
    """Of what the page tells. narrow: the part of the list's address that shows the same; other: the page of the office of a
    kelurahan, or of the kelurahan of an office; ended: what to know of a unit that is no more, and the address of who took over."""

    kind: str
    code: str
    name: str
    above: str
    narrow: dict[str, str]
    other: str = ""
    ended: str = ""
    successor: str = ""


def village(code: str) -> About:
    """A kelurahan or desa of this city. Raises NotFound."""
    for above, names in city.villages():
        name = dict(names).get(code)
        if name is not None:
            office = city.unit_of_region(code)
            other = reverse("complaints:unit_figures", args=[office.pk]) if office is not None else ""
            return About(REGION, code, name, above, {"kelurahan": code}, other)
    raise NotFound(gettext("Kelurahan itu tidak ada di kota ini. Cari di capaian seluruh kota."))


def office(code: str) -> About:
    """A unit of this city, also one that is no more. Raises NotFound."""
    unit = city.unit(code)
    other = reverse("complaints:region_figures", args=[code]) if code in city.village_codes() else ""
    ended = successor = ""
    if not unit.active:
        ended = gettext("Kantor ini sudah tidak ada. Angkanya tetap tercatat di sini.")
        heir = city.working_unit(code)
        if heir is not None:
            ended = gettext("Kantor ini sudah tidak ada; tugasnya diteruskan %(unit)s.") % {"unit": heir.name}
            successor = reverse("complaints:unit_figures", args=[heir.pk])
    return About(UNIT, code, unit.name, "", {OFFICE: code}, other, ended, successor)


def page(request: HttpRequest, about: About) -> dict[str, Any]:
    """Everything of one. Two questions, three where a place was flagged."""
    days = days_of(request)
    found = queries.sheet(kind=about.kind, code=about.code, days=days)
    course, query = found.course, urlencode(about.narrow)
    return {
        "nav": "reports",
        "about": about,
        "at": found.at,
        "days": days,
        "span": say.span_words(days),
        "spans": spans(request),
        "facts": _facts(course.open, course.late, course.flagged),
        "figures": say.table(found.here, found.city),
        "compares": True,
        "nothing": not (found.here.volume or found.here.ended or course.open or any(month.told for month in course.months)),
        **course_of(course),
        "kinds": [(categories.title(slug), urlencode({**about.narrow, "jenis": slug}), count) for slug, count in course.kinds],
        "places": [_place(incident) for incident in queries.places_of(course)],
        "query": query,
        "open_query": urlencode({**about.narrow, "keadaan": OPEN}),
        "follow": urlencode({"wilayah": about.code}) if about.kind == REGION else "",
        "fewest": say.FEWEST,
    }


def _facts(is_open: int, late: int, flagged: int) -> list[Fact]:
    return [
        Fact(gettext("belum selesai sekarang"), words.number(is_open)),
        Fact(gettext("di antaranya lewat dari tanggal yang diperkirakan"), words.number(late)),
        Fact(gettext("tempat dengan masalah berulang dalam setahun"), words.number(flagged)),
    ]


def _place(incident: Incident) -> tuple[str, str, str, str]:
    """(number, what, where, since when it is known to come back again and again)."""
    assert incident.structural_at is not None, "only flagged places are listed"
    where = masked(incident.where) if incident.checked_at else ""
    return (
        incident.code,
        categories.title(incident.category),
        told.place_words(where, incident.region),
        told.day_words(incident.structural_at),
    )
