"""The inbox of an officer with a million cases, against the same page with a thousand."""

from __future__ import annotations

from bench.frame import Line, Result
from bench.growth import browser, busiest, growth, page
from bench.place import Place

LINE = Line("inbox_growth", "the inbox at p95 with very many cases", "with 1,000 cases", heavy=True)


def measure(place: Place) -> list[Result]:
    """The counter of the kelurahan where most is open, slow visits."""
    return [growth(place, LINE.id, lambda: page(browser(busiest("staf-pelayanan")), "/petugas/"), share=0.95, running=0.9)]
