"""A whole city of its own: PostgreSQL, web and worker as processes that can be killed and come back."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from lorong.station.choices import Choices
from lorong.station.cluster import Server, start_server
from lorong.station.databases import WEB, Addresses, ensure_database
from lorong.station.demo import environment
from lorong.station.home import open_home
from lorong.station.processes import Child

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60.0
# As in production: what was committed is on disk, and a killed server finds it again.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "max_wal_size": "256MB"}
WEB_PROCESS = ("--interface", "wsgi", "--host", "127.0.0.1", "--workers", "1", "--blocking-threads", "4", "--no-ws")


class World:
    """The city under test. `env` is what its processes are told; they run as the web role, as they should."""

    def __init__(self, base: Path, *, gateway: str, people: int) -> None:
        self.home = open_home(ROOT, base=base)
        self.name = f"faults-{os.getpid()}"
        self.choices = Choices("makassar", _free_port(), "127.0.0.1")
        self.people = people
        self.server: Server = start_server(self.home, throwaway=self.name, options=DURABLE)
        self.addresses: Addresses = ensure_database(self.server, "lorong_faults")
        self.media = self.home.folder / "media-makassar"
        self.home.make_folder(self.media)
        self.env: Mapping[str, str] = {
            **environment(self.home, self.choices, self.addresses),
            "LORONG_SMS_GATEWAY_URL": gateway,
            "LORONG_LOG_LEVEL": "ERROR",
        }
        self.children: dict[str, Child] = {}
        self._hands = threading.RLock()  # two look after the processes: who kills them, and who brings them back
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.choices.port}"

    # ---- beginning and end

    def load(self) -> None:
        """Tables, rights, catalogue, the city and its cast."""
        owner = {"LORONG_DATABASE_URL": self.addresses.owner, "LORONG_OWNER_DATABASE_URL": self.addresses.owner}
        self.manage("migrate", "--no-input", "--verbosity", "0", **owner)
        self.manage("grant_web", "--role", WEB, **owner)
        self.manage("publish_catalog", **owner)
        self.manage("load_city", "--city", "makassar", "--people", str(self.people), "--cast")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def stop(self) -> None:
        """End everything, and take the database away."""
        self.leave_alone()
        for child in self.children.values():
            child.kill()
        self.server.stop()

    def manage(self, *arguments: str, **more: str) -> str:
        """One `manage.py` command; gives what it says. Fails with its last words."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env={**self.env, **more}, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{arguments[0]}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout

    def sql(self, text: str) -> list[tuple[object, ...]]:
        """Ask or change something as the superuser."""
        with psycopg.connect(self.server.url("postgres", "lorong_faults"), autocommit=True) as connection:
            cursor = connection.execute(text)  # type: ignore[call-overload]
            return list(cursor.fetchall()) if cursor.description else []

    # ---- web and worker

    def start(self, name: str) -> None:
        """Start web or worker."""
        commands = {
            "web": ["-m", "granian", *WEB_PROCESS, "--port", str(self.choices.port), "lorong.wsgi:application"],
            "worker": [str(ROOT / "manage.py"), "worker"],
        }
        self.children[name] = Child(name, [sys.executable, *commands[name]], home=self.home, env=self.env)

    def is_ready(self) -> bool:
        """Whether the web process serves requests."""
        try:
            with urllib.request.urlopen(f"{self.address}/sehat/siap", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait_ready(self) -> None:
        """Wait until requests are served again."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            assert time.monotonic() < deadline, f"the city does not come back:\n{self.last_words()}"
            time.sleep(0.05)

    def last_words(self) -> str:
        """What the processes wrote last."""
        return "\n".join(f"--- {n}\n{c.last_words()}" for n, c in self.children.items()) + self.server.last_words()

    # ---- what systemd does in production: who gave up when the database went is started again

    def look_after(self) -> None:
        """Start again, from now on, whatever ends by itself."""
        self._keeper.start()

    def leave_alone(self) -> None:
        """Nothing is started again from now on."""
        self._over.set()
        if self._keeper.is_alive():
            self._keeper.join()

    def _keep(self) -> None:
        while not self._over.wait(0.5):
            with self._hands:
                for name, child in list(self.children.items()):
                    if not child.is_alive:
                        self.start(name)

    # ---- kill -9

    def kill(self, victim: str, chance: random.Random) -> None:
        """Kill web, worker, postgres (the server) or backend (one session of it), and let it come back at once."""
        with self._hands:
            self._kill(victim, chance)

    def _kill(self, victim: str, chance: random.Random) -> None:
        if victim in self.children:
            self.children[victim].kill()
            self.start(victim)
        elif victim == "postgres":
            os.kill(self.server.pid, signal.SIGKILL)
            self.server = start_server(self.home, throwaway=self.name, options=DURABLE)
        else:
            sessions = list(_sessions(self.server.pid))
            if sessions:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(sessions), signal.SIGKILL)  # the server throws everybody out and heals itself

    # ---- afterwards

    def settle(self, *, rounds: int = 30) -> None:
        """Do all that is still owed: as a worker does in the hours after, only without the waiting in between."""
        self.leave_alone()
        for name in ("web", "worker"):
            self.children.pop(name).kill()
        for _ in range(rounds):
            self.sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 day'")
            self.sql("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
            self.sql("UPDATE messages_message SET send_after = now() WHERE sent_at IS NULL AND failed_at IS NULL")
            self.manage("worker", "--once")
            if not self.sql("SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing') LIMIT 1"):
                return
        left = self.sql("SELECT task_name, status, attempts, count(*) FROM procrastinate_jobs GROUP BY 1, 2, 3")
        raise AssertionError(f"the work does not come to an end: {left}")


@contextmanager
def city(base: Path, *, gateway: str, people: int) -> Iterator[World]:
    """A loaded city that answers; taken away afterwards."""
    world = World(base, gateway=gateway, people=people)
    try:
        world.load()
        world.start("web")
        world.start("worker")
        world.look_after()
        world.wait_ready()
        yield world
    finally:
        world.stop()


def _sessions(server: int) -> Iterator[int]:
    """The processes of a server that work for a client of ours."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            title = (entry / "cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            continue
        if parent == server and b"lorong_faults" in title:
            yield int(entry.name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
