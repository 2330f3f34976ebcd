"""Root and ordinary users keep their data closed, and nobody's folder is opened for it."""

import multiprocessing
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from lorong.station import binaries
from lorong.station.cluster import ensure_server
from lorong.station.errors import Trouble
from lorong.station.home import Home, open_home

ROOT = os.getuid() == 0


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def closed_copy(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel once more, inside a home that only its owner may enter."""
    packages = binaries._site_packages()
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    for name in (binaries.PACKAGE + "/" + binaries.INSTALLED, binaries.PACKAGE + ".libs"):
        shutil.copytree(packages / name, closed / name, symlinks=True)
    monkeypatch.setattr(binaries, "_site_packages", lambda: closed)
    return closed


def as_ordinary_user(home: Home, work: Callable[[], None]) -> int:
    """Does `work` in a process that is not root; gives its exit code."""

    def change_and_work() -> None:
        if home.account:
            os.setgroups([])
            os.setgid(home.account.gid)
            os.setuid(home.account.uid)
        work()

    process = multiprocessing.get_context("fork").Process(target=change_and_work)
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def test_a_closed_home_stays_closed_and_the_server_still_starts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = closed_copy(place, monkeypatch)
    before = {path: mode(path) for path in (place, closed, *closed.rglob("*"))}
    with ensure_server(place, base=place / "data") as server:
        assert server.is_alive
        assert mode(server.data) == 0o700
        assert mode(server.socket) == 0o700
    assert {path: mode(path) for path in before} == before


def test_the_server_is_never_root_and_listens_on_no_port(server) -> None:
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0
    told = subprocess.run(["cat", f"/proc/{server.pid}/net/tcp"], capture_output=True, text=True, check=True).stdout
    assert f":{5432:04X} " not in told
    assert b"listen_addresses=\0" in Path(f"/proc/{server.pid}/cmdline").read_bytes()


def test_an_ordinary_user_keeps_the_data_in_the_checkout(
    bare_place: Path, bare_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = closed_copy(bare_place, monkeypatch)
    checkout = bare_place / "checkout"
    checkout.mkdir()
    if bare_home.account:
        shutil.chown(checkout, bare_home.account.uid, bare_home.account.gid)
        subprocess.run(["chown", "-R", f"{bare_home.account.uid}", str(closed)], check=True)

    def start_and_stop() -> None:
        with ensure_server(checkout) as server:
            assert server.data == checkout / ".data" / "pg18"
            assert Path(f"/proc/{server.pid}").stat().st_uid == os.getuid()

    assert as_ordinary_user(bare_home, start_and_stop) == 0
    assert mode(checkout / ".data") == 0o700
    assert mode(checkout) == 0o755


def test_a_data_folder_of_somebody_else_gets_a_sentence(bare_place: Path, bare_home: Home) -> None:
    checkout = bare_place / "checkout"
    checkout.mkdir()
    other = checkout / ".data"
    if ROOT:
        other.mkdir()
        checkout.chmod(0o755)
    else:
        other.symlink_to("/")

    def opens() -> None:
        with pytest.raises(Trouble, match=r"milik akun lain|seharusnya folder"):
            open_home(checkout)

    assert as_ordinary_user(bare_home, opens) == 0


def test_roots_logs_and_locks_are_not_in_the_hands_of_the_account(home: Home) -> None:
    assert home.folder.stat().st_uid == os.getuid()
    assert home.logs.stat().st_uid == os.getuid()
    assert mode(home.logs) == 0o700
