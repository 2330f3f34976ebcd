"""A place of its own for every test, where the account that keeps root's data can get to."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lorong.station.cluster import Server, ensure_server
from lorong.station.home import Home, open_home
from lorong.station.processes import end_orphans


@pytest.fixture(autouse=True)
def no_database_of_yours(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests start servers of their own, also when the suite runs on somebody else's."""
    for name in ("LORONG_DATABASE_URL", "LORONG_OWNER_DATABASE_URL", "CITY", "PORT", "HOST", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


def empty_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="lr-", dir="/var/tmp"))
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="session")
def made_data() -> Iterator[Path]:
    """A data folder as the first start makes it: made once, copied for every test."""
    folder = empty_folder()
    server = ensure_server(folder, base=folder / "data")
    server.stop()
    yield server.data
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def bare_place() -> Iterator[Path]:
    """An empty folder; whatever still runs in its homes is ended when the test is over."""
    folder = empty_folder()
    yield folder
    end_orphans(open_home(folder, base=folder / "data"), patience=5)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place(bare_place: Path, made_data: Path) -> Path:
    """A folder whose home has been started before."""
    home = open_home(bare_place, base=bare_place / "data")
    subprocess.run(["cp", "-a", str(made_data), str(home.folder / made_data.name)], check=True)
    return bare_place


@pytest.fixture
def bare_home(bare_place: Path) -> Home:
    """The home of the checkout at `bare_place`."""
    return open_home(bare_place, base=bare_place / "data")


@pytest.fixture
def home(place: Path) -> Home:
    """The home of the checkout at `place`."""
    return open_home(place, base=place / "data")


@pytest.fixture
def server(place: Path) -> Iterator[Server]:
    """A running server with lasting data."""
    with ensure_server(place, base=place / "data") as running:
        yield running
