"""Which web server answers most pages a second on this machine: what docs/adr/0013-web-server.md was decided by.

    make bench ARGS=servers

All of them run at once and take turns with the server that `make demo` starts. Only granian is among what the product needs;
the others are locked with what the tests need.
"""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bench import asking
from bench.acts import Office
from bench.frame import AT_MOST, Line, Reach, Result, against
from bench.growth import signed
from bench.place import DEMO_SERVER, Place

LINE = Line("servers", "web servers, case page signed in", "the server of `make demo`", by_name=True)
ROUNDS = 5
GRANIAN = "granian --host 127.0.0.1 --port {port} --no-ws"
GUNICORN = "gunicorn --bind 127.0.0.1:{port}"
UVICORN = "uvicorn --host 127.0.0.1 --port {port} --no-access-log"
WSGI, ASGI = "lorong.wsgi:application", "bench.over_asgi:application"
CHOSEN = "granian_wsgi_1x8"  # workers x threads
SERVERS = {
    CHOSEN: (DEMO_SERVER, WSGI),
    "granian_wsgi_1x1": (f"{GRANIAN} --interface wsgi --workers 1 --blocking-threads 1", WSGI),
    "granian_wsgi_2x1": (f"{GRANIAN} --interface wsgi --workers 2 --blocking-threads 1", WSGI),
    "granian_wsgi_2x4": (f"{GRANIAN} --interface wsgi --workers 2 --blocking-threads 4", WSGI),
    "granian_wsgi_2x8": (f"{GRANIAN} --interface wsgi --workers 2 --blocking-threads 8", WSGI),
    "granian_asgi_1": (f"{GRANIAN} --interface asgi --workers 1", ASGI),
    "granian_asgi_2": (f"{GRANIAN} --interface asgi --workers 2", ASGI),
    "gunicorn_sync_2": (f"{GUNICORN} --workers 2", WSGI),
    "gunicorn_sync_4": (f"{GUNICORN} --workers 4", WSGI),
    "gunicorn_gthread_1x8": (f"{GUNICORN} --worker-class gthread --workers 1 --threads 8", WSGI),
    "gunicorn_gthread_2x4": (f"{GUNICORN} --worker-class gthread --workers 2 --threads 4", WSGI),
    "uvicorn_asgi_1": (f"{UVICORN} --workers 1", ASGI),
    "uvicorn_asgi_2": (f"{UVICORN} --workers 2", ASGI),
}


@dataclass
class Tried:
    """A server that runs, and what was seen of it: pages a second, the slowest hundredth in milliseconds, light pages a second."""

    address: str
    pages: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)
    light: list[float] = field(default_factory=list)


def measure(place: Place) -> list[Result]:
    """A row a server: pages a second against the chosen one; no other should be a tenth faster."""
    name = place.fresh()
    office = Office()
    page = asking.get(f"/urusan/{office.cases(1)[0].number}/", cookie=signed(office.account))
    light = asking.get("/sehat/")
    seconds = 0.3 if place.small else place.seconds / ROUNDS / 2
    names = [CHOSEN, "granian_asgi_1"] if place.small else list(SERVERS)
    with ExitStack() as stack:
        tried: dict[str, Tried] = {}
        for server in names:
            command, application = SERVERS[server]
            tried[server] = Tried(stack.enter_context(place.serving(name, application=application, server=command)))
        for one in tried.values():  # what every process loads once
            asking.ask(one.address, page, 1, wanted=200)
        for _ in range(1 if place.small else ROUNDS):
            for one in tried.values():
                answers = asking.asked(one.address, page, seconds, wanted=200)
                one.pages.append(answers.rate)
                one.slowest.append(answers.slowest * 1000)
                one.light.append(asking.ask(one.address, light, seconds / 2, wanted=200))
        memory = {server: _memory(one.address) for server, one in tried.items()}
    base = statistics.median(tried[CHOSEN].pages)
    return [
        against(
            f"servers_{server}", statistics.median(one.pages), "/s", base, Reach(AT_MOST, 1.1),
            slowest_ms=statistics.median(one.slowest), light=statistics.median(one.light), mb=memory[server],
        )
        for server, one in tried.items()
    ]  # fmt: skip


def _memory(address: str) -> float:
    """Megabytes of the processes that serve an address, what they share counted once."""
    port = urlsplit(address).port
    total = 0
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "environ").read_bytes() if folder.name.isdigit() else b""
            if f"LORONG_PUBLIC_URL=http://127.0.0.1:{port}\0".encode() in words:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total / 1024
