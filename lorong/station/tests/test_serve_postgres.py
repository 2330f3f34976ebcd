"""The bundled PostgreSQL, really started, stopped and killed."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from lorong.station import binaries
from lorong.station.cluster import ensure_server
from lorong.station.errors import Trouble
from lorong.station.home import Home, alone, open_home, socket_folder
from lorong.station.processes import Child, end_orphans, orphans
from lorong.station.throwaway import throwaway_database

KEPT = "select words from note"


def write_note(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("create table note (words text)")
        connection.execute("insert into note values ('tetap ada')")


def read_note(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute(KEPT).fetchone()
    assert row is not None
    return str(row[0])


def until(condition, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_data_survives_a_restart(place: Path) -> None:
    with ensure_server(place, base=place / "data") as server:
        write_note(server.url_superuser)
    assert not server.is_alive
    with ensure_server(place, base=place / "data") as server:
        assert read_note(server.url_superuser) == "tetap ada"


def test_a_visitor_who_works_with_another_server_starts_ours_all_the_same(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    with ensure_server(place, base=place / "data") as server:
        write_note(server.url_superuser)
        assert read_note(server.url_superuser) == "tetap ada"


def test_data_survives_a_kill_of_every_server_process(place: Path, home: Home) -> None:
    server = ensure_server(place, base=place / "data")
    write_note(server.url_superuser)
    for pid in orphans(home):
        os.kill(pid, signal.SIGKILL)
    with ensure_server(place, base=place / "data") as again:
        assert read_note(again.url_superuser) == "tetap ada"


def test_a_start_waits_for_a_session_that_outlives_its_killed_server(place: Path) -> None:
    server = ensure_server(place, base=place / "data")
    write_note(server.url_superuser)
    with psycopg.connect(server.url_superuser) as busy:
        session = busy.info.backend_pid
        os.kill(session, signal.SIGSTOP)  # stands for one deep in a long calculation
        os.kill(server.pid, signal.SIGKILL)
        wake = threading.Timer(1.0, os.kill, (session, signal.SIGCONT))
        wake.start()
        with ensure_server(place, base=place / "data") as again:
            assert not wake.is_alive()
            assert read_note(again.url_superuser) == "tetap ada"


def test_a_server_closes_itself_properly_when_its_supervisor_is_killed(place: Path, home: Home) -> None:
    code = (
        "import sys; from pathlib import Path; from lorong.station.cluster import ensure_server\n"
        "place = Path(sys.argv[1]); server = ensure_server(place, base=place / 'data')\n"
        "print(server.pid, flush=True); sys.stdin.read()"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", code, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    assert int(supervisor.stdout.readline()) > 0
    supervisor.kill()
    supervisor.wait()
    assert until(lambda: not orphans(home))
    assert not (home.folder / "pg18" / "postmaster.pid").exists()
    with ensure_server(place, base=place / "data") as server:
        assert "not properly shut down" not in server.last_words()


def test_a_running_server_of_a_killed_demo_is_closed_before_the_new_one_starts(place: Path, home: Home) -> None:
    left_over = ensure_server(place, base=place / "data")
    write_note(left_over.url_superuser)
    with ensure_server(place, base=place / "data") as server:
        assert not left_over.is_alive
        assert read_note(server.url_superuser) == "tetap ada"


def test_a_stale_lock_with_the_number_of_another_program_does_not_stop_the_start(place: Path, home: Home) -> None:
    with ensure_server(place, base=place / "data") as server:
        write_note(server.url_superuser)
        lock = (server.data / "postmaster.pid").read_text().splitlines()
        socket_lock = (server.socket / ".s.PGSQL.5432.lock").read_text().splitlines()
    other = subprocess.Popen(["sleep", "60"], cwd="/", **binaries.as_account(home))
    try:
        for path, lines in (
            (server.data / "postmaster.pid", lock),
            (server.socket / ".s.PGSQL.5432.lock", socket_lock),
        ):
            path.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
            shutil.chown(path, home.account.uid if home.account else os.getuid())
        with ensure_server(place, base=place / "data") as again:
            assert read_note(again.url_superuser) == "tetap ada"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_first_start_that_was_killed_half_way_is_begun_anew(bare_place: Path, bare_home: Home) -> None:
    half = bare_home.make_kept_folder(bare_home.folder / "pg18.half")
    (half / "PG_VERSION").write_text("18\n")
    with ensure_server(bare_place, base=bare_place / "data") as server:
        assert server.is_alive
    assert not half.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: (data / "PG_VERSION").unlink(),
        lambda data: (data / "global" / "pg_control").unlink(),
        lambda data: (data / "global" / "pg_control").write_bytes(b"rusak" * 2000),
        lambda data: shutil.rmtree(data / "pg_wal"),
        lambda data: (data / "postgresql.conf").write_text("ini bukan aturan"),
        lambda data: (shutil.rmtree(data), data.write_text("bukan folder")),
    ],
    ids=["no version", "no control file", "garbage control file", "no journal", "garbage settings", "a file"],
)
def test_a_broken_data_folder_gets_a_sentence(place: Path, home: Home, damage) -> None:
    with ensure_server(place, base=place / "data") as server:
        data = server.data
    damage(data)
    with pytest.raises(Trouble) as trouble:
        ensure_server(place, base=place / "data")
    assert "rusak" in trouble.value.indonesian
    assert str(data) in trouble.value.english
    assert "\n" not in trouble.value.indonesian
    assert data.exists(), "nobody's data is removed for them"
    assert until(lambda: not orphans(home))


def test_data_of_another_version_gets_a_sentence(place: Path, server) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(Trouble, match="PostgreSQL 15"):
        ensure_server(place, base=place / "data")


def test_a_disk_with_too_little_room_gets_a_sentence_before_anything_is_made(
    bare_place: Path, bare_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(bare_place)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=5_000_000))
    with pytest.raises(Trouble, match=r"Ruang disk di .* habis"):
        ensure_server(bare_place, base=bare_place / "data")
    assert not (bare_home.folder / "pg18").exists()


def test_a_disk_that_fills_while_the_data_is_made_gets_a_sentence(bare_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lorong.station.cluster.need_room", lambda _home, megabytes: None)
    base = bare_place / "data"
    small = _small_disk(base, monkeypatch)
    try:
        with pytest.raises(Trouble, match=r"Ruang disk di .* habis"):
            ensure_server(bare_place, base=base)
        assert not list(base.rglob("pg18*/PG_VERSION")), "half a database was left behind"
    finally:
        if small:
            subprocess.run(["umount", str(base)], check=True)


def _small_disk(base: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Mounts a disk of 8 MB; where that is not allowed, lets initdb say what it says on one."""
    base.mkdir(mode=0o711, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0755", "tmpfs", str(base)]
    if os.getuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        return True
    fake = base / "bin"
    fake.mkdir()
    (fake / "initdb").write_text("#!/bin/sh\necho 'initdb: error: could not write: No space left on device'\nexit 1\n")
    (fake / "initdb").chmod(0o755)
    monkeypatch.setattr("lorong.station.cluster.postgres_binaries", lambda _home: binaries.Binaries(fake))
    return False


def test_data_that_was_never_made_is_not_called_broken(bare_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = bare_place / "data"
    fake = bare_place / "bin"
    fake.mkdir()
    (fake / "initdb").write_text("#!/bin/sh\nkill -9 $$\n")
    (fake / "initdb").chmod(0o755)
    fake.chmod(0o755)
    monkeypatch.setattr("lorong.station.cluster.postgres_binaries", lambda _home: binaries.Binaries(fake))
    with pytest.raises(Trouble, match=r"belum bisa menyiapkan folder basis datanya .* Jalankan lagi"):
        ensure_server(bare_place, base=base)
    assert not list(base.rglob("pg*/PG_VERSION"))


def test_two_demos_of_one_checkout_do_not_fight(home: Home) -> None:
    with (
        alone(home, "demo"),
        pytest.raises(Trouble, match=rf"sudah berjalan \(proses {os.getpid()}\)"),
        alone(home, "demo"),
    ):
        raise AssertionError("both got in")
    with alone(home, "demo"):
        assert home.folder.exists()


def test_only_processes_of_this_home_are_taken_for_orphans(place: Path, home: Home) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    beside = Child("beside", ["sleep", "60"], home=home, env=os.environ, fleeting=True)
    child = Child("web", ["sleep", "60"], home=home, env=os.environ)
    try:
        assert orphans(home) == [child.process.pid]
        assert end_orphans(home) == 1
        assert not child.is_alive
        assert stranger.poll() is None
        assert beside.is_alive
    finally:
        stranger.kill()
        stranger.wait()
        beside.kill()


def test_a_long_path_puts_the_socket_where_it_fits(place: Path) -> None:
    deep = place / ("kecamatan-" * 12)
    deep.mkdir()
    with ensure_server(deep, base=place / "data" / ("k" * 90)) as server:
        assert len(str(server.socket)) < 80
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
        write_note(server.url_superuser)
        assert read_note(server.url_superuser) == "tetap ada"
    shutil.rmtree(server.socket)


def test_a_path_with_spaces_never_gets_into_an_address(place: Path) -> None:
    folder = open_home(place, base=place / "data dari kota")
    socket = socket_folder(folder, "pg18.s")
    assert " " not in str(socket)
    assert socket == socket_folder(folder, "pg18.s"), "found again at the next start"
    shutil.rmtree(socket)


def test_a_throwaway_database_leaves_nothing_behind(bare_place: Path, bare_home: Home) -> None:
    dead = bare_home.make_kept_folder(bare_home.folder / "test-999999999")
    with throwaway_database(bare_place, base=bare_place / "data") as address:
        assert not dead.exists(), "the folder of a killed run was swept"
        write_note(address)
        with psycopg.connect(address) as connection:
            row = connection.execute("show fsync").fetchone()
        assert row == ("off",)
    assert not list(bare_home.folder.glob("test-*"))


def test_your_own_database_is_used_when_you_name_one(bare_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", "postgres://siapa@contoh/lorong")
    with throwaway_database(bare_place, base=bare_place / "data") as address:
        assert address == "postgres://siapa@contoh/lorong"
    assert not (bare_place / "data").exists()
