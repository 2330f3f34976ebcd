"""The page of a case, signed in, against a minimal Django page that reads one row: same server, same run."""

from __future__ import annotations

import statistics

from bench import asking
from bench.acts import Office
from bench.frame import AT_LEAST, Line, Reach, Result, against
from bench.growth import signed
from bench.minimal_site import minimal
from bench.place import Place

LINE = Line("case_page", "GET case page, signed in", "a minimal Django page that reads one row")
ROUNDS = 5


def measure(place: Place) -> list[Result]:
    """Answers a second of both, taking turns."""
    name = place.fresh()
    office = Office()
    case = office.cases(1)[0]
    cookie = signed(office.account)
    ours = asking.get(f"/urusan/{case.number}/", cookie=cookie)
    seconds = 0.5 if place.small else place.seconds / ROUNDS
    with place.serving(name) as product, minimal(place, name) as plain:
        for address, request in ((product, ours), (plain, asking.get("/1/"))):  # what every process loads once
            asking.ask(address, request, 1, wanted=200)
        found = [
            (asking.ask(product, ours, seconds, wanted=200), asking.ask(plain, asking.get("/1/"), seconds, wanted=200))
            for _ in range(1 if place.small else ROUNDS)
        ]
    value, base = (statistics.median(column) for column in zip(*found, strict=True))
    return [against(LINE.id, value, "/s", base, Reach(AT_LEAST, 0.3))]
