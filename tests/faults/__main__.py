"""`make faults`: the long run. `ARGS="--kills 200 --seed 7"` for another one."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.run import Plan, run


def main() -> int:
    """Run, and say what is wrong; gives the exit code."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    _say(f'seed {given.seed}, {given.kills} kills (repeat with ARGS="--seed {given.seed} --kills {given.kills}")')
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lorong-", dir="/var/tmp") as folder:
        base = Path(folder)
        base.chmod(0o711)
        found = run(base / "data", Plan(given.kills, given.seed), _say)
    for line in found:
        _say(f"  ✗ {line}")
    _say(
        f"{'BROKEN' if found else 'Nothing lost, nothing doubled, every chain whole'}, {time.monotonic() - begun:.0f} s, seed {given.seed}"
    )
    return 1 if found else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
