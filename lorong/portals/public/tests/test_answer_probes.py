"""Alive asks nobody; ready asks the database, its tables and the worker."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from lorong.portals.door import middleware
from lorong.portals.public import health


def test_it_is_alive(client, db):
    response = client.get("/sehat/")
    assert (response.status_code, response.content) == (200, b"sehat\n")
    assert "no-store" in response["Cache-Control"]


def test_it_is_alive_while_the_database_is_away(client, db, monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(middleware.city, "this_city", away)
    assert client.get("/sehat/").status_code == 200


def test_it_is_ready_with_its_tables_and_says_that_no_worker_lives(client, db):
    told = client.get("/sehat/siap").json()
    assert told == {"ready": True, "database": True, "migrations_waiting": 0, "worker": False, "worker_seconds": None}


def test_a_worker_that_spoke_lately_is_alive(client, db):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert client.get("/sehat/siap").json()["worker"] is True
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    told = client.get("/sehat/siap").json()
    assert told["worker"] is False
    assert told["worker_seconds"] >= 300
    assert told["ready"] is True


@pytest.mark.parametrize(("name", "gives"), [("_migrations_waiting", 2), ("_worker_seconds", OperationalError("away"))])
def test_what_cannot_serve_is_not_ready(client, db, monkeypatch, name, gives):
    def answer():
        if isinstance(gives, Exception):
            raise gives
        return gives

    monkeypatch.setattr(health, name, answer)
    monkeypatch.setattr(health.connection, "close", lambda: None)
    response = client.get("/sehat/siap")
    assert response.status_code == 503
    assert response.json()["ready"] is False
