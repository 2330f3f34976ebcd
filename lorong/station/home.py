"""Where the data of one checkout lives, and which account of the machine keeps it.

PostgreSQL refuses to run as root. For root the data therefore lies under /var/lib/lorong and belongs to an account of
its own, so that no folder of anybody has to be opened for it. For everybody else it lies in `.data/` of the checkout.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lorong.station.errors import Trouble, disk_full

ROOT_BASE = Path("/var/lib/lorong")
ACCOUNT = "lorong"
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")  # sun_path holds 108 bytes, the last one is zero
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")
"""Paths that every reader of a database address takes the same way, with or without percent signs."""
NEEDED_MB = 300
"""Megabytes a new database takes with a city loaded; an old one is asked for a tenth of it."""


@dataclass(frozen=True)
class Account:
    """An account of the machine that may keep data: not root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Home:
    """The folder of one checkout's data. `account` is None when we keep it ourselves, without being root.

    As root the folder, its logs and locks are root's; only the database and its socket belong to the account, so that
    whoever takes over the account cannot lead root's writes elsewhere.
    """

    checkout: Path
    folder: Path
    account: Account | None

    @property
    def mark(self) -> str:
        """The environment entry every process of this home carries, by which a later run knows its orphans."""
        return f"LORONG_STATION={self.folder}"

    @property
    def logs(self) -> Path:
        """The folder of the logs; made with the home."""
        return self.folder / "log"

    def make_folder(self, path: Path, *, mode: int = 0o700) -> Path:
        """Makes `path` for ourselves alone. Raises Trouble when it is somebody else's, or no folder."""
        return _make_folder(path, os.getuid(), os.getgid(), mode)

    def make_kept_folder(self, path: Path) -> Path:
        """Makes `path`, 0700, for the account that keeps the data. Raises Trouble as `make_folder` does."""
        if self.account is None:
            return self.make_folder(path)
        return _make_folder(path, self.account.uid, self.account.gid, 0o700)


def checkout_mark(checkout: Path) -> str:
    """Twelve hexadecimal digits that name a checkout by its real path."""
    return hashlib.sha256(os.fsencode(checkout.resolve())).hexdigest()[:12]


def open_home(checkout: Path, *, base: Path | None = None) -> Home:
    """Finds or makes the home of a checkout.

    `base` is where root's homes lie (by default /var/lib/lorong); for an ordinary user it replaces `.data` of the
    checkout. Raises Trouble when the machine does not allow it.
    """
    checkout = checkout.resolve()
    if os.getuid() == 0:
        above = base or ROOT_BASE
        above.mkdir(mode=0o755, parents=True, exist_ok=True)
        home = Home(checkout, above / checkout_mark(checkout), _account())
    else:
        home = Home(checkout, base or checkout / ".data", None)
    home.make_folder(home.folder, mode=0o711 if home.account else 0o700)
    home.make_folder(home.logs)
    return home


def _make_folder(path: Path, uid: int, gid: int, mode: int) -> Path:
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        os.chown(path, uid, gid, follow_symlinks=False)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise Trouble(
            f"{path} seharusnya folder. Pindahkan berkas itu, lalu jalankan lagi.",
            f"{path} should be a folder. Move that file away, then run it again.",
        )
    if found.st_uid != uid:
        raise Trouble(
            f"Folder {path} milik akun lain. Pindahkan folder itu, lalu jalankan lagi.",
            f"The folder {path} belongs to another account. Move it away, then run it again.",
        )
    if stat.S_IMODE(found.st_mode) != mode:
        path.chmod(mode)
    return path


def _account() -> Account:
    """The account that keeps root's data; made when the machine has none yet."""
    try:
        found = pwd.getpwnam(ACCOUNT)
    except KeyError:
        found = _make_account()
    if found.pw_uid == 0:
        raise Trouble(
            f"Akun {ACCOUNT} di mesin ini adalah root. Jalankan sebagai pengguna biasa.",
            f"The account {ACCOUNT} of this machine is root. Run this as an ordinary user.",
        )
    return Account(ACCOUNT, found.pw_uid, found.pw_gid)


def _make_account() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(ROOT_BASE)]
    try:
        done = subprocess.run([*command, "--shell", "/usr/sbin/nologin", ACCOUNT], capture_output=True, text=True, check=False)
        reason = done.stderr.strip()
    except FileNotFoundError:
        reason = "useradd: not found"
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise Trouble(
            f"PostgreSQL tidak mau berjalan sebagai root, dan akun {ACCOUNT} tidak dapat dibuat ({reason}). "
            "Jalankan sebagai pengguna biasa.",
            f"PostgreSQL does not run as root, and the account {ACCOUNT} could not be made ({reason}). "
            "Run this as an ordinary user.",
        ) from None


def need_room(home: Home, *, megabytes: int) -> None:
    """Raises Trouble when the home's disk has less than `megabytes` left for ordinary accounts."""
    if shutil.disk_usage(home.folder).free < megabytes * 1_000_000:
        raise disk_full(home.folder)


def socket_folder(home: Home, name: str) -> Path:
    """The 0700 folder of a server's socket: in the home when its path fits the kernel and an address, else in /tmp.

    It is the same at every start, so that what a killed server left there is found again.
    """
    inside = home.folder / name
    if len(os.fsencode(inside)) <= SOCKET_LIMIT and PLAIN.fullmatch(str(inside)):
        return home.make_kept_folder(inside)
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")  # noqa: S108 - its owner is checked below
    if not os.access(runtime, os.W_OK) or len(os.fsencode(runtime)) > SOCKET_LIMIT // 2:
        runtime = Path("/tmp")  # noqa: S108
    owner = home.account.uid if home.account else os.getuid()
    return home.make_kept_folder(runtime / f"lorong-{owner}-{checkout_mark(inside)}")


@contextmanager
def alone(home: Home, name: str) -> Iterator[None]:
    """Holds the lock `name` of a home while the body runs. Raises Trouble when another process holds it.

    The kernel lets go of the lock with the process, also after a kill, so it can never be stale.
    """
    path = home.folder / f"{name}.lock"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = file.read().strip() or "?"
            raise Trouble(
                f"Demo dari folder ini sudah berjalan (proses {holder}). Pakai itu, atau hentikan dulu dengan Ctrl-C.",
                f"The demo of this folder already runs (process {holder}). Use that one, or stop it with Ctrl-C first.",
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
