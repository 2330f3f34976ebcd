"""The second start of a demonstration until its first page is there: what a newcomer waits for every further time."""

from __future__ import annotations

import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from bench.frame import AT_MOST, VALUE, Line, Reach, Result, alone
from bench.place import Place, free_port
from lorong.station.processes import end_with_us

LINE = Line("demo_start", "the second `make demo` to its first page")
STARTS = 3
FIRST_SECONDS, SECOND_SECONDS = 900, 120  # by then it will not come any more
# What `make demo` runs when the environment is there, with its data in a folder of our own.
PROGRAM = "import sys; from pathlib import Path; from lorong.station.__main__ import main; sys.exit(main(['demo'], base=Path(sys.argv[1])))"


def measure(place: Place) -> list[Result]:
    """Seconds until `/` answers: the median of some starts after a first one, which loads the city."""
    with tempfile.TemporaryDirectory(prefix="lorong-bench-demo-", dir="/var/tmp") as folder:
        base = Path(folder)
        base.chmod(0o711)  # PostgreSQL runs as an account of its own
        with _demo(base / "data", FIRST_SECONDS) as first:
            pass
        found = []
        for _ in range(1 if place.small else STARTS):
            with _demo(base / "data", SECOND_SECONDS) as seconds:
                found.append(seconds)
    value = statistics.median(found)
    return [alone(LINE.id, value, "s", Reach(AT_MOST, 8, VALUE), note="without make's own look at .venv", first=first)]


@contextmanager
def _demo(base: Path, patience: float) -> Iterator[float]:
    """A demonstration that runs meanwhile, ended as by Ctrl-C; gives the seconds until its first page was whole."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LORONG_", "DJANGO_", "PG"))}
    env |= {"PORT": str(port), "CITY": settings.CITY, "HOST": "127.0.0.1"}
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as words:
        demo = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(base)], cwd=settings.BASE_DIR, env=env, stdout=words, stderr=words,
            preexec_fn=end_with_us(signal.SIGTERM),
        )  # fmt: skip
        try:
            while not _answers(port):
                if demo.poll() is not None or time.perf_counter() - begin > patience:
                    words.seek(0)
                    raise RuntimeError(f"the demo does not start: {words.read().decode(errors='replace')[-2000:]}")
                time.sleep(0.02)
            yield time.perf_counter() - begin
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        return bool(answer.read()) and answer.status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
