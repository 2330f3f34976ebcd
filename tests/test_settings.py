"""Production refuses to start with anything that is only good for a first run."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import pytest
from django.conf import settings

KEY = base64.b64encode(bytes(range(32))).decode()
GOOD = {
    "LORONG_ENV": "production",
    "LORONG_SECRET_KEY": "x9" * 25,
    "LORONG_FIELD_KEYS": f"1:{KEY}",
    "LORONG_INDEX_KEYS": base64.b64encode(bytes(range(1, 33))).decode(),
    "LORONG_DATABASE_URL": "postgresql://lorong_web:x@localhost/lorong",
    "LORONG_PUBLIC_URL": "https://layanan.contoh.go.id",
    "LORONG_HOSTS": "layanan.contoh.go.id",
    "LORONG_SMS_GATEWAY_URL": "https://sms.contoh.go.id/kirim",
}


def start(**changes: str | None) -> tuple[int, str]:
    """Read the settings in a process of their own; gives its exit code and its last words."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LORONG_")} | GOOD
    for name, value in changes.items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value
    command = [sys.executable, "-c", "from django.conf import settings; settings.DEBUG; print(settings.HTTPS)"]
    done = subprocess.run(
        command,
        env=environment | {"DJANGO_SETTINGS_MODULE": "lorong.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()[-1]


def test_production_starts_when_everything_is_said():
    assert start() == (0, "True")


@pytest.mark.parametrize(
    "address", ["@10.20.0.7/lorong?sslmode=verify-full", "@/lorong?host=/run/postgresql", "@localhost/lorong"]
)
def test_a_database_elsewhere_is_spoken_to_behind_a_checked_certificate(address: str):
    assert start(LORONG_DATABASE_URL=f"postgresql://lorong_web:x{address}") == (0, "True")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"LORONG_DEMO": "1"}, "LORONG_DEMO"),
        ({"LORONG_DATABASE_URL": "postgresql://lorong_web:x@10.20.0.7/lorong"}, "LORONG_DATABASE_URL"),
        ({"LORONG_DATABASE_URL": "postgresql://lorong_web:x@10.20.0.7/lorong?sslmode=require"}, "LORONG_DATABASE_URL"),
        ({"LORONG_SECRET_KEY": "development-only-secret-never-used-by-a-city"}, "LORONG_SECRET_KEY"),
        ({"LORONG_SECRET_KEY": "pendek"}, "LORONG_SECRET_KEY"),
        ({"LORONG_SECRET_KEY": None}, "LORONG_SECRET_KEY"),
        ({"LORONG_HTTPS": "0"}, "LORONG_HTTPS"),
        ({"LORONG_FIELD_KEYS": None}, "LORONG_FIELD_KEYS"),
        ({"LORONG_FIELD_KEYS": "1:bukan-kunci"}, "LORONG_FIELD_KEYS"),
        ({"LORONG_INDEX_KEYS": None}, "LORONG_INDEX_KEYS"),
        ({"LORONG_SMS_GATEWAY_URL": ""}, "LORONG_SMS_GATEWAY_URL"),
        ({"LORONG_PUBLIC_URL": None}, "LORONG_PUBLIC_URL"),
        ({"LORONG_HOSTS": None}, "LORONG_HOSTS"),
        ({"LORONG_HOSTS": "*"}, "LORONG_HOSTS"),
        ({"LORONG_INDEX_KEYS": ""}, "LORONG_INDEX_KEYS"),
        ({"LORONG_CITY": "atlantis"}, "LORONG_CITY"),
        ({"LORONG_ENV": "staging"}, "LORONG_ENV"),
        ({"LORONG_HTTPS": "mungkin"}, "LORONG_HTTPS"),
        ({"LORONG_DATABASE_URL": "mysql://x"}, "LORONG_DATABASE_URL"),
    ],
)
def test_production_refuses_to_start_and_says_why(changes: dict[str, str | None], words: str):
    code, last = start(**changes)
    assert code != 0
    assert words in last


def test_the_keys_of_a_first_run_are_refused():
    first_run = "import os; os.environ['LORONG_ENV'] = 'development'; from lorong.settings import _development_key as k; print(k('field'))"
    made = subprocess.run(
        [sys.executable, "-c", first_run], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    ).stdout.strip()
    code, last = start(LORONG_FIELD_KEYS=f"1:{made}")
    assert code != 0
    assert "development key" in last
