"""Very many incidents for measurements, written by SQL: the places and ends of a city's years, and a report of each."""

from __future__ import annotations

from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.places import Spot

ANCHORS = 4000  # places in the city around which things go wrong
YEARS = 10
OPEN = 0.03  # of all incidents of these years

_INCIDENTS = """
    INSERT INTO complaints_incident (code, case_number, round, category, place, region, "where", opened_at, in_public, hidden, reporters,
        followers, unit, turn, step, checked_at, questions, claims, contradicted, moved_at, ended, ended_at, kept)
    SELECT 'B-' || n, 'B-' || n, 1, (%(kinds)s::text[])[1 + floor(random() * %(kind_count)s)],
        point(lons[pick] + (random() - 0.5) * 0.004, lats[pick] + (random() - 0.5) * 0.004), regions[pick], '', opened, true, false, 1, 0,
        regions[pick], CASE WHEN running THEN 'city' ELSE 'none' END, CASE WHEN running THEN 'verifikasi' ELSE '' END, opened, 0, 0, 0,
        opened, CASE WHEN running THEN '' ELSE 'fixed' END, CASE WHEN running THEN NULL ELSE opened + random() * interval '12 days' END,
        NULL
    FROM (SELECT n, 1 + floor(random() * %(anchor_count)s)::int AS pick, random() < %(open)s AS running,
            %(now)s - random() * %(years)s * interval '365 days' AS opened FROM generate_series(1, %(count)s) n) made,
        (SELECT %(lats)s::float8[] AS lats, %(lons)s::float8[] AS lons, %(regions)s::text[] AS regions) anchors
"""
_REPORTS = """
    INSERT INTO complaints_report (number, key, incident_id, category, visibility, text, answers, place, place_from, region, "where",
        channel, written_at, clock_off, received_at, hidden, joined)
    SELECT code || '-ABCD', 'bench:' || id, id, category, 'open', 'Contoh laporan untuk pengukuran', '{}', place, 'pin', region, '',
        'web', opened_at, 0, opened_at, false, false
    FROM complaints_incident
"""


def fill(count: int, *, open_share: float = OPEN) -> None:
    """Write `count` incidents with a report each into the database at hand."""
    chance = Random(1)
    regions = city.village_codes()
    drawn = [chance.choice(regions) for _ in range(ANCHORS)]
    spots: list[Spot] = [city.somewhere_in(region, chance) for region in drawn]
    kinds = categories()
    given: dict[str, Any] = {
        "count": count, "kinds": kinds, "kind_count": len(kinds), "anchor_count": len(spots), "open": open_share, "years": YEARS,
        "lats": [spot.lat for spot in spots], "lons": [spot.lon for spot in spots], "regions": drawn, "now": timezone.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(_INCIDENTS, given)
        cursor.execute(_REPORTS)


def categories() -> list[str]:
    """The categories in force that the public sees."""
    return [p.slug for p in catalog.current(public=True) if p.sop.report is not None and p.sop.report.in_public]


def places(count: int, seed: int = 2) -> list[tuple[str, Spot]]:
    """(category, place) about which somebody might ask: near what is there."""
    chance = Random(seed)
    kinds, regions = categories(), city.village_codes()
    return [(chance.choice(kinds), city.somewhere_in(chance.choice(regions), chance)) for _ in range(count)]
