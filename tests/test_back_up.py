"""The disk is lost; the city is brought back to a minute: chains whole, numbers without a gap, every file there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from lorong.__main__ import main
from lorong.station import backup
from lorong.station.cluster import SUPERUSER, Server, start_server
from lorong.station.errors import Trouble
from lorong.station.home import Home, open_home
from lorong.testing import address_of

DATABASE = "lorong_backed_up"
REPLICATED = {"wal_level": "replica", "max_wal_senders": "4"}


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home of this test's own, where the account that runs PostgreSQL may enter."""
    base = Path("/var/tmp") / f"lorong-{os.getpid()}-backup"
    base.mkdir(mode=0o711)
    try:
        yield open_home(settings.BASE_DIR, base=base / "data")
    finally:
        shutil.rmtree(base)


@pytest.fixture
def copied(django_db_setup: None, django_db_blocker: Any, home: Home) -> Iterator[Server]:
    """A server of its own that holds a copy of the city."""
    with django_db_blocker.unblock():
        address = address_of(connection.settings_dict["NAME"])
        connections.close_all()
    with start_server(home, throwaway="backup-a", options=REPLICATED) as server:
        _psql(server, f"CREATE DATABASE {DATABASE}")
        major = psycopg.connect(server.url_superuser).info.server_version // 10000
        dump = [backup.program("pg_dump", str(major)), "--format=custom", "--no-owner", address]
        load = [backup.program("pg_restore", str(major)), "--no-owner", "--dbname", server.url(SUPERUSER, DATABASE)]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumped:
            subprocess.run(load, stdin=dumped.stdout, check=True)
        yield server


def _psql(server: Server, statement: str) -> None:
    with psycopg.connect(server.url_superuser, autocommit=True) as session:
        session.execute(statement)  # type: ignore[call-overload]


