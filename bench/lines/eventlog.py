"""The event log of all ended cases as other tools read it: how much memory, and how long."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from django.db import connection

from bench.frame import AT_MOST, VALUE, Line, Reach, Result, alone
from bench.place import Place
from bench.spending import spent

LINE = Line("eventlog", "the event log of very many cases, XES and OCEL 2.0", heavy=True)


def measure(place: Place) -> list[Result]:
    """Memory of `event_log` at its worst moment, into a file, for each of the two forms; the seconds stand beside it."""
    name = place.use(place.database(place.many))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_event")
        events = cursor.fetchone()[0]
    with tempfile.TemporaryDirectory(prefix="lorong-bench-log-", dir="/var/tmp") as folder:
        return [_one(form, Path(folder) / "log", place.address(name), events) for form in ("xes", "ocel")]


def _one(form: str, file: Path, address: str, events: int) -> Result:
    found = spent("event_log", f"--format={form}", "--since=2000-01-01", f"--out={file}", database=address)
    size = file.stat().st_size / 1e6
    file.unlink()
    cases = re.findall(r"(\d+) urusan", found.said)[-1]
    note = f"{found.seconds:.0f} s for {cases} ended cases among {events} events, {size:.0f} MB"
    reach = Reach(AT_MOST, 256, VALUE)
    return alone(f"{LINE.id}_{form}", found.megabytes, "MB", reach, note=note, seconds=found.seconds, size=size)
