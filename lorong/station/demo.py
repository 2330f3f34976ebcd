"""`make demo`: from nothing to a city that works, in this order, and back to nothing running on Ctrl-C."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lorong.station.choices import REPORTS, Choices, need_port
from lorong.station.cluster import Server, start_server
from lorong.station.databases import Addresses, ensure_database, remember, remembered
from lorong.station.errors import Trouble, disk_full
from lorong.station.fingerprint import data_fingerprint, static_fingerprint
from lorong.station.home import Home, alone, open_home
from lorong.station.processes import Child, end_orphans
from lorong.station.progress import Progress
from lorong.station.words import compile_words

READY_PATH = "/sehat/siap"
READY_SECONDS = 60
DRAIN_SECONDS = 10.0
"""How long the web process may finish answering, and the worker its job, before they are ended by force."""
HISTORY = ("--cases", "400", "--open", "20")
"""What `simulate` writes on a first run, so that the open figures have something to say; marked as invented."""


@dataclass
class Demo:
    """A demo that runs: its address, its processes, and the server under them (None when the database is yours)."""

    home: Home
    choices: Choices
    env: Mapping[str, str]
    progress: Progress
    server: Server | None = None
    children: list[Child] = field(default_factory=list)

    def dead(self) -> str:
        """The name of a process that ended by itself; empty while all run."""
        if self.server is not None and not self.server.is_alive:
            return "postgres"
        return next((child.name for child in self.children if not child.is_alive), "")


def run_demo(checkout: Path, choices: Choices, progress: Progress, *, base: Path | None = None) -> int:
    """Runs the demo until Ctrl-C (gives 0) or until one of its processes dies (gives 1). Raises Trouble.

    `base` replaces the usual place of the data, see `open_home`.
    """
    _signals(_interrupt)
    try:
        with running(checkout, choices, progress, base=base) as demo:
            _welcome(demo)
            with _writing_the_year(demo) as tell:
                while not (name := demo.dead()):
                    tell()
                    time.sleep(0.3)
            _report_death(demo, name)
            return 1
    except KeyboardInterrupt:
        progress.say("  Demo berhenti; datanya tetap tersimpan. · The demo has stopped; its data is kept.")
        return 0


@contextmanager
def running(checkout: Path, choices: Choices, progress: Progress, *, base: Path | None = None) -> Iterator[Demo]:
    """Starts everything and gives the demo once it answers; stops everything in order when the body ends."""
    with ExitStack() as stack:
        home = open_home(checkout, base=base)
        stack.enter_context(alone(home, "demo"))
        end_orphans(home)
        need_port(choices)
        home.make_folder(home.folder / f"media-{choices.city}")
        compile_words(checkout)
        server, addresses = _database(stack, home, choices, progress)
        env = environment(home, choices, addresses)
        demo = Demo(home, choices, env, progress, server)
        _load(demo, addresses)
        stack.callback(_stop_children, demo)
        _serve(demo)
        yield demo


def environment(home: Home, choices: Choices, addresses: Addresses) -> dict[str, str]:
    """What the demo's processes are told: our own environment, and the web role's address, never the owner's."""
    return {
        **{key: value for key, value in os.environ.items() if key != "LORONG_OWNER_DATABASE_URL"},
        "LORONG_DATABASE_URL": addresses.web,
        "LORONG_ENV": "development",
        "LORONG_DEMO": "1",
        "LORONG_CITY": choices.city,
        "LORONG_PUBLIC_URL": choices.address,
        "LORONG_STATIC_ROOT": str(home.folder / "static"),
        "LORONG_MEDIA_ROOT": str(home.folder / f"media-{choices.city}"),
        "DJANGO_SETTINGS_MODULE": "lorong.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _database(stack: ExitStack, home: Home, choices: Choices, progress: Progress) -> tuple[Server | None, Addresses]:
    """The addresses of the city's database: in the bundled server, or where LORONG_DATABASE_URL points."""
    given = os.environ.get("LORONG_DATABASE_URL")
    if given:
        progress.say("  ✓ Memakai LORONG_DATABASE_URL Anda · using your LORONG_DATABASE_URL")
        return None, Addresses(owner=os.environ.get("LORONG_OWNER_DATABASE_URL") or given, web=given)
    with progress.step("PostgreSQL menyala · PostgreSQL started"):
        server = start_server(home)
        stack.callback(server.stop)
        addresses = ensure_database(server, f"lorong_{choices.city}")
    return server, addresses


def _load(demo: Demo, addresses: Addresses) -> None:
    """Tables, catalogue, city and static files; skipped when they were made from exactly what is here now."""
    checkout, city = demo.home.checkout, demo.choices.city
    as_owner = {
        **demo.env,
        "LORONG_DATABASE_URL": addresses.owner,
        "LORONG_OWNER_DATABASE_URL": addresses.owner,
    }
    mark = data_fingerprint(checkout, city)
    if demo.server is not None and remembered(addresses.owner) == mark:
        demo.progress.say(f"  ✓ Data {city} sudah ada · the data of {city} is there")
        if demo.choices.reports > REPORTS:
            _invent(demo)
    else:
        manage(demo, "Tabel · tables", "migrate", "--no-input", env=as_owner)
        if web := _web_role(addresses):
            manage(demo, "Hak akses · access rights", "grant_web", "--role", web, env=as_owner)
        manage(demo, "Katalog layanan · service catalogue", "publish_catalog", env=as_owner)
        manage(demo, f"Data kota {city} · data of the city", "load_city", "--city", city)
        manage(demo, "Riwayat rekaan · invented history", "simulate", *HISTORY)
        _invent(demo)
        manage(demo, "Urusan para tetangga · the neighbours' cases", "neighbours")
        if demo.server is not None:
            remember(addresses.owner, mark)
    folder, mark = demo.home.folder / "static", static_fingerprint(checkout)
    note = demo.home.folder / "static.mark"
    if not (folder.is_dir() and note.is_file() and note.read_text() == mark):
        shutil.rmtree(folder, ignore_errors=True)
        manage(demo, "Berkas tampilan · static files", "collectstatic", "--no-input")
        note.write_text(mark)


def _invent(demo: Demo) -> None:
    """A year of reports of something wrong; what is there already is not written again."""
    reports = str(demo.choices.reports)
    manage(demo, "Aduan rekaan · invented complaints", "invent_complaints", "--reports", reports)
    manage(demo, "Pesan rekaan · invented messages", "invent_messages")


def _web_role(addresses: Addresses) -> str:
    """The role of the web processes; empty when it also owns the tables, as on a database you named once."""
    web, owner = (urlsplit(address).username or "" for address in (addresses.web, addresses.owner))
    return unquote(web) if web != owner else ""


def manage(demo: Demo, label: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
    """Runs one `manage.py` command as a step. Raises Trouble with its last line when it fails."""
    command = [sys.executable, str(demo.home.checkout / "manage.py"), *arguments]
    with demo.progress.step(label):
        child = Child(arguments[0], command, home=demo.home, env=env or demo.env)
        try:
            child.process.wait()
        finally:
            child.kill()
        if child.process.returncode != 0:
            raise _failed(arguments[0], child)


def _failed(name: str, child: Child) -> Trouble:
    words = child.last_words()
    if "No space left on device" in words:
        return disk_full(child.log.parent)
    last = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "")
    return Trouble(
        f"Langkah {name} gagal: {last} Keterangan lengkap ada di {child.log}",
        f"The step {name} failed: {last} The whole story is in {child.log}",
    )


def _serve(demo: Demo) -> None:
    """Starts web and worker side by side and waits until the web process says it is ready."""
    choices = demo.choices
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", choices.host]
    granian += ["--port", str(choices.port), "--workers", "1", "--blocking-threads", "8", "--no-ws"]
    granian += ["--workers-kill-timeout", str(int(DRAIN_SECONDS) - 2), "lorong.wsgi:application"]
    worker = [sys.executable, str(demo.home.checkout / "manage.py"), "worker"]
    with demo.progress.step("Web dan pekerja latar · web and worker"):
        demo.children.append(Child("web", granian, home=demo.home, env=demo.env))
        demo.children.append(Child("worker", worker, home=demo.home, env=demo.env))
        deadline = time.monotonic() + READY_SECONDS
        while not _ready(choices):
            if name := demo.dead():
                raise _not_ready(demo, f"{name} berhenti", f"{name} stopped")
            if time.monotonic() > deadline:
                raise _not_ready(demo, "web tidak menjawab", "the web process does not answer")
            time.sleep(0.1)


def _ready(choices: Choices) -> bool:
    connection = http.client.HTTPConnection(choices.own_host, choices.port, timeout=5)
    try:
        connection.request("GET", READY_PATH)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _not_ready(demo: Demo, indonesian: str, english: str) -> Trouble:
    logs = demo.home.logs
    return Trouble(
        f"Demo tidak jadi menyala: {indonesian}. Keterangan lengkap ada di {logs}",
        f"The demo did not start: {english}. The whole story is in {logs}",
    )


def _welcome(demo: Demo) -> None:
    """The address at once; the people one can be as soon as `manage.py cast` has listed them."""
    demo.progress.say(f"\n  Buka · open   {demo.choices.address}\n")
    command = [sys.executable, str(demo.home.checkout / "manage.py"), "cast"]
    cast = subprocess.run(command, cwd=demo.home.checkout, env=demo.env, capture_output=True, text=True, check=False)
    for line in cast.stdout.splitlines():
        demo.progress.say(f"  {line}")
    demo.progress.say("\n  Ctrl-C untuk berhenti · Ctrl-C to stop")


@contextmanager
def _writing_the_year(demo: Demo) -> Iterator[Callable[[], None]]:
    """Writes the rest of an invented year while people look around, after everything else; gives what tells how far it is.

    It may be stopped anywhere: what it wrote stays, and the next start goes on from there.
    """
    if not demo.choices.year:
        yield lambda: None
        return
    command = ["nice", "-n", "19", sys.executable, str(demo.home.checkout / "manage.py"), "invent_complaints"]
    command += ["--reports", str(demo.choices.year), "--before-today"]
    child = Child("year", command, home=demo.home, env=demo.env)
    told = set[str]()

    def tell() -> None:
        line = f"  {_how_far(child)}"
        if line.strip() and line not in told:
            told.add(line)
            demo.progress.say(line)

    try:
        yield tell
    finally:
        child.kill()


def _how_far(child: Child) -> str:
    """A line that changes every tenth of the way and at the end; empty when there is nothing new to say."""
    label, words = "Riwayat setahun · a year of history", child.last_words(1)
    if not child.is_alive:
        return f"✓ {label}" if child.process.returncode == 0 else f"✗ {label}: {child.log}"
    found = re.match(r" *(\d+)/(\d+) ", words)
    tenths = int(found[1]) * 10 // int(found[2]) if found else 0
    return f"· {label}: {min(tenths, 10) * 10} %" if tenths else ""


def _report_death(demo: Demo, name: str) -> None:
    words = demo.server.last_words() if name == "postgres" and demo.server else ""
    words = words or next((child.last_words() for child in demo.children if child.name == name), "")
    demo.progress.say(f"\n  ✗ Proses {name} mati sendiri; yang lain dihentikan. Kata-kata terakhirnya:")
    demo.progress.say(f"    The process {name} died by itself; the others are being stopped. Its last words:\n")
    demo.progress.say(words)


def _stop_children(demo: Demo) -> None:
    """Web and worker finish what they are doing, both at once; a second Ctrl-C does not wait for them."""

    def hurry(_number: int, _frame: object) -> None:
        for child in demo.children:
            child.strike()

    _signals(hurry)
    for child in demo.children:
        child.ask_to_end()
    for child in demo.children:
        child.end(patience=DRAIN_SECONDS)


def _interrupt(_number: int, _frame: object) -> None:
    _signals(signal.SIG_IGN)  # one is enough; while children end, another one makes them hurry
    raise KeyboardInterrupt


def _signals(handler: object) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)  # type: ignore[arg-type]
