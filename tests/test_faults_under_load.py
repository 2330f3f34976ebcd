"""A small run of `make faults`: each kind of process is killed once under load, and nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

from tests.faults.run import Plan, run


def test_nothing_is_lost_when_web_worker_and_database_are_killed_under_load():
    base = Path("/var/tmp") / f"lorong-{os.getpid()}-faults"
    base.mkdir(mode=0o711)
    seed = random.randrange(10**6)
    told = [f"seed {seed}"]
    try:
        found = run(base / "data", Plan(kills=4, seed=seed, pause=(0.3, 1.5), people=120), told.append)
    finally:
        shutil.rmtree(base, ignore_errors=True)
        print("\n".join(told))  # noqa: T201 - shown when it fails
    assert found == []
