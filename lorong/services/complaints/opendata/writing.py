"""Open data as CSV and GeoJSON, a row at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator

from lorong.services.complaints.opendata.queries import Open

COLUMNS = (
    "waktu", "jenis", "wilayah", "nama_wilayah", "lintang", "bujur", "keadaan", "hari_sampai_selesai", "pelapor",
    "dinyatakan_beres", "disangkal",
)  # fmt: skip
Names = Callable[[str], str]  # code of an area to what it is called


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[Open], names: Names) -> Iterator[str]:
    """A header, and a line for each row."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow(_values(row, names))


def as_geojson(rows: Iterable[Open], names: Names) -> Iterator[str]:
    """A FeatureCollection (RFC 7946), a feature to a line; one whose square is too empty has no geometry."""
    yield '{"type":"FeatureCollection","features":[\n'
    between = ""
    for row in rows:
        point = {"type": "Point", "coordinates": [row.lon, row.lat]} if row.lat is not None else None
        said = dict(zip(COLUMNS, _values(row, names), strict=True))
        told = {name: value for name, value in said.items() if name not in {"lintang", "bujur"}}
        feature = {"type": "Feature", "geometry": point, "properties": told}
        yield between + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        between = ",\n"
    yield "\n]}\n"


def _values(row: Open, names: Names) -> tuple[object, ...]:
    cell = row.cell
    where = (cell.area, names(cell.area), row.lat, row.lon)
    return (cell.when, cell.category, *where, row.stage, row.days, row.reporters, row.claims, row.contradicted)
