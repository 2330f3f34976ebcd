"""What a phone's screen of the map weighs and takes with 100,000 open incidents: the whole city, a kecamatan, a few streets."""

from __future__ import annotations

import http.client
import statistics
import time
from urllib.parse import urlsplit

from django.urls import reverse

from bench.complaints import fill, places
from bench.frame import AT_MOST, VALUE, Line, Reach, Result, alone, percentile
from bench.place import Place
from lorong.lib.places import Spot

LINE = Line("map_data", "map of a phone's screen with 100,000 open incidents: bytes on the wire, ms", heavy=True)
OPEN = 100_000
SCREEN = (412, 700)  # pixels of a phone
SPANS = (0.32, 0.08, 0.02, 0.005)  # degrees of latitude on the screen: city, kecamatan, kelurahan, streets
AGAIN = 12


def measure(place: Place) -> list[Result]:
    """The heaviest screen, and the slow ones (p95); nothing that was kept from before helps."""
    name = place.filled("open", 2_000 if place.small else OPEN, lambda count: fill(count, open_share=1.0))
    place.use(name)
    middles = [spot for _, spot in places(2 if place.small else AGAIN)]
    sizes, times = [], []
    with place.serving(name) as address:
        _asked(address, _piece(middles[0], SPANS[0]))  # what every process loads once
        for middle in middles:
            for span in SPANS:
                size, took = _asked(address, _piece(middle, span))
                sizes.append(size)
                times.append(took * 1000)
    note = f"median {statistics.median(sizes) / 1000:.1f} kB, {statistics.median(times):.0f} ms"
    return [
        alone(LINE.id, max(sizes) / 1000, "kB", Reach(AT_MOST, 30, VALUE), note=note),
        alone(f"{LINE.id}_time", percentile(times, 0.95), "ms", Reach(AT_MOST, 100, VALUE), note=f"slowest {max(times):.0f} ms"),
    ]


def _piece(middle: Spot, high: float) -> str:
    width, height = SCREEN
    wide = high * width / height
    corners = (middle.lon - wide / 2, middle.lat - high / 2, middle.lon + wide / 2, middle.lat + high / 2)
    box = ",".join(f"{corner:.6f}" for corner in corners)
    return f"{reverse('complaints:map')}?kotak={box}&lebar={width}&tinggi={height}"


def _asked(address: str, path: str) -> tuple[int, float]:
    """Bytes of the answer with its head, and the seconds until it was there."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    begin = time.perf_counter()
    connection.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "br, gzip"})
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - begin
    assert answer.status == 200, f"{path} answers {answer.status}"
    connection.close()
    return len(body) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders()), took
