"""Whoever comes in, or fails to, leaves a line in the log with the means; never with a phone or a name."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client

from lorong.portals.accounts.tests.conftest import last_code
from lorong.testing import Cast


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Any:
    """What was logged, as (message, means)."""
    caplog.set_level(logging.INFO, logger="lorong.accounts")
    return lambda: [(r.getMessage(), getattr(r, "means", "")) for r in caplog.records if r.name == "lorong.accounts"]


def test_a_wrong_code_and_the_right_one(told: Any, client: Client, siti: Any) -> None:
    client.post("/akun/masuk/", {"phone": siti.phone})
    right = last_code(siti.phone)
    client.post("/akun/masuk/kode/", {"code": "000000" if right != "000000" else "111111"})
    client.post("/akun/masuk/kode/", {"code": right})
    client.post("/akun/keluar/")
    assert told() == [("sign-in refused", "kode"), ("signed in", "kode"), ("signed out", "")]


def test_a_wrong_password_and_a_wrong_passkey(told: Any, client: Client, siti: Any) -> None:
    client.post("/akun/masuk/sandi/", {"phone": siti.phone, "password": "bukan ini"})
    client.post("/akun/masuk/kunci/tantangan/")
    client.post("/akun/masuk/kunci/", {"credential": "{}"})
    assert told() == [("sign-in refused", "sandi"), ("sign-in refused", "kunci")]


def test_who_tries_what_is_not_theirs_is_a_number_in_the_log(caplog: pytest.LogCaptureFixture, cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.account("siti"))
    caplog.set_level(logging.INFO, logger="lorong.door")
    for path in ("/akun/", "/akun/loket/"):
        browser.get(path)
    lines = [(r.status, getattr(r, "account", None)) for r in caplog.records if r.getMessage() == "request"]
    assert lines == [(200, None), (403, cast.account("siti").pk)]


def test_the_lines_hold_no_phone(client: Client, siti: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="lorong.accounts")
    client.post("/akun/masuk/", {"phone": siti.phone})
    client.post("/akun/masuk/kode/", {"code": last_code(siti.phone)})
    lines = [json.dumps(vars(record), default=str) for record in caplog.records if record.name == "lorong.accounts"]
    assert lines
    assert not [line for line in lines if siti.phone in line or siti.phone[3:] in line]
