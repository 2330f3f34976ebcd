"""Measures the chosen lines one after another; what it says is a table, what it leaves is `results/latest.json`."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path

import django

from bench import registry, results
from bench.frame import Result
from lorong.station.progress import Progress


def main(arguments: list[str]) -> int:
    """0 when every chosen line was measured, 1 when one could not be. A line that falls short is no failure here."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("lines", nargs="*", help="ids of lines; all when none is given")
    parser.add_argument("--small", action="store_true", help="a few seconds in all: shows that it runs, not how fast")
    parser.add_argument("--out", type=Path, default=None, help="where the results go (bench/results/latest.json)")
    options = parser.parse_args(arguments)
    django.setup()
    progress = Progress()
    try:
        modules = registry.chosen(options.lines)
    except LookupError as error:
        parser.error(str(error))
    place = registry.place(small=options.small, progress=progress)
    about = results.machine(small=options.small, cases=place.many)
    measured: list[Result] = []
    failed = []
    for name, module in modules.items():
        begin = time.monotonic()
        try:
            measured += module.measure(place)
        except Exception:
            traceback.print_exc()
            failed.append(name)
        progress.result(f"{name}: {module.LINE.what}"[:58], good=name not in failed, seconds=time.monotonic() - begin)
    if options.small:
        place.clear()
    results.write(about, measured, options.out or results.FILE)
    progress.say("\n" + "\n".join(results.table(measured)))
    if failed:
        progress.say(f"\n  ✗ could not be measured: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
