"""Who owns the tables, and who only uses them."""

import psycopg
import pytest
from psycopg import errors

from lorong.station.databases import ensure_database, remember, remembered


def test_making_a_database_twice_changes_nothing(server) -> None:
    first = ensure_database(server, "lorong_padang")
    with psycopg.connect(first.owner) as connection:
        connection.execute("create table letter (id int)")
        connection.execute("insert into letter values (7)")
        connection.execute("grant select on letter to lorong_web")
    assert ensure_database(server, "lorong_padang") == first
    with psycopg.connect(first.web) as connection:
        assert connection.execute("select id from letter").fetchone() == (7,)


def test_the_web_role_may_do_what_it_is_given_and_nothing_else(server) -> None:
    addresses = ensure_database(server, "lorong_padang")
    with psycopg.connect(addresses.owner) as connection:
        connection.execute("create table letter (id int generated always as identity, words text)")
        connection.execute("create table closed (id int)")
        connection.execute("grant select, insert, update on letter to lorong_web")
    with psycopg.connect(addresses.web, autocommit=True) as web:
        web.execute("insert into letter (words) values ('a')")
        web.execute("update letter set words = 'b'")
        for forbidden in (
            "select * from closed",
            "delete from letter",
            "drop table letter",
            "alter table letter add column x int",
            "truncate letter",
            "create table other (id int)",
            "create temporary table letter (id int)",
            "create role intruder",
            "set role lorong_owner",
            "alter table letter disable trigger all",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                web.execute(forbidden)


def test_the_owner_is_no_superuser(server) -> None:
    addresses = ensure_database(server, "lorong_padang")
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        for forbidden in ("create role intruder", "create database other", "copy (select 1) to program 'true'"):
            with pytest.raises(errors.InsufficientPrivilege):
                owner.execute(forbidden)


def test_a_database_remembers_what_it_was_made_from_until_it_is_gone(server) -> None:
    addresses = ensure_database(server, "lorong_padang")
    assert remembered(addresses.owner) == ""
    remember(addresses.owner, "abc")
    assert remembered(addresses.web) == "abc"
    with psycopg.connect(server.url_superuser, autocommit=True) as connection:
        connection.execute("drop database lorong_padang")
    assert remembered(ensure_database(server, "lorong_padang").owner) == ""
