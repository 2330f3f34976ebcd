"""`make demo` with a city of three small programs: started, used, stopped, killed."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from lorong.station.cluster import start_server
from lorong.station.home import open_home
from lorong.station.processes import Child, orphans
from lorong.station.tests.test_serve_postgres import until

REPOSITORY = Path(__file__).resolve().parents[3]

MANAGE = """
import os, pathlib, signal, sys, time, psycopg
verb, here = sys.argv[1], pathlib.Path(__file__).parent
with open(here / "called", "a") as called:
    called.write(" ".join(sys.argv[1:]) + "\\n")
if (here / f"{verb}.fails").exists():
    sys.exit((here / f"{verb}.fails").read_text())
if verb in ("migrate", "grant_web", "publish_catalog"):
    assert "lorong_owner" in os.environ["LORONG_OWNER_DATABASE_URL"]
    with psycopg.connect(os.environ["LORONG_DATABASE_URL"]) as db:
        if verb == "migrate":
            db.execute("create table if not exists visit (at timestamptz default now())")
        if verb == "grant_web":
            db.execute("grant insert on visit to " + sys.argv[-1])
else:
    assert "LORONG_OWNER_DATABASE_URL" not in os.environ
if verb == "collectstatic":
    pathlib.Path(os.environ["LORONG_STATIC_ROOT"]).mkdir()
if verb == "cast":
    print("Siti, warga\\nBudi, petugas loket")
if verb == "worker":
    def finish(*_):
        time.sleep(0.3)
        (here / "finished").write_text("job done")
        sys.exit(0)
    signal.signal(signal.SIGTERM, finish)
    (here / "worker.pid").write_text(str(os.getpid()))
    while True:
        time.sleep(0.05)
"""
WSGI = """
import os, time, psycopg
def application(environ, start_response):
    with psycopg.connect(os.environ["LORONG_DATABASE_URL"]) as db:
        db.execute("insert into visit default values")
    if environ["PATH_INFO"] == "/pelan":
        time.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [os.environ["LORONG_CITY"].encode()]
