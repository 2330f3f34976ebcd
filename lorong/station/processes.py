"""Starting, watching and ending the processes of a demo or a test run."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from lorong.station.binaries import as_account
from lorong.station.home import Home

PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LIBC = ctypes.CDLL(None, use_errno=True)


def end_with_us(number: int) -> Callable[[], None]:
    """Gives the function a child runs before its program starts: should we be killed, the kernel sends it `number`.

    A kill -9 of this process then still closes the database properly and frees the port.
    """
    parent = os.getpid()

    def ask_kernel() -> None:
        if sys.platform == "linux":
            _LIBC.prctl(PR_SET_PDEATHSIG, number)
            if os.getppid() != parent:  # killed between fork and prctl
                os._exit(1)

    return ask_kernel


class Child:
    """One process with a group of its own, so that Ctrl-C reaches us alone and we end things in their order."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        home: Home,
        env: Mapping[str, str],
        as_keeper: bool = False,
        fleeting: bool = False,
        ends_on: int = signal.SIGTERM,
    ) -> None:
        """Starts `command`; its output goes to `<home>/log/<name>.log`, begun anew.

        `as_keeper` runs it as the account that keeps the data, in its folder; otherwise as ourselves, in the checkout.
        `fleeting` belongs to a test run, of which several may run beside a demo. `ends_on` is the signal that ends it
        properly.
        """
        key, _, value = home.mark.partition("=")
        value += "#fleeting" if fleeting else ""
        self.name = name
        self.log = home.logs / f"{name}.log"
        self.ends_on = ends_on
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/" if as_keeper else home.checkout,
                env={**env, key: value},
                start_new_session=True,
                preexec_fn=end_with_us(ends_on),
                **(as_account(home) if as_keeper else {}),
            )

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def end(self, *, patience: float) -> None:
        """Ends the process properly; after `patience` seconds by force. What it left behind in its group goes too."""
        self.ask_to_end()
        self.wait(patience)
        self.kill()

    def ask_to_end(self) -> None:
        """Sends the signal that ends the process properly, and does not wait."""
        if self.is_alive:
            self.process.send_signal(self.ends_on)

    def wait(self, seconds: float) -> bool:
        """Waits up to `seconds` for the process to end; says whether it did."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """Ends the whole group at once."""
        self.strike()
        self.process.wait()

    def strike(self) -> None:
        """Sends SIGKILL to the whole group and does not wait: safe inside a signal handler."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self, lines: int = 20) -> str:
        """The last lines of what the process wrote."""
        return last_lines(self.log, lines)


def last_lines(path: Path, lines: int) -> str:
    """The last lines of a text file; empty when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 64_000))
            return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])
    except OSError:
        return ""


def orphans(home: Home) -> list[int]:
    """The processes of this home that an earlier run left behind; to be asked by whoever holds the home's lock.

    They are known by their environment, not by a name or a number written down, so nothing else can be hit.
    """
    mark = os.fsencode(home.mark)
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0") and int(entry.name) != os.getpid():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def end_orphans(home: Home, *, patience: float = 10.0) -> int:
    """Ends what an earlier run of this home left behind: asks, waits, then forces. Gives how many there were."""
    first = orphans(home)
    for pid in first:
        _signal(pid, signal.SIGINT if _is_postgres(pid) else signal.SIGTERM)
    deadline = time.monotonic() + patience
    while orphans(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in orphans(home):
        _signal(pid, signal.SIGQUIT if _is_postgres(pid) else signal.SIGKILL)
    deadline = time.monotonic() + 5
    while orphans(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    return len(first)


def _is_postgres(pid: int) -> bool:
    """Whether a process is PostgreSQL: there SIGTERM waits for every client, and SIGKILL leaves shared memory."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"
    except OSError:
        return False


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
