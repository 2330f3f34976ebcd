"""Open data of complaints, to be taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from lorong.kernel.city import queries as city
from lorong.kernel.people import limits
from lorong.lib.phrases import phrase
from lorong.portals.door import Who, entrance
from lorong.portals.door.proof import address_of
from lorong.services.complaints.opendata import queries, writing
from lorong.services.complaints.opendata.queries import Open
from lorong.services.complaints.opendata.writing import Names

TAKEN = limits.Rule(
    "data-aduan", 12, 3600, phrase("Data terbuka sudah diunduh 12 kali dari jaringan Anda. Tunggu satu jam, lalu coba lagi.")
)
Writing = Callable[[Iterable[Open], Names], Iterator[str]]


@entrance(Who.ANYONE)
@require_safe
def csv(request: HttpRequest) -> StreamingHttpResponse:
    """One line for each incident of the months that are over."""
    return _taken(request, writing.as_csv, "text/csv", "csv")


@entrance(Who.ANYONE)
@require_safe
def geojson(request: HttpRequest) -> StreamingHttpResponse:
    """The same as GeoJSON."""
    return _taken(request, writing.as_geojson, "application/geo+json", "geojson")


def _taken(request: HttpRequest, write: Writing, kind: str, suffix: str) -> StreamingHttpResponse:
    limits.apply(TAKEN, address_of(request))
    said = request.GET.get("tahun", "")
    year = int(said) if said.isascii() and said.isdigit() and 2000 <= int(said) <= 2100 else None
    first, after = queries.months(city.today(), year)
    called = {region.code: region.name for region in city.regions_for_map()}
    pieces = write(queries.rows(first, after), lambda code: called.get(code, code))
    response = StreamingHttpResponse(pieces, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="aduan-{first:%Y-%m}-{after:%Y-%m}.{suffix}"'
    response["Cache-Control"] = "public, max-age=3600"
    return response
