"""The bundled PostgreSQL: made, started, healed after a kill, stopped.

It listens on a socket in a folder only we can enter, and on no network port, so there is no port to collide with and
no password to keep.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from lorong.station.binaries import Binaries, as_account, postgres_binaries
from lorong.station.errors import Trouble, disk_full
from lorong.station.home import NEEDED_MB, Home, need_room, open_home, socket_folder
from lorong.station.processes import Child, end_orphans, last_lines

SUPERUSER = "postgres"
PATIENCE = 30.0
"""Seconds a start may take: the healing after a kill replays at most `max_wal_size`."""

STILL_THERE = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')

DURABLE = {"max_wal_size": "256MB", "min_wal_size": "32MB", "shared_buffers": "64MB"}
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "shared_buffers": "128MB",
}
ALWAYS = {
    "listen_addresses": "",
    "port": "5432",  # names the socket; a PGPORT of the visitor means another server
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "io_method": "sync",  # no reading ahead needed for one city; three processes fewer
    "jit": "off",
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",  # else a failing row stands in the log, with whom it is about
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Server:
    """A running PostgreSQL. `url_superuser` reaches its `postgres` database; `stop()` closes it."""

    def __init__(self, child: Child, socket: Path, data: Path, *, throwaway: bool) -> None:
        self._child = child
        self._throwaway = throwaway
        self.socket = socket
        self.data = data

    @property
    def url_superuser(self) -> str:
        """The address of the maintenance database, as the superuser."""
        return self.url(SUPERUSER, "postgres")

    def url(self, role: str, database: str) -> str:
        """The address of a database as `role`, through the socket."""
        return f"postgres://{role}@/{database}?host={self.socket}&port=5432"

    @property
    def is_alive(self) -> bool:
        """Whether the server still runs."""
        return self._child.is_alive

    @property
    def pid(self) -> int:
        """The process number of the postmaster."""
        return self._child.process.pid

    def last_words(self) -> str:
        """The end of the server's log."""
        return self._child.last_words()

    def stop(self) -> None:
        """Closes the server: clients are cut off, everything committed is on disk. Throwaway data is removed."""
        self._child.end(patience=PATIENCE)
        if self._throwaway:
            shutil.rmtree(self.data, ignore_errors=True)
            shutil.rmtree(self.socket, ignore_errors=True)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()


def ensure_server(checkout: Path, *, base: Path | None = None) -> Server:
    """Starts the bundled PostgreSQL of a checkout with its lasting data, making it first where there is none.

    `base` replaces the usual place of the data (see `open_home`). The caller holds the lock `demo` of the home. Raises
    Trouble when the disk is full, the data is broken, or the machine does not allow it.
    """
    return start_server(open_home(checkout, base=base))


def start_server(home: Home, *, throwaway: str = "", options: Mapping[str, str] | None = None) -> Server:
    """Starts the server of a home. `throwaway` names a fast one whose data is removed when it stops.

    `options` go before what is usual here, by the names of postgresql.conf.
    """
    binaries = postgres_binaries(home)
    name = throwaway or f"pg{binaries.major}"
    data = home.folder / name
    if not throwaway:
        end_orphans(home)
    _make_data(home, binaries, data, throwaway=bool(throwaway))
    deadline = time.monotonic() + PATIENCE
    while True:
        _clear_stale_locks(data, socket_folder(home, f"{name}.s"))
        server = _launch(home, binaries, data, throwaway, options or {})
        if _wait_ready(server, deadline):
            return server
        server._child.kill()
        words = server.last_words()
        # the sessions of a killed server notice it when they next look up from their work; until then it is not gone
        if any(sign in words for sign in STILL_THERE) and time.monotonic() < deadline:
            time.sleep(0.2)
            continue
        raise _why(words, data, server._child.log)