def in_city(server: Server, media: Path, *command: str) -> str:
    """Run a program of the house on a server and a folder of files; gives what it says."""
    env = {**os.environ, "LORONG_DATABASE_URL": server.url(SUPERUSER, DATABASE), "LORONG_MEDIA_ROOT": str(media)}
    done = subprocess.run(
        [sys.executable, *command], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def issue(server: Server, media: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(in_city(server, media, "-m", "tests.office_at_work"))
    return told


def moment() -> datetime:
    """A second in which nothing is written."""
    time.sleep(1.2)
    now = datetime.now(UTC)
    time.sleep(1.2)
    return now


def received(server: Server) -> None:
    """Wait until the follower has everything."""
    with psycopg.connect(server.url_superuser, autocommit=True) as session:
        end = session.execute("SELECT pg_switch_wal()").fetchone()[0]  # type: ignore[index]
        question = "SELECT coalesce(bool_or(flush_lsn >= %s::pg_lsn), false) FROM pg_stat_replication"
        _until(lambda: session.execute(question, [end]).fetchone()[0])  # type: ignore[index]


def _until(holds: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.1)


def test_a_lost_city_comes_back_to_a_minute(copied: Server, home: Home, tmp_path: Path):
    media, vault = tmp_path / "media", tmp_path / "vault"
    media.mkdir()
    environment = {**os.environ, "LORONG_BACKUP_DATABASE_URL": copied.url_superuser, "LORONG_MEDIA_ROOT": str(media)}
    command = [sys.executable, "-m", "lorong", "backup", str(vault)]
    with subprocess.Popen([*command, "--follow", "--every", "0.5"], cwd=settings.BASE_DIR, env=environment) as follower:
        try:
            _until(lambda: (vault / "wal").is_dir() and any((vault / "wal").iterdir()))
            subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
            first = issue(copied, media)
            in_city(copied, media, "manage.py", "seal")
            until = moment()
            second = issue(copied, media)
            received(copied)
        finally:
            follower.send_signal(signal.SIGTERM)
    assert follower.returncode == 0
    assert (first["letter"], second["letter"]) == (1, 2)

    copied.stop()  # the server and its disk are gone
    shutil.rmtree(media)
    again = tmp_path / "again"
    data = home.folder / "backup-b"
    with pytest.raises(SystemExit) as left:
        main(["restore", str(vault), "--until", until.isoformat(), "--data", str(data), "--media", str(again)])
    assert left.value.code == 0
    _belongs_to_keeper(home, data, vault)
    with start_server(home, throwaway="backup-b", options=REPLICATED) as server:
        _until(lambda: not _is_recovering(server))
        said = in_city(server, again, "manage.py", "verify")
        assert said.splitlines() == ["audit trail: every link holds.", "cases: every link holds.", "roots: every link holds."]
        with psycopg.connect(server.url(SUPERUSER, DATABASE)) as session:
            letters = session.execute("SELECT case_number, file_id FROM documents_letter").fetchall()
            assert letters == [(first["case"], first["file"])]
        assert (again / first["file"][:2] / first["file"][2:4] / first["file"]).read_bytes().startswith(b"%PDF-")
        assert issue(server, again)["letter"] == 2, "the number that was lost is given again, and none is left out"


def _is_recovering(server: Server) -> bool:
    with psycopg.connect(server.url_superuser) as session:
        row = session.execute("SELECT pg_is_in_recovery()").fetchone()
    return bool(row and row[0])


def _belongs_to_keeper(home: Home, data: Path, vault: Path) -> None:
    """In production whoever runs PostgreSQL restores; a test that runs as root hands the folders over."""
    if home.account is None:
        return
    for path in (data, *data.rglob("*")):
        os.chown(path, home.account.uid, home.account.gid)
    for path in (vault, *vault.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for above in vault.parents:
        if above.stat().st_mode & 0o001 or above == Path("/tmp"):
            continue
        above.chmod(above.stat().st_mode | 0o011)


# ---- what stands in the way gets a sentence


def test_without_a_base_from_before_that_moment_nothing_is_touched(tmp_path: Path):
    (tmp_path / "vault" / "base-20260803T010000Z").mkdir(parents=True)
    (tmp_path / "vault" / "base-20260802T010000Z.half").mkdir()
    early = datetime(2026, 8, 3, 0, 0, tzinfo=UTC)
    with pytest.raises(Trouble, match="Tidak ada cadangan dasar sebelum saat itu"):
        backup.restore(tmp_path / "vault", until=early, data=tmp_path / "a", media=tmp_path / "b")
    assert not (tmp_path / "a").exists()


def base_in(vault: Path, name: str) -> Path:
    """The smallest base backup there is: a list, and one file of it."""
    base = vault / name
    base.mkdir(parents=True)
    (base / "PG_VERSION").write_text("18\n")
    files = [{"Path": "PG_VERSION", "Size": 3, "Checksum": hashlib.sha256(b"18\n").hexdigest()}]
    body = json.dumps({"Files": files})[:-1] + ",\n"
    said = hashlib.sha256(body.encode()).hexdigest()
    (base / "backup_manifest").write_text(f'{body}"Manifest-Checksum": "{said}"}}\n')
    return base


@pytest.mark.parametrize("hurt", ["PG_VERSION", "backup_manifest"])
def test_a_base_that_changed_on_its_disk_is_not_restored_from(tmp_path: Path, hurt: str):
    base = base_in(tmp_path / "vault", "base-20260803T010000Z")
    backup.check_base(base)
    (base / hurt).write_text((base / hurt).read_text().replace("18", "17").replace('"Size": 3', '"Size": 4'))
    with pytest.raises(Trouble, match=f"tidak utuh: .*{hurt}"):
        backup.restore(tmp_path / "vault", until=None, data=tmp_path / "a", media=tmp_path / "b")
    assert not (tmp_path / "a").exists()


def test_nothing_is_restored_over_something(tmp_path: Path):
    base_in(tmp_path / "vault", "base-20260803T010000Z")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "postgresql.conf").touch()
    late = datetime(2026, 8, 3, 1, 0, tzinfo=UTC) + timedelta(hours=1)
    with pytest.raises(Trouble, match="tidak kosong"):
        backup.restore(tmp_path / "vault", until=late, data=tmp_path / "a", media=tmp_path / "b")


def test_a_moment_needs_its_zone_and_a_source_its_address(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(SystemExit):
        main(["restore", "/vault", "--until", "2026-08-03 09:00", "--data", "/a", "--media", "/b"])
    assert "tulis juga zonanya" in capsys.readouterr().err
    for name in ("LORONG_BACKUP_DATABASE_URL", "LORONG_OWNER_DATABASE_URL", "LORONG_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as left:
        main(["backup", "/vault"])
    assert left.value.code == 1
    assert "LORONG_BACKUP_DATABASE_URL" in capsys.readouterr().err


def test_files_are_copied_once_and_half_written_ones_are_left_out(tmp_path: Path):
    media, vault = tmp_path / "media", tmp_path / "vault"
    (media / "ab" / "cd").mkdir(parents=True)
    (media / "ab" / "cd" / "abcd").write_bytes(b"surat")
    (media / "ab" / "cd" / ".tmp-x").write_bytes(b"sur")
    assert backup.copy_files(media, vault) == 1
    assert backup.copy_files(media, vault) == 0
    assert [p.name for p in vault.rglob("*") if p.is_file()] == ["abcd"]


def test_nobody_reads_the_password_in_the_list_of_processes():
    source = backup.Source.of(
        {"LORONG_BACKUP_DATABASE_URL": "postgresql://b:ra%20hasia@db:5433/postgres?sslmode=require", "LORONG_MEDIA_ROOT": "/m"}
    )
    assert "hasia" not in source.open_address
    assert set(source.open_address.split()) == {"user=b", "host=db", "port=5433", "dbname=postgres", "sslmode=require"}
    assert source.env["PGPASSWORD"] == "ra hasia"
