"""The table for people, and `bench/results/latest.json` for machines: the machine first, then one object a line."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection

from bench.frame import Result

FILE = Path(__file__).parent / "results" / "latest.json"
PACKAGES = ("Django", "psycopg", "granian", "typst", "pyHanko", "SpiffWorkflow", "procrastinate")


def machine(*, small: bool, cases: int) -> dict[str, Any]:
    """What the numbers were taken on; `small`: a quick run, whose numbers say little."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "small": small,
        "cases": cases,
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": postgres,
        "packages": {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def as_row(result: Result) -> dict[str, Any]:
    """One line of the file."""
    row = {
        "id": result.id,
        "value": _short(result.value),
        "unit": result.unit,
        "baseline": _short(result.baseline),
        "ratio": _short(result.ratio),
        "reach": str(result.reach),
        "holds": result.holds,
    }
    row |= {"note": result.note} if result.note else {}
    return row | {name: _short(number) for name, number in result.more.items()}


def write(about: dict[str, Any], results: Sequence[Result], file: Path = FILE) -> None:
    """Writes the file: a JSON list with one object a line, the machine at the top."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) for row in (about, *map(as_row, results))]
    file.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def table(results: Iterable[Result]) -> list[str]:
    """The lines of the table, ready to print; also what `docs/bench.md` shows."""
    rows = [("id", "value", "baseline", "ratio", "reach", "", "note")]
    for r in results:
        unit = f" {r.unit}" if r.unit else ""
        rows.append(
            (
                r.id,
                f"{_short(r.value)}{unit}",
                "" if r.baseline is None else f"{_short(r.baseline)}{unit}",
                "" if r.ratio is None else f"{_short(r.ratio)} ×",
                str(r.reach),
                "holds" if r.holds else "FALLS SHORT",
                r.note,
            )
        )
    widths = [max(len(row[place]) for row in rows) for place in range(6)]
    lines = [
        "| " + " | ".join([*(cell.ljust(w) for cell, w in zip(row, [*widths], strict=False)), row[6]]) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|---|")
    return lines


def _short(number: float | None) -> float | int | None:
    """Four digits that count: nobody needs more of a measurement."""
    if number is None:
        return None
    short = float(f"{number:.4g}")
    return int(short) if short == int(short) else short
