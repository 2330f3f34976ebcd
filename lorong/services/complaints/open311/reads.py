"""How often one network may ask: counted in the memory of a process, since what is read here is everybody's and costs little.

An extra room. What is written is counted in the database (`keys.spend`), where a count holds across processes and restarts.
"""

from __future__ import annotations

import ipaddress
import threading
import time

from lorong.lib.phrases import phrase
from lorong.lib.refusals import TooMany

MOST_NETWORKS = 50_000  # remembered at once; beyond that the count begins anew


class Gate:
    """At most `limit` requests of one network in each stretch of `seconds`."""

    def __init__(self, limit: int, seconds: int) -> None:
        self.limit, self.seconds = limit, seconds
        self._lock = threading.Lock()
        self._window = 0
        self._counts: dict[str, int] = {}

    def enter(self, address: str) -> None:
        """Count a request from `address`. Raises TooMany with the seconds until the stretch ends."""
        now = int(time.time())
        window, network = now - now % self.seconds, _network(address)
        with self._lock:
            if window != self._window or len(self._counts) >= MOST_NETWORKS:
                self._window, self._counts = window, {}
            self._counts[network] = reached = self._counts.get(network, 0) + 1
        if reached > self.limit:
            sentence = phrase("Terlalu banyak permintaan dari jaringan Anda. Tunggu sebentar, lalu lanjutkan.")
            raise TooMany(sentence, retry_after=window + self.seconds - now)


READS = Gate(240, 60)


def _network(address: str) -> str:
    # of IPv6 the /64 that one subscriber has
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))
