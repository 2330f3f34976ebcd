"""Two hundred people watch the live board of 20,000 complaints of which 5,000 are open: what their pages ask for, as often as they ask."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

from django.db import connection
from django.urls import reverse

from bench.complaints import fill
from bench.frame import AT_MOST, VALUE, Line, Reach, Result, alone
from bench.growth import account_of, signed
from bench.place import Place
from bench.spending import processor_seconds

LINE = Line("live_board", "200 viewers of the live board, a change every twenty seconds: share of one core of the web server")
VIEWERS, EVERY = 200, 4.0  # seconds, as static/complaints/board.js has it
CHANGES_EVERY = 20.0  # what 72,000 complaints a year make in office hours, with five events each
SECONDS = 60.0
INCIDENTS, OPEN_SHARE = 20_000, 0.25


def measure(place: Place) -> list[Result]:
    """Processor time of the web server's processes over a stretch, those of the database left out."""
    count, seconds = (500, 6.0) if place.small else (INCIDENTS, SECONDS)
    name = place.use(place.filled("board", count, lambda many: fill(many, open_share=OPEN_SHARE)))
    cookie = signed(account_of("wali-kota"))
    with place.serving(name) as address:
        viewers = _Viewers(address, cookie)
        viewers.come()
        before, begin = processor_seconds(place.web), time.monotonic()
        _watch(viewers, begin, seconds)
        spent, took = processor_seconds(place.web) - before, time.monotonic() - begin
    share = 100 * spent / took
    note = f"{viewers.beats} pulses, {viewers.parts} boards in {took:.0f} s; late by {viewers.late * 1000:.0f} ms at most"
    return [alone(LINE.id, share, "%", Reach(AT_MOST, 10, VALUE), note=note)]


def _watch(viewers: _Viewers, begin: float, seconds: float) -> None:
    change, turn = begin + CHANGES_EVERY / 2, 0
    while (now := time.monotonic()) < begin + seconds:
        if now >= change:
            _something_moves()
            change += CHANGES_EVERY
        due = begin + turn * EVERY / VIEWERS
        time.sleep(max(0.0, due - now))
        viewers.late = max(viewers.late, time.monotonic() - due)
        viewers.look(turn % VIEWERS)
        turn += 1


def _something_moves() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_incident SET moved_at = now() WHERE id = (SELECT min(id) FROM complaints_incident)")


class _Viewers:
    """Browsers in a row on one connection: what each knows of the board."""

    def __init__(self, address: str, cookie: str) -> None:
        parts = urlsplit(address)
        self._line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        self._cookie, self._stands = cookie, [""] * VIEWERS
        self.beats, self.parts, self.late = 0, 0, 0.0

    def come(self) -> None:
        """All have the page; and the web server has loaded what every process loads once."""
        self.beat(0)
        self.part()
        self._stands = [self._stands[0]] * VIEWERS
        self.beats, self.parts = 0, 0

    def look(self, viewer: int) -> None:
        """What the script does: the pulse, and the board when it beat."""
        if self.beat(viewer):
            self.part()

    def beat(self, viewer: int) -> bool:
        self.beats += 1
        stand = self._get(reverse("complaints:pulse"), {})
        changed, self._stands[viewer] = stand != self._stands[viewer], stand
        return changed

    def part(self) -> None:
        self.parts += 1
        assert "<table" in self._get(reverse("complaints:board") + "?isi=1", {"Cookie": self._cookie})

    def _get(self, path: str, headers: dict[str, str]) -> str:
        self._line.request("GET", path, headers={"Host": "localhost", **headers})
        answer = self._line.getresponse()
        body = answer.read()
        assert answer.status == 200, f"{path} answers {answer.status}"
        return body.decode()