def _make_data(home: Home, binaries: Binaries, data: Path, *, throwaway: bool) -> None:
    """Makes the data folder beside its place and moves it there whole: a kill half-way leaves nothing half."""
    if data.exists() or data.is_symlink():
        need_room(home, megabytes=NEEDED_MB // 10)
        _inspect(data, binaries)
        return
    need_room(home, megabytes=NEEDED_MB)
    half = data.with_name(f"{data.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    home.make_kept_folder(half)
    command = [binaries.program("initdb"), "-D", str(half), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    log = home.logs / "initdb.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [*command, "--no-sync"] if throwaway else command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            **as_account(home),
        )
    if done.returncode != 0:
        shutil.rmtree(half, ignore_errors=True)
        raise _why(last_lines(log, 20), data, log)
    half.rename(data)


def _inspect(data: Path, binaries: Binaries) -> None:
    """Raises Trouble when `data` is not a database folder of our version."""
    try:
        version = (data / "PG_VERSION").read_text().strip()
        (data / "global" / "pg_control").stat()
    except (FileNotFoundError, NotADirectoryError):
        raise _broken(data, "PG_VERSION, global/pg_control") from None
    if version != binaries.major:
        raise Trouble(
            f"Data di {data} dibuat oleh PostgreSQL {version}, sedangkan yang terpasang {binaries.major}. "
            "Pindahkan folder itu, lalu jalankan lagi.",
            f"The data in {data} was made by PostgreSQL {version}, and {binaries.major} is installed. "
            "Move that folder away, then run it again.",
        )


def _clear_stale_locks(data: Path, socket: Path) -> None:
    """Removes the lock files of a server that was killed, when its number now belongs to another program.

    PostgreSQL removes them itself unless a process of the same account has that number by now, which is common in a
    container that counts from 1 again. Nobody works in the folder: that is looked up first, not believed.
    """
    file = data / "postmaster.pid"
    if file.exists() and Path("/proc/self").exists() and not _workers_in(data):
        file.unlink()
        for lock in socket.glob(".s.PGSQL.*"):
            lock.unlink()


def _workers_in(data: Path) -> list[int]:
    """The processes whose current folder is the data folder, as that of every PostgreSQL process is."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").samefile(data):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _launch(home: Home, binaries: Binaries, data: Path, throwaway: str, chosen: Mapping[str, str]) -> Server:
    socket = socket_folder(home, f"{data.name}.s")
    usual = ALWAYS | (THROWAWAY if throwaway else DURABLE)
    options = {**usual, **chosen, "unix_socket_directories": str(socket)}
    command = [binaries.program("postgres"), "-D", str(data)]
    for key, value in options.items():
        command += ["-c", f"{key}={value}"]
    child = Child(
        throwaway or "postgres",
        command,
        home=home,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        as_keeper=True,
        fleeting=bool(throwaway),
        ends_on=signal.SIGINT,  # the fast shutdown
    )
    return Server(child, socket, data, throwaway=bool(throwaway))


def _wait_ready(server: Server, deadline: float) -> bool:
    """Waits for the word `ready` on the eighth line of postmaster.pid, written by the server we started."""
    while server.is_alive and time.monotonic() < deadline:
        try:
            lines = (server.data / "postmaster.pid").read_text().split("\n")
        except OSError:
            lines = []
        if len(lines) > 7 and lines[0].strip() == str(server.pid) and lines[7].strip() == "ready":
            return True
        time.sleep(0.02)
    return False


def _why(words: str, data: Path, log: Path) -> Trouble:
    """The sentence for what PostgreSQL wrote before it gave up."""
    if "No space left on device" in words or "Disk quota exceeded" in words:
        return disk_full(data.parent)
    if "already exists" in words and "postmaster.pid" in words:
        return Trouble(
            f"Sudah ada PostgreSQL yang memakai {data}. Hentikan dulu, lalu jalankan lagi.",
            f"Another PostgreSQL already uses {data}. Stop it first, then run this again.",
        )
    reason = next((line for line in words.splitlines() if any(w in line for w in ("FATAL", "PANIC", "error"))), "")
    reason = reason.partition(":  ")[2] or reason
    if not data.exists():  # nothing is broken that was never made: initdb was stopped, and the next try begins anew
        return Trouble(
            f"PostgreSQL belum bisa menyiapkan folder basis datanya ({reason or 'terhenti'}). Jalankan lagi; "
            f"kalau tetap begini, keterangannya ada di {log}.",
            f"PostgreSQL could not make its data folder ({reason or 'it was stopped'}). Run this again; "
            f"if it stays like this, the whole story is in {log}.",
        )
    return _broken(data, reason or str(log))


def _broken(data: Path, reason: str) -> Trouble:
    return Trouble(
        f"Folder basis data {data} rusak ({reason}). Simpan salinannya bila perlu, lalu pindahkan folder itu: "
        "data demo akan dibuat baru.",
        f"The database folder {data} is broken ({reason}). Keep a copy if you need it, then move the folder away: "
        "the demo's data will be made anew.",
    )
