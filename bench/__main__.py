"""`make bench`, or `python -m bench [--small] [line ...]`: brings a PostgreSQL, then measures in a process of its own.

The bench writes and reads a database as a city would: commits reach the disk. With LORONG_DATABASE_URL it makes its
databases on that server and keeps them, so that the next run need not write a million cases again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from lorong.station.errors import Trouble
from lorong.station.throwaway import throwaway_database

CHECKOUT = Path(__file__).resolve().parents[1]
# As a server of a city is set: commits wait for the disk, and memory fits the machine. Checkpoints are spread.
SERVER = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
}


def main(arguments: list[str]) -> int:
    """Runs the chosen lines and gives 0 when they could be measured, far enough or not; 1 when one could not be."""
    try:
        with (
            throwaway_database(CHECKOUT, options=SERVER, prefix="bench-") as address,
            tempfile.TemporaryDirectory(prefix="lorong-bench-", dir="/var/tmp") as folder,
        ):
            env = {**os.environ, "LORONG_DATABASE_URL": address, "LORONG_DEMO": "1", "LORONG_LOG_LEVEL": "ERROR"}
            env |= {"DJANGO_SETTINGS_MODULE": "lorong.settings", "LORONG_STATIC_ROOT": f"{folder}/static"}
            env |= {"LORONG_MEDIA_ROOT": f"{folder}/media"}
            return subprocess.run([sys.executable, "-m", "bench.run", *arguments], cwd=CHECKOUT, env=env, check=False).returncode
    except Trouble as trouble:
        sys.stderr.write(f"\n  ✗ {trouble.indonesian}\n    {trouble.english}\n\n")
        return trouble.code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
