"""`lorong backup` and `lorong restore`: the database to any second, and every file that its rows name.

    lorong backup /backup            one base backup, and the files there are
    lorong backup /backup --follow   runs all the time: every change as it happens, new files once a minute
    lorong restore /backup --until "2026-11-22 09:30:00+08:00" --data /new/pg --media /new/media

Standard PostgreSQL tools do the work (`pg_basebackup`, `pg_receivewal`), those of the server's own version. Nothing on the server has to be set but `wal_level = replica`, which is its default; the role needs REPLICATION.
Files need no moment: they are named by their content, never change, and lie on disk before a row names them.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from lorong.station.binaries import MAJOR, wheel_programs
from lorong.station.errors import Trouble, from_os_error

SLOT = "lorong_backup"
EVERY = 60.0  # seconds between two looks for new files
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Source:
    """What is backed up: the server by an address whose role may replicate, and the folder of files."""

    address: str
    media: Path

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Source":
        """Reads LORONG_BACKUP_DATABASE_URL (else the owner's, else the web's address) and LORONG_MEDIA_ROOT."""
        names = ("LORONG_BACKUP_DATABASE_URL", "LORONG_OWNER_DATABASE_URL", "LORONG_DATABASE_URL")
        address = next((environ[name] for name in names if environ.get(name)), "")
        if not address or not environ.get("LORONG_MEDIA_ROOT"):
            raise Trouble(
                "Isi LORONG_BACKUP_DATABASE_URL dan LORONG_MEDIA_ROOT dulu; .env.example menjelaskannya.",
                "Set LORONG_BACKUP_DATABASE_URL and LORONG_MEDIA_ROOT first; .env.example says what they are.",
            )
        return cls(address, Path(environ["LORONG_MEDIA_ROOT"]))

    @property
    def open_address(self) -> str:
        """The address without its password: whoever has an account on the machine can read what programs are called with."""
        return make_conninfo("", **{key: value for key, value in self._parts.items() if key != "password"})

    @property
    def env(self) -> dict[str, str]:
        """The environment of PostgreSQL's programs, which holds the password: theirs and root's to read."""
        password = self._parts.get("password")
        return {**os.environ, **({"PGPASSWORD": password} if password else {})}

    @property
    def _parts(self) -> dict[str, str]:
        return {key: str(value) for key, value in conninfo_to_dict(self.address).items() if value is not None}


def back_up(source: Source, folder: Path) -> Path:
    """One base backup, checked, and the files; gives the base's folder. Raises Trouble.

    A base that was interrupted keeps the end `.half` and is never restored from.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = folder / f"base-{os.getpid()}.half"
    shutil.rmtree(half, ignore_errors=True)
    command = [
        program("pg_basebackup", _major(source.address)),
        "--dbname",
        source.open_address,
        "--pgdata",
        str(half),
        "--no-password",
    ]
    command += ["--format", "plain", "--wal-method", "stream", "--checkpoint", "fast", "--manifest-checksums", "SHA256"]
    _run(command, source.env)
    check_base(half)
    copy_files(source.media, folder / "media")
    base = folder / f"base-{_now(source.address).strftime(STAMP)}"  # it is good for every moment from here on
    half.rename(base)
    return base


def check_base(base: Path) -> None:
    """Read every file of a base backup and compare it with the backup's own list. Raises Trouble at the first difference.

    Does what `pg_verifybackup` does for a plain backup, which not every build of PostgreSQL brings in working order.
    """
    text = (base / "backup_manifest").read_bytes()
    listed = json.loads(text)
    body = text[: text.rindex(b'"Manifest-Checksum"')]
    if hashlib.sha256(body).hexdigest() != listed["Manifest-Checksum"]:
        raise _damaged(base / "backup_manifest")
    for entry in listed["Files"]:
        path = base / (entry.get("Path") or bytes.fromhex(entry["Encoded-Path"]).decode())
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            raise _damaged(path) from None
        if found != entry["Checksum"]:
            raise _damaged(path)


def _damaged(path: Path) -> Trouble:
    return Trouble(
        f"Cadangan tidak utuh: {path} hilang atau berubah. Buat cadangan baru, dan periksa disknya.",
        f"The backup is not whole: {path} is missing or changed. Make a new one, and look after the disk.",
    )


def follow(source: Source, folder: Path, *, every: float = EVERY) -> int:
    """Receive every change as it happens, and copy new files, until a signal ends it (gives 0). Raises Trouble.

    The server keeps what was not received yet (replication slot): a network that is away loses nothing, but a follower
    that never comes back fills the server's disk. Drop the slot then: `select pg_drop_replication_slot('lorong_backup')`.
    """
    wal = folder / "wal"
    wal.mkdir(mode=0o700, parents=True, exist_ok=True)
    receive = [program("pg_receivewal", _major(source.address)), "--dbname", source.open_address, "--no-password"]
    receive += ["--slot", SLOT]
    _run([*receive, "--create-slot", "--if-not-exists"], source.env)
    follower = [*receive, "--directory", str(wal), "--synchronous"]
    child = subprocess.Popen(follower, stdin=subprocess.DEVNULL, env=source.env)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: child.terminate())
    try:
        while child.poll() is None:
            copy_files(source.media, folder / "media")
            with suppress(subprocess.TimeoutExpired):
                child.wait(every)
    finally:
        child.terminate()
        child.wait()
    copy_files(source.media, folder / "media")
    return 0