"""
START = """
import sys; from pathlib import Path; from lorong.station.__main__ import main
place = Path(sys.argv[1]); sys.exit(main(["demo"], checkout=place, base=place / "data"))
"""


class Run:
    """A demo somebody started; `said` reads what it wrote so far."""

    def __init__(self, place: Path, port: int, **env: str) -> None:
        self.place, self.port = place, port
        self.output = place / f"said-{time.monotonic_ns()}"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, str(place)],
                cwd=REPOSITORY,
                env={**os.environ, "PORT": str(port), "CITY": "palopo", **env},
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def answers(self) -> "Run":
        assert until(lambda: "Ctrl-C untuk berhenti" in self.said or self.process.poll() is not None, 30), self.said
        assert self.process.poll() is None, self.said
        return self

    def get(self, path: str = "/") -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        return connection.getresponse().read().decode()

    def ends(self, number: int | None = None) -> int:
        if number is not None:
            os.killpg(self.process.pid, number)
        return self.process.wait(20)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def city(place: Path) -> Path:
    (place / "lorong").mkdir()
    (place / "catalog").mkdir()
    (place / "cities" / "palopo").mkdir(parents=True)
    (place / "cities" / "palopo" / "city.toml").write_text("name = 'Palopo'\n")
    (place / "lorong" / "__init__.py").touch()
    (place / "lorong" / "wsgi.py").write_text(WSGI)
    (place / "manage.py").write_text(MANAGE)
    return place


def called(city: Path) -> list[str]:
    return (city / "called").read_text().splitlines()


def test_a_demo_starts_answers_stops_and_starts_again_faster(city: Path, port: int) -> None:
    run = Run(city, port, REPORTS="250").answers()
    assert f"http://localhost:{port}" in run.said
    assert "Siti, warga" in run.said
    assert run.get() == "palopo"
    assert called(city)[:9] == [
        "migrate --no-input",
        "grant_web --role lorong_web",
        "publish_catalog",
        "load_city --city palopo",
        "simulate --cases 400 --open 20",
        "invent_complaints --reports 250",
        "invent_messages",
        "neighbours",
        "collectstatic --no-input",
    ]
    assert run.ends(signal.SIGINT) == 0
    assert (city / "finished").read_text() == "job done", "the worker finished its job"
    assert not orphans(open_home(city, base=city / "data"))
    assert "Traceback" not in run.said

    (city / "called").unlink()
    run = Run(city, port).answers()
    assert until(lambda: "✓ Riwayat setahun" in run.said, 10), "the rest of the year is written while people look around"
    year = "invent_complaints --reports 20000 --before-today"
    assert sorted(called(city)) == ["cast", year, "worker"], "nothing is loaded twice"
    assert run.ends(signal.SIGTERM) == 0


def test_a_kill_is_no_trouble_for_the_next_start(city: Path, port: int) -> None:
    run = Run(city, port).answers()
    home = open_home(city, base=city / "data")
    for pid in [run.process.pid, *orphans(home)]:
        with suppress(ProcessLookupError):  # one killed before may have taken it along
            os.kill(pid, signal.SIGKILL)
    run.process.wait()
    run = Run(city, port).answers()
    assert run.get() == "palopo"
    run.process.kill()
    run.process.wait()
    assert until(lambda: not orphans(home), 15), "a killed supervisor takes its processes along"
    serve = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    left_over = Child("left-over", serve, home=home, env=os.environ)
    run = Run(city, port).answers()
    assert not left_over.is_alive, "what still held the port was ours, and was ended"
    assert run.ends(signal.SIGINT) == 0
    assert called(city).count("load_city --city palopo") == 1, "the data was kept"


def test_a_second_demo_is_told_so_and_a_process_that_dies_is_named(city: Path, port: int) -> None:
    first = Run(city, port).answers()
    second = Run(city, port)
    assert second.ends() == 1
    assert f"sudah berjalan (proses {first.process.pid})" in second.said
    assert first.get() == "palopo"
    os.kill(int((city / "worker.pid").read_text()), signal.SIGKILL)
    assert first.ends() == 1
    assert "Proses worker mati sendiri" in first.said
    assert not orphans(open_home(city, base=city / "data"))


def test_a_taken_port_gets_a_sentence_and_leaves_nothing_running(city: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        run = Run(city, other.getsockname()[1])
        assert run.ends() == 1
    assert "sudah dipakai program lain" in run.said
    assert "Traceback" not in run.said
    assert not orphans(open_home(city, base=city / "data"))


def test_a_step_that_fails_or_is_interrupted_is_done_again_next_time(city: Path, port: int) -> None:
    (city / "load_city.fails").write_text("units.toml:3: 'lurahh' bukan jabatan yang ada")
    run = Run(city, port)
    assert run.ends() == 1
    assert "Langkah load_city gagal: units.toml:3" in run.said
    assert "Traceback" not in run.said
    (city / "load_city.fails").unlink()

    (city / "called").unlink()
    (city / "manage.py").write_text(MANAGE + "\nif verb == 'load_city': time.sleep(60)\n")
    run = Run(city, port)
    assert until(lambda: (city / "called").exists() and "load_city --city palopo" in called(city), 20)
    started = time.monotonic()
    assert run.ends(signal.SIGINT) == 0
    assert time.monotonic() - started < 5
    assert not orphans(open_home(city, base=city / "data"))

    (city / "called").unlink()
    (city / "manage.py").write_text(MANAGE)
    run = Run(city, port).answers()
    assert "load_city --city palopo" in called(city)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/pelan")
    time.sleep(0.3)
    os.killpg(run.process.pid, signal.SIGINT)
    assert connection.getresponse().read() == b"palopo", "a page being made is finished first"
    assert run.ends() == 0


def test_your_own_database_is_used_and_the_bundled_one_stays_away(city: Path, port: int) -> None:
    (city / "manage.py").write_text(MANAGE.replace("lorong_owner", "postgres"))
    home = open_home(city, base=city / "data")
    with start_server(home, throwaway="test-yours") as yours:
        run = Run(city, port, LORONG_DATABASE_URL=yours.url_superuser).answers()
        assert run.get() == "palopo"
        assert yours.is_alive
        assert not any(line.startswith("grant_web") for line in called(city)), "your only role keeps its rights"
        assert not (home.logs / "postgres.log").exists()
        assert run.ends(signal.SIGINT) == 0
