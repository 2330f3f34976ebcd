"""Fifty requests of Open311 as JSON, whatever lies open in the city, against fifty rows of a small Django as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import count

from django.urls import reverse

from bench import asking
from bench.complaints import fill
from bench.frame import AT_LEAST, Line, Reach, Result, against
from bench.minimal_site import minimal
from bench.place import Place

LINE = Line("open311_get", "Open311 GET requests, 50 a page", "a minimal Django that gives 50 rows as JSON")
INCIDENTS = 20_000
ROUNDS = 5
EACH = 4000  # more than are answered in a round


def measure(place: Place) -> list[Result]:
    """Answers a second of both, taking turns. Every question comes from another address: one alone may not ask as often."""
    name = place.filled("open311", 200 if place.small else INCIDENTS, fill)
    place.use(name)
    path = f"{reverse('open311:requests_json')}?page_size=50"
    asked, plainly = _askers(path), _askers("/many/")
    seconds = 0.5 if place.small else place.seconds / ROUNDS
    with place.serving(name, more={"LORONG_BEHIND_PROXY": "1"}) as product, minimal(place, name) as plain:
        for address, requests in ((product, asked), (plain, plainly)):  # what every process loads once
            asking.ask(address, next(requests)[:4], 1, wanted=200)
        found = [
            (asking.ask(product, next(asked), seconds, wanted=200), asking.ask(plain, next(plainly), seconds, wanted=200))
            for _ in range(1 if place.small else ROUNDS)
        ]
    value, base = (statistics.median(column) for column in zip(*found, strict=True))
    return [against(LINE.id, value, "/s", base, Reach(AT_LEAST, 0.4))]


def _askers(path: str) -> Iterator[list[bytes]]:
    numbers = count(1)
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\nX-Forwarded-For: "
    while True:
        yield [f"{head}{_address(next(numbers))}\r\n\r\n".encode() for _ in range(EACH)]


def _address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
