"""The roles and databases inside a server, made so that doing it twice changes nothing."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from lorong.station.cluster import Server

OWNER = "lorong_owner"
WEB = "lorong_web"


@dataclass(frozen=True)
class Addresses:
    """The addresses of one database: for the migrations, which own its tables, and for the web, which owns nothing."""

    owner: str
    web: str


def ensure_database(server: Server, name: str) -> Addresses:
    """Makes the two roles and the database `name` where they are missing.

    The web role may connect and nothing else: what it may do with each table is `manage.py grant_web`'s to say.
    """
    with psycopg.connect(server.url_superuser, autocommit=True) as connection:
        for role in (OWNER, WEB):
            _ensure_role(connection, role)
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None:
            connection.execute(
                sql.SQL("create database {} owner {} template template0").format(sql.Identifier(name), sql.Identifier(OWNER))
            )
        here, web = sql.Identifier(name), sql.Identifier(WEB)
        connection.execute(sql.SQL("revoke temporary, connect on database {} from public").format(here))
        connection.execute(sql.SQL("grant connect on database {} to {}").format(here, web))
    return Addresses(owner=server.url(OWNER, name), web=server.url(WEB, name))


def _ensure_role(connection: psycopg.Connection, role: str) -> None:
    if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is None:
        connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
    connection.execute(
        sql.SQL("alter role {} nosuperuser nocreatedb nocreaterole noreplication nobypassrls").format(sql.Identifier(role))
    )


def remembered(address: str) -> str:
    """The mark of the last load of a database, kept as its comment so that it cannot outlive it; empty without one."""
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
        ).fetchone()
    return str(row[0] or "") if row else ""


def remember(address: str, mark: str) -> None:
    """Writes the mark of a load on the database; the address must be its owner's."""
    with psycopg.connect(address, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("comment on database {} is {}").format(name, sql.Literal(mark)))
