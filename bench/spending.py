"""What a command of the product spends: seconds, and the memory of all its processes at the worst moment."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lorong.station.processes import end_with_us

LOOK = 0.05  # seconds between two looks at its memory


@dataclass(frozen=True)
class Spent:
    """seconds: from its start to its end. megabytes: the most that its processes held together, shared pages once."""

    seconds: float
    megabytes: float
    said: str


def spent(*arguments: str, database: str) -> Spent:
    """Run `manage.py <arguments>` before the database of that address. Raises RuntimeError when it does not end well."""
    env = {**os.environ, "LORONG_DATABASE_URL": database}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    begin, most = time.perf_counter(), 0
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=words, stderr=words, preexec_fn=end_with_us(9))
        while child.poll() is None:
            most = max(most, sum(map(_held, _family(child.pid))))
            time.sleep(LOOK)
        seconds = time.perf_counter() - begin
        words.seek(0)
        said = words.read().decode(errors="replace")
    if child.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {child.returncode}: {said[-2000:]}")
    return Spent(seconds, most / 1024, said)


def processor_seconds(pid: int) -> float:
    """What a process and its children have computed so far, in seconds of one core, their system calls included."""
    ticks = 0
    for one in _family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    # A process may end at any moment, and is then no more of the family.
    try:
        texts = [task.joinpath("children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    return [pid, *(one for text in texts for child in text.split() for one in _family(int(child)))]


def _held(pid: int) -> int:
    """Kilobytes, each page divided by how many processes share it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
