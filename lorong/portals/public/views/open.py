"""Does the city keep its word? For everybody, without signing in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lorong.portals.door import Who, entrance
from lorong.portals.public import conformance, figures, pages, places


@entrance(Who.ANYONE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Share on time, twelve months, per service, per kelurahan, the survey, downloads."""
    return render(request, "public/open.html", pages.home())


@entrance(Who.ANYONE)
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Every office in a table."""
    return render(request, "public/open_units.html", pages.units())


@entrance(Who.ANYONE)
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: how long it takes, where, and what people think of it."""
    return render(request, "public/open_service.html", pages.service(slug))


@entrance(Who.ANYONE)
@require_safe
def ways(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: does the work go as its SOP says, which ways, and where does the time go."""
    return render(request, "public/open_ways.html", conformance.page(slug))


@entrance(Who.ANYONE)
@require_safe
def promises_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every service at every office, twelve months."""
    return csv_answer(figures.csv_rows(figures.period(), places.names()), "janji-dan-kenyataan.csv")


@entrance(Who.ANYONE)
@require_safe
def months_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The city month by month."""
    return csv_answer(figures.month_rows(figures.period()), "per-bulan.csv")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_answer(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow(row)
