"""A register of a million residents, from the file that an office exports to rows that are sealed and can be found."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.frame import AT_MOST, VALUE, Line, Reach, Result, alone
from bench.place import Place
from bench.spending import spent
from lorong.kernel.city.models import Region
from lorong.kernel.city.tests.register_files import HEADER, rows

LINE = Line("register", "a register of 1,000,000 residents is loaded")
ROWS, SMALL_ROWS = 1_000_000, 2_000
KELURAHAN = 4


def measure(place: Place) -> list[Result]:
    """Seconds of `load_register` as it is called, with as many processes as there are processors, and its memory."""
    count = SMALL_ROWS if place.small else ROWS
    name = place.fresh()
    region = Region.objects.filter(level=KELURAHAN).order_by("code").values_list("code", flat=True)[0]
    with tempfile.TemporaryDirectory(prefix="lorong-bench-register-", dir="/var/tmp") as folder:
        file = Path(folder) / "penduduk.csv"
        with file.open("w", encoding="utf-8") as target:
            target.write(HEADER + "\n")
            target.writelines(";".join([*row[:-1], region]) + "\n" for row in rows(count))
        found = spent("load_register", str(file), database=place.address(name))
    if "ditolak" in found.said:
        raise RuntimeError(f"rows of the bench's own register were refused: {found.said[-500:]}")
    note = f"{count / found.seconds:.0f} rows a second, until all are committed"
    return [
        alone(LINE.id, found.seconds, "s", Reach(AT_MOST, 300, VALUE), note=note, rows=count),
        alone(f"{LINE.id}_memory", found.megabytes, "MB", Reach(AT_MOST, 512, VALUE), note="all its processes together"),
    ]
