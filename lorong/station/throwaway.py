"""A database for one run of the tests or checks: yours when LORONG_DATABASE_URL is set, else a fast one of its own."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lorong.station.cluster import SUPERUSER, start_server
from lorong.station.databases import ensure_database
from lorong.station.home import Home, open_home

PREFIX = "test-"
DATABASE = "lorong"


@contextmanager
def throwaway_database(
    checkout: Path, *, base: Path | None = None, prefix: str = PREFIX, options: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Gives the address of a database whose role may make others, and removes what it made afterwards.

    `options` sets the server otherwise than for tests; `prefix` tells its folder from theirs.
    """
    given = os.environ.get("LORONG_DATABASE_URL")
    if given:
        yield given
        return
    home = open_home(checkout, base=base)
    _sweep(home, prefix)
    with start_server(home, throwaway=f"{prefix}{os.getpid()}", options=options) as server:
        ensure_database(server, DATABASE)
        yield server.url(SUPERUSER, DATABASE)


def _sweep(home: Home, prefix: str) -> None:
    """Removes the folders of runs that were killed: their name holds the number of a process that is no more."""
    for folder in home.folder.glob(f"{prefix}*"):
        number = folder.name.removeprefix(prefix).partition(".")[0]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            shutil.rmtree(folder, ignore_errors=True)
