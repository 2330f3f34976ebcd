"""Migrations run as the owner of the tables and wait for nobody long; the role of the pages owns nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from lorong.kernel.audit.owner import as_owner
from lorong.testing import address_of

OWNED = """
    SELECT 'relation ' || relname FROM pg_class WHERE relowner = %(role)s::regrole
    UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE proowner = %(role)s::regrole
    UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspowner = %(role)s::regrole
    UNION ALL SELECT 'database ' || datname FROM pg_database WHERE datdba = %(role)s::regrole
    UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typowner = %(role)s::regrole
    UNION ALL SELECT 'role ' || roleid::regrole FROM pg_auth_members WHERE member = %(role)s::regrole"""


def asked(sql: str, **given: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given or None)
        return [str(row[0]) for row in cursor.fetchall()]


@pytest.fixture
def roles(own_database: str) -> Iterator[tuple[str, str]]:
    """A web role with its rights, and another that may do everything; both can connect."""
    names = tuple(f"lorong_{kind}_{uuid.uuid4().hex[:8]}" for kind in ("web", "owner"))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {names[0]} LOGIN; CREATE ROLE {names[1]} LOGIN SUPERUSER")
    call_command("grant_web", role=names[0], stdout=StringIO())
    yield names
    connection.close()
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_the_web_role_owns_nothing_and_can_alter_no_table(roles):
    web, _ = roles
    assert asked(OWNED, role=web) == []
    tables = asked("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    assert len(tables) > 40
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {web}")
        for table in tables:
            for change in ("DISABLE TRIGGER ALL", "ADD COLUMN more int", f"OWNER TO {web}"):
                with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
                    cursor.execute(f'ALTER TABLE "{table}" {change}')


def test_a_command_becomes_the_owner_and_the_process_is_itself_again_afterwards(roles, own_database, settings):
    _, owner = roles
    before = asked("SELECT current_user")
    settings.OWNER_DATABASE_URL = address_of(own_database).replace("//postgres:", f"//{owner}:")
    with as_owner(lock_timeout="3s", statement_timeout="2min"):
        assert asked("SELECT current_user") == [owner]
        assert asked("SHOW lock_timeout") == ["3s"]
        assert asked("SHOW statement_timeout") == ["2min"]
    assert asked("SELECT current_user") == before
    assert asked("SHOW lock_timeout") == ["0"]


def test_the_role_of_the_pages_is_told_why_it_cannot_publish(roles, own_database, settings):
    web, _ = roles
    settings.OWNER_DATABASE_URL = address_of(own_database).replace("//postgres:", f"//{web}:")
    with pytest.raises(CommandError, match="LORONG_OWNER_DATABASE_URL"):
        call_command("publish_catalog", "surat-keterangan-usaha", stdout=StringIO())


def test_two_addresses_of_different_databases_are_a_sentence(own_database, settings):
    settings.OWNER_DATABASE_URL = "postgresql://lorong_owner@localhost/another"
    with pytest.raises(CommandError, match="LORONG_OWNER_DATABASE_URL is database another"):
        call_command("migrate", verbosity=0)


def test_a_migration_that_meets_a_busy_table_gives_up_whole_and_says_so(own_database):
    # A migration that changes letters is taken back while somebody reads letters for a long time.
    before = "0005_resealing"
    there = "SELECT name FROM django_migrations WHERE app = 'documents' ORDER BY id DESC"
    names = asked(there)
    with psycopg.connect(address_of(own_database)) as reader:
        reader.execute("SELECT count(*) FROM documents_letter")
        with pytest.raises(CommandError, match="a table was busy"):
            call_command("migrate", "documents", before, lock_timeout="100ms", verbosity=0)
    assert "0006_letters_not_ready" in asked(there)
    call_command("migrate", "documents", before, verbosity=0)
    call_command("migrate", "documents", verbosity=0)
    assert sorted(asked(there)) == sorted(names)
