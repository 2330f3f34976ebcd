"""Where lines are measured: databases with as many cases as asked for, and the product's own web server before them."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from lorong.kernel.city.models import CitySetting
from lorong.station.fingerprint import data_fingerprint
from lorong.station.processes import end_with_us
from lorong.station.progress import Progress

FEW, MANY, SMALL_MANY = 1_000, 1_000_000, 2_000
PEOPLE = 5_000
READY_SECONDS = 60
DEMO_SERVER = "granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 8 --no-ws"


class Place:
    """The databases of one run.

    small: a run that only shows that it works. few, many: cases of the two databases that growth is measured between.
    `seconds`: how long one timed stretch lasts.
    """

    def __init__(self, *, small: bool, progress: Progress) -> None:
        self.small, self.progress = small, progress
        self.few = 200 if small else FEW
        self.many = int(os.environ.get("LORONG_BENCH_CASES") or (SMALL_MANY if small else MANY))
        self.seconds = 1.0 if small else 15.0
        # Databases that were made from other files are of no use: the name says what they were made from.
        self.whole = connection.settings_dict["NAME"]
        # Those of a small run are called otherwise, since it removes them: a million cases are not written twice for nothing.
        self.given = f"{self.whole}_{data_fingerprint(settings.BASE_DIR, settings.CITY)[:8]}" + ("_small" if small else "")

    def database(self, cases: int = 0, *, running: float = 0.1, days: int = 365) -> str:
        """The name of a database of the city with that many invented cases, made when it is not there yet.

        running: the share of them that stand somewhere on their way. days: how far back those reach that have ended.
        """
        name = f"{self.given}_bench{cases}" + ("" if running == 0.1 else f"_{running:g}".replace(".", ""))
        name += "" if days == 365 else f"_{days}d"
        if self._exists(name):
            return name
        base = self._base()
        if cases == 0:
            return base
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{base}"')
        self.use(name)
        self._fill(cases, round(cases * running), days)
        return name

    def _fill(self, cases: int, running: int, days: int) -> None:
        with self.progress.step(f"database with {cases} cases"):
            call_command("simulate", cases=cases - running, open=running, days=days, bulk=True, stdout=StringIO())
        with self.progress.step("figures added up, VACUUM"), connection.cursor() as cursor:
            call_command("measures", rebuild=True, stdout=StringIO())
            cursor.execute("VACUUM (ANALYZE)")

    def filled(self, what: str, count: int, fill: Callable[[int], None]) -> str:
        """The name of a database of the city without cases, in which `fill(count)` wrote what a line asks; made when it is not there."""
        name = f"{self.given}_bench_{what}{count}"
        if self._exists(name):
            return name
        base = self._base()
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{base}"')
        self.use(name)
        with self.progress.step(f"{what}: {count} rows, VACUUM"), connection.cursor() as cursor:
            fill(count)
            cursor.execute("VACUUM (ANALYZE)")
        return name

    def fresh(self) -> str:
        """A new database of the city without cases, for lines that write; the last one of that name is dropped."""
        name = f"{self.given}_benchfresh"
        base = self._base()
        self.use("postgres")
        self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{base}"')
        return self.use(name)

    def use(self, name: str) -> str:
        """Let this process speak to that database; gives its name."""
        connections.close_all()
        connections.settings["default"]["NAME"] = name
        connection.settings_dict["NAME"] = name
        return name

    def address(self, name: str) -> str:
        """The address of a database for another process."""
        here = connection.settings_dict
        return f"postgresql://{here['USER']}:{here['PASSWORD']}@/{name}?host={here['HOST']}&port={here['PORT']}"

    @contextmanager
    def serving(
        self,
        name: str,
        *,
        application: str = "lorong.wsgi:application",
        more: Mapping[str, str] | None = None,
        server: str = DEMO_SERVER,
    ) -> Iterator[str]:
        """The web server as `make demo` starts it, or another, before that database; gives the address it answers at.

        `web` is its process meanwhile.
        """
        port = free_port()
        self.collect_static()
        address = f"http://127.0.0.1:{port}"
        env = {**os.environ, "LORONG_DATABASE_URL": self.address(name), "LORONG_PUBLIC_URL": address, **(more or {})}
        command = [sys.executable, "-m", *server.format(port=port).split(), application]
        quiet = subprocess.DEVNULL
        web = subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stdout=quiet, stderr=quiet, preexec_fn=end_with_us(9))
        self.web = web.pid
        try:
            _wait(port, web)
            yield address
        finally:
            web.terminate()
            web.wait(20)

    def collect_static(self) -> None:
        """What pages point at, collected once for this run: pages cannot be made without it."""
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)

    def clear(self) -> None:
        """Removes every database of this run."""
        self.use("postgres")
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{self.given}_bench"])
            names = [row[0] for row in cursor.fetchall()]
        for name in names:
            self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _base(self) -> str:
        name = f"{self.given}_bench"
        if not self._exists(name):
            with_city = self._has_city()
            self.use("postgres")
            # A database that holds a city already, as that of the tests, saves the loading.
            self._administer(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{self.whole}"' if with_city else ""))
            self.use(name)
            with self.progress.step("tables, catalogue, city"):
                quiet: dict[str, Any] = {"stdout": StringIO(), "verbosity": 0}
                call_command("migrate", interactive=False, **quiet)
                call_command("publish_catalog", **quiet)
                if not with_city:
                    call_command("load_city", city=settings.CITY, people=300 if self.small else PEOPLE, cast=True, **quiet)
        self.use("postgres")
        return name

    def _has_city(self) -> bool:
        if not self.small:
            return False
        self.use(self.whole)
        return "city_setting" in connection.introspection.table_names() and CitySetting.objects.exists()

    def _exists(self, name: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
            return bool(cursor.fetchone()[0])

    def _administer(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and web.poll() is None:
        answer = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            answer.request("GET", "/")
            answer.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            answer.close()
    raise RuntimeError("the web server does not answer")
