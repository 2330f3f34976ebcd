"""What leaves the house as open data, and that nobody can be found in it."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from lorong.kernel.city import queries as city
from lorong.services.complaints.models import Incident
from lorong.services.complaints.opendata import queries
from lorong.services.complaints.opendata.cells import K
from lorong.services.complaints.opendata.writing import COLUMNS
from lorong.services.complaints.tests.conftest import RAPPOCINI, spot_of
from lorong.testing import WITA, Cast

pytestmark = pytest.mark.django_db
YEAR = range(1, 7)


def incidents(count: int, seed: int = 1, **more: Any) -> None:
    """Incidents of half a year, without their cases: only what open data looks at."""
    chance, villages = random.Random(seed), city.village_codes()[:12]  # a test's own dice
    rows = []
    for n in range(count):
        at = datetime(2026, chance.choice(YEAR), chance.randint(1, 28), 9, tzinfo=WITA)
        row = {
            "code": f"26-uji-{seed}-{n}",
            "case_number": f"26-uji-{seed}-{n}",
            "category": chance.choice(["lampu-jalan-mati", "banjir", "sampah", "pohon"]),
            "region": chance.choice(villages),
            "place": spot_of(RAPPOCINI, north=chance.randint(0, 400)) if chance.random() < 0.8 else None,
            "opened_at": at,
            "moved_at": at,
            "unit": villages[0],
            **more,
        }
        rows.append(Incident(**row))
    Incident.objects.bulk_create(rows)


def taken(suffix: str = "csv", **query: str) -> str:
    response = Client().get(f"/aduan/data.{suffix}", {"tahun": "2026", **query})
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def as_rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(taken())))


@pytest.mark.parametrize("seed", range(4))
def test_every_place_kind_and_time_that_is_told_belongs_to_at_least_k(cast: Cast, seed: int):
    incidents(300, seed)
    rows = as_rows()
    cells = Counter((row["wilayah"], row["jenis"], row["waktu"]) for row in rows)
    squares = Counter((row["lintang"], row["bujur"]) for row in rows if row["lintang"])
    assert min(cells.values()) >= K
    assert 300 - len(rows) < K
    assert squares
    stands = Counter((round(one.place.lat, 3), round(one.place.lon, 3)) for one in Incident.objects.all() if one.place)
    assert all(stands[float(lat), float(lon)] >= K for lat, lon in squares)
    assert {len(row["waktu"]) for row in rows} > {7}


def test_what_is_not_for_everybody_is_neither_told_nor_counted(cast: Cast):
    incidents(4)
    incidents(10, 2, in_public=False)
    assert as_rows() == []


def test_no_code_no_words_and_no_day_leave(cast: Cast):
    incidents(200)
    text = taken() + taken("geojson")
    assert "26-uji" not in text
    assert tuple(as_rows()[0]) == COLUMNS


def test_geojson_tells_the_same(cast: Cast):
    incidents(200)
    told = json.loads(taken("geojson"))
    assert told["type"] == "FeatureCollection"
    rows = as_rows()
    assert [f["properties"]["wilayah"] for f in told["features"]] == [row["wilayah"] for row in rows]
    points = [f["geometry"]["coordinates"] if f["geometry"] else None for f in told["features"]]
    assert points == [[float(row["bujur"]), float(row["lintang"])] if row["lintang"] else None for row in rows]


def test_nothing_is_a_whole_document_too(cast: Cast):
    assert json.loads(taken("geojson"))["features"] == []
    assert taken() == ",".join(COLUMNS) + "\r\n"


def test_only_months_that_are_over_are_told():
    today = date(2026, 8, 3)
    assert queries.months(today, None) == (date(2025, 8, 1), date(2026, 8, 1))
    assert queries.months(today, 2026) == (date(2026, 1, 1), date(2026, 8, 1))
    assert queries.months(today, 2025) == (date(2025, 1, 1), date(2026, 1, 1))
    assert queries.months(today, 2030) == (date(2030, 1, 1), date(2030, 1, 1))


def test_rows_pass_through_a_few_at_a_time(cast: Cast, django_assert_max_num_queries: Any, monkeypatch: Any):
    monkeypatch.setattr(queries, "PIECE", 10)
    incidents(120)
    rows = queries.rows(date(2026, 1, 1), date(2027, 1, 1))
    with django_assert_max_num_queries(8):
        next(rows)
    rows.close()


def test_an_end_is_told_in_days(cast: Cast):
    incidents(30, ended="fixed", ended_at=datetime(2026, 8, 1, tzinfo=WITA))
    days = {int(row["hari_sampai_selesai"]) for row in as_rows()}
    assert min(days) > 20 and max(days) < 220
    assert {row["keadaan"] for row in as_rows()} == {"fixed"}
    assert timedelta(days=max(days)) < timedelta(days=365)
