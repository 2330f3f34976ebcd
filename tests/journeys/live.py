"""A city that really runs: web and worker as processes of their own, on a database where everything is committed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.error import URLError

from django.conf import settings
from django.db import connection

START_SECONDS = 90


@dataclass(frozen=True)
class City:
    """Where the city answers, its database, and where its processes write."""

    address: str
    database: str
    folder: Path


def chromium() -> str:
    """The browser. It has to be there: `make test` sees to that, or says how to get it."""
    found = os.environ.get("LORONG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "no chromium: install it, or say where it is in LORONG_CHROMIUM"
    return found


@contextmanager
def running(database: str, folder: Path) -> Iterator[City]:
    """Start web and worker on a database, wait until the web answers, and end both afterwards."""
    port = _free_port()
    # a name, not a number: browsers make passkeys for names only
    city = City(address=f"http://localhost:{port}", database=database, folder=folder)
    env = _environment(city)
    python = sys.executable
    collect = [python, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=settings.BASE_DIR, env=env, check=True)
    web = [python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "lorong.wsgi:application"]
    with ExitStack() as stack:
        stack.enter_context(_process("web", web, env, folder))
        stack.enter_context(_process("worker", [python, "manage.py", "worker"], env, folder))
        _wait(city)
        yield city


def _environment(city: City) -> dict[str, str]:
    here = connection.settings_dict
    address = f"postgresql://{here['USER']}:{here['PASSWORD']}@/{city.database}?host={here['HOST']}&port={here['PORT']}"
    return {
        **os.environ,
        "LORONG_DATABASE_URL": address,
        "LORONG_DEMO": "1",
        "LORONG_PUBLIC_URL": city.address,
        "LORONG_STATIC_ROOT": str(city.folder / "static"),
        "LORONG_MEDIA_ROOT": str(city.folder / "media"),
        "LORONG_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "lorong.settings",
    }


@contextmanager
def _process(name: str, command: list[str], env: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # the database is dropped next: nothing has to be finished
            process.wait()


def _wait(city: City) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{city.address}/masuk-tidak-ada/", timeout=5):
                return
        except URLError as error:
            if getattr(error, "code", None) == HTTPStatus.NOT_FOUND:
                return
            said = (city.folder / "web.log").read_text(errors="replace")[-3000:]
            assert time.monotonic() < deadline, f"the web process does not answer: {error}\n{said}"
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
