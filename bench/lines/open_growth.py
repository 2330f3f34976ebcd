"""The open figures and the command board with a million cases, against the same pages with a thousand."""

from __future__ import annotations

from django.test import Client

from bench.frame import Line, Result
from bench.growth import growth, page, signed_in
from bench.place import Place

LINE = Line("open_growth", "/terbuka/ with very many cases", "with 1,000 cases", heavy=True)


def measure(place: Place) -> list[Result]:
    """Both pages by themselves, nothing kept from an earlier visit."""
    return [
        growth(place, LINE.id, lambda: page(Client(), "/terbuka/")),
        growth(place, f"{LINE.id}_command", lambda: page(signed_in("wali-kota"), "/komando/")),
        # It shows thirty days, and a row for every office that finished something in them.
        growth(place, f"{LINE.id}_results", lambda: page(signed_in("wali-kota"), "/komando/capaian/"), days=30),
    ]