def copy_files(media: Path, to: Path) -> int:
    """Copy the files that are not there yet; gives how many. Nothing is ever changed or removed in a backup."""
    copied = 0
    for path in media.rglob("*"):
        target = to / path.relative_to(media)
        if path.name.startswith(".tmp-") or not path.is_file() or target.exists():
            continue
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = target.with_name(f".tmp-{target.name}")
        try:
            shutil.copyfile(path, half)
        except FileNotFoundError:
            continue  # taken away meanwhile: no row names it any more
        half.rename(target)
        copied += 1
    return copied


def restore(folder: Path, *, until: datetime | None, data: Path, media: Path) -> Path:
    """Lay out `data` so that PostgreSQL, when it starts there, goes up to `until` and opens; and the files in `media`.

    Without `until` it goes as far as the changes reach. Gives the base it began from. Raises Trouble when there is no
    base from before that moment, or a folder is not empty.
    """
    base = _base_for(folder, until)
    check_base(base)
    for place in (data, media):
        if place.exists() and any(place.iterdir()):
            raise Trouble(f"{place} tidak kosong. Pulihkan ke folder baru.", f"{place} is not empty. Restore into a new folder.")
    shutil.copytree(base, data, dirs_exist_ok=True)
    data.chmod(0o700)
    wal = folder.resolve() / "wal"
    lines = [f'restore_command = \'cp "{wal}/%f" "%p" || cp "{wal}/%f.partial" "%p"\'']
    if until is not None:
        lines.append(f"recovery_target_time = '{until.isoformat()}'")
        lines.append("recovery_target_action = 'promote'")
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write("\n".join(["", "# lorong restore", *lines, ""]))
    (data / "recovery.signal").touch(mode=0o600)
    copy_files(folder / "media", media)
    return base


def _base_for(folder: Path, until: datetime | None) -> Path:
    bases = sorted(path for path in folder.glob("base-*") if not path.name.endswith(".half"))
    good = [path for path in bases if until is None or _ended(path) <= until]
    if good:
        return good[-1]
    first = min((_ended(path) for path in bases), default=None)
    raise Trouble(
        f"Tidak ada cadangan dasar sebelum saat itu di {folder}. Yang pertama: {first or 'belum ada'}.",
        f"There is no base backup from before that moment in {folder}. The first one: {first or 'none yet'}.",
    )


def _ended(base: Path) -> datetime:
    return datetime.strptime(base.name.removeprefix("base-"), STAMP).replace(tzinfo=UTC)


def program(name: str, major: str) -> str:
    """The path of a PostgreSQL program of the server's own major version. Raises Trouble when the machine has none."""
    if major == MAJOR:
        with suppress(Trouble):
            return str(wheel_programs() / name)
    beside = Path(f"/usr/lib/postgresql/{major}/bin/{name}")
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise Trouble(
            f"Program {name} untuk PostgreSQL {major} tidak ada. Pasang postgresql-client-{major}.",
            f"There is no {name} for PostgreSQL {major}. Install postgresql-client-{major}.",
        )
    return found


def _now(address: str) -> datetime:
    """The next whole second by the server's own clock."""
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT date_trunc('second', now()) + interval '1 second'").fetchone()
    assert row is not None, "a server knows the time"
    moment: datetime = row[0]
    return moment.astimezone(UTC)


def _major(address: str) -> str:
    try:
        with psycopg.connect(address) as connection:
            return str(connection.info.server_version // 10000)
    except psycopg.OperationalError as error:
        raise Trouble(f"Basis data tidak menjawab: {error}", f"The database does not answer: {error}") from error


def _run(command: Sequence[str], env: Mapping[str, str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=dict(env))
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise Trouble(f"{Path(command[0]).name} gagal: {last}", f"{Path(command[0]).name} failed: {last}")


def main(verb: str, arguments: Sequence[str]) -> int:
    """`lorong backup ...` and `lorong restore ...`; gives the exit code. What a person can mend is a sentence."""
    try:
        return _backup(arguments) if verb == "backup" else _restore(arguments)
    except Trouble as trouble:
        return _tell(trouble)
    except OSError as error:
        return _tell(from_os_error(error))


def _tell(trouble: Trouble) -> int:
    sys.stderr.write(f"{trouble.indonesian}\n{trouble.english}\n")
    return trouble.code


def _backup(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="lorong backup", description="Cadangan basis data dan berkas.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--follow", action="store_true", help="ikuti setiap perubahan sampai dihentikan")
    parser.add_argument("--every", type=float, default=EVERY, help="detik di antara dua penyalinan berkas baru")
    given = parser.parse_args(arguments)
    source = Source.of(os.environ)
    if given.follow:
        return follow(source, given.folder, every=given.every)
    begun = time.monotonic()
    base = back_up(source, given.folder)
    sys.stdout.write(f"{base} ({time.monotonic() - begun:.1f} s)\n")
    return 0


def _restore(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="lorong restore", description="Pulihkan ke satu saat, ke folder baru.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--until", type=_moment, help='saat terakhir yang ikut, misalnya "2026-11-22 09:30:00+08:00"')
    parser.add_argument("--data", type=Path, required=True, help="folder basis data yang baru")
    parser.add_argument("--media", type=Path, required=True, help="folder berkas yang baru")
    given = parser.parse_args(arguments)
    base = restore(given.folder, until=given.until, data=given.data, media=given.media)
    sys.stdout.write(
        f"{given.data} disiapkan dari {base}.\nJalankan PostgreSQL di folder itu, tunggu sampai terbuka, lalu: lorong verify\n"
    )
    return 0


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise argparse.ArgumentTypeError(f"{text}: tulis juga zonanya, misalnya +08:00")
    return moment
