"""Who comes in with a session, told in one question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lorong.kernel.city import queries
from lorong.kernel.city.queries import arriving
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.people.models import Account, Session
from lorong.testing import Cast

NOW = timezone.now


def key_of(cast: Cast, who: str) -> str:
    browser = Client()
    browser.force_login(cast.account(who))
    return str(browser.session.session_key)


def test_an_officer_comes_in_with_what_they_hold(cast: Cast):
    for who in ("siti", "budi", "bu_lurah"):
        found = queries.arrival(key_of(cast, who), at=NOW())
        assert found is not None
        assert found.actor(cast.account(who)) == queries.actor_of(cast.account(who))


def test_a_session_that_is_over_or_unknown_brings_nobody(cast: Cast):
    key = key_of(cast, "siti")
    assert queries.arrival("unknown", at=NOW()) is None
    assert queries.arrival(key, at=NOW() + timedelta(days=400)) is None


def test_a_session_in_which_nobody_signed_in_has_no_account(cast: Cast):
    browser = Client()
    browser.get("/")
    session = browser.session
    session["tujuan"] = "/"
    session.save()
    found = queries.arrival(session.session_key, at=NOW())
    assert found is not None
    assert found.account is None


def test_whose_session_it_is_decides_and_not_whom_the_request_names(cast: Cast):
    found = queries.arrival(key_of(cast, "budi"), at=NOW())
    assert found is not None
    siti = found.actor(cast.account("siti"))
    assert siti is not None
    assert (siti.name, siti.holdings) == ("Siti", ())


def test_a_closed_account_is_nobody_although_its_session_is_good(cast: Cast):
    browser = Client()
    browser.force_login(cast.account("siti"))
    assert browser.get("/saya/").status_code == 200
    Account.objects.filter(pk=cast.account("siti").pk).update(is_active=False)
    assert browser.get("/saya/").status_code == 302


def test_signing_out_everywhere_ends_a_session_at_its_next_request(cast: Cast):
    browser = Client()
    browser.force_login(cast.account("siti"))
    Account.objects.filter(pk=cast.account("siti").pk).update(sessions_since=NOW())
    assert browser.get("/saya/").status_code == 302
    assert not Session.objects.filter(account=cast.account("siti")).exists()


def test_the_answer_tells_whether_the_city_changed(cast: Cast):
    key = key_of(cast, "siti")
    queries.this_city()
    with MEMORY.steady(), CaptureQueriesContext(connection) as asked:
        queries.arrival(key, at=NOW())
        queries.this_city()
    assert len(asked) == 1


@dataclass
class Line:
    """A connection from the request before, of which nobody knows whether it still lives."""

    health_check_enabled: bool = True
    health_check_done: bool = False
    in_atomic_block: bool = False
    closed: int = 0

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize(
    ("line", "answered"), [(Line(), True), (Line(in_atomic_block=True), False), (Line(health_check_done=True), False)]
)
def test_a_connection_that_died_meanwhile_is_made_anew_once(monkeypatch, line: Line, answered: bool):
    tries = []

    def answer(values):
        tries.append(values)
        if len(tries) == 1:
            raise OperationalError("the server went away")
        return

    monkeypatch.setattr(arriving, "connection", line)
    monkeypatch.setattr(arriving, "_answer", answer)
    if not answered:
        with pytest.raises(OperationalError):
            arriving._asked([])
    else:
        assert arriving._asked([]) is None
    assert (len(tries), line.closed) == ((2, 1) if answered else (1, 0))


def test_phone_and_mail_stay_sealed_until_they_are_asked_for(cast: Cast):
    found = queries.arrival(key_of(cast, "siti"), at=NOW())
    assert found is not None and found.account is not None
    assert {"phone", "email"} <= found.account.get_deferred_fields()
    assert found.account.phone == cast.account("siti").phone
