"""What the web role may and may not do, asked of PostgreSQL itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from lorong.kernel.audit.grants import TABLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def web() -> Iterator[str]:
    """A fresh web role; it disappears with the test's transaction."""
    role = f"lorong_web_{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role} NOLOGIN")
    call_command("grant_web", role=role, stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
    yield role
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def refused(sql: str) -> str:
    """Run a statement that must be refused for want of rights; gives what PostgreSQL says."""
    with pytest.raises(ProgrammingError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(caught.value)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def runs(sql: str) -> bool:
    """Whether the statement is allowed."""
    try:
        with transaction.atomic():
            run(sql)
    except ProgrammingError:
        return False
    return True


def test_every_table_is_thought_about() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = {name for (name,) in cursor.fetchall()}

    assert tables - set(TABLES) == set(), "name these in lorong/kernel/audit/grants.py"
    assert set(TABLES) - tables == set(), "these are gone: take them out of lorong/kernel/audit/grants.py"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cases_case SET turn = 'none'",
        "DELETE FROM cases_case",
        "UPDATE cases_event SET outcome = 'lengkap'",
        "DELETE FROM cases_event",
        "TRUNCATE cases_event",
        "UPDATE audit_entry SET action = 'nothing'",
        "DELETE FROM audit_access",
        "UPDATE audit_chain_head SET seq = 0",
        "INSERT INTO catalog_procedure (slug) VALUES ('x')",
        "UPDATE catalog_procedure SET definition = '{}'",
        "DELETE FROM documents_letter",
        "DELETE FROM documents_number",
        "DELETE FROM people_person",
        "UPDATE cases_message SET body = 'other words'",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('city', '0003_x', now())",
    ],
)
def test_the_web_role_cannot_change_history(web: str, sql: str) -> None:
    assert "permission denied" in refused(sql)


@pytest.mark.parametrize("table", ["cases_case", "cases_event", "audit_entry", "documents_number", "cases_message"])
def test_the_web_role_cannot_switch_a_guard_off(web: str, table: str) -> None:
    assert "must be owner" in refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    assert "permission denied" in refused("SET session_replication_role = replica")


def test_the_web_role_cannot_make_anything(web: str) -> None:
    assert "permission denied for schema" in refused("CREATE TABLE mine (id int)")
    assert "permission denied" in refused("CREATE TEMPORARY TABLE audit_chain_head (chain int)")
    assert "permission denied" in refused("CREATE FUNCTION lorong_refuse_nothing() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$")


def test_the_web_role_can_do_its_work(web: str) -> None:
    work = (
        "INSERT INTO audit_entry (chain, seq, at, action, refused, actor_kind, actor_title, object_kind, object_id,"
        " data, prev_hash, hash) VALUES (-1, -1, now(), 'test.act', false, 'system', 'Sistem', '', '', '{}', '', '')",
        "SELECT 1 FROM cases_case FOR UPDATE",
        "SELECT 1 FROM city_setting FOR UPDATE",
        "UPDATE cases_message SET seen_at = now()",
        "DELETE FROM people_session",
        "DELETE FROM people_attempt",
        "SELECT * FROM lorong_city_standing(current_date)",
        "DELETE FROM procrastinate_jobs",
    )
    assert [sql for sql in work if not runs(sql)] == []


def test_a_table_that_nobody_thought_about_stays_closed() -> None:
    role = f"lorong_web_{uuid.uuid4().hex[:12]}"
    run(f"CREATE ROLE {role} NOLOGIN")
    run("CREATE TABLE forgotten (id int)")
    run(f"GRANT ALL ON forgotten TO {role}")
    said = StringIO()

    call_command("grant_web", role=role, stdout=StringIO(), stderr=said)

    assert "forgotten" in said.getvalue()
    run(f"SET LOCAL ROLE {role}")
    assert "permission denied" in refused("SELECT * FROM forgotten")
    run("RESET ROLE")


def test_a_right_given_by_hand_is_taken_back(web: str) -> None:
    run("RESET ROLE")
    run(f"GRANT DELETE, TRUNCATE ON cases_event TO {web}")

    call_command("grant_web", role=web, stdout=StringIO())

    run(f"SET LOCAL ROLE {web}")
    assert "permission denied" in refused("DELETE FROM cases_event")


def test_the_owner_is_no_web_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(CommandError, match="Name another role"):
        call_command("grant_web", role=owner)


def test_a_role_must_exist() -> None:
    with pytest.raises(CommandError, match="There is no role nobody_here"):
        call_command("grant_web", role="nobody_here")


def test_what_is_named_without_an_index_is_never_deleted() -> None:
    # Deleting a row makes PostgreSQL look for whoever names it: without an index it reads a million cases for each.
    # The queue's tables are left out: what is done is deleted from them, so that they stay small.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND NOT starts_with(c.conrelid::regclass::text, 'procrastinate_') AND NOT EXISTS (
                SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = a.attnum
                AND coalesce(pg_get_expr(i.indpred, i.indrelid) = '(' || a.attname || ' IS NOT NULL)', true))
            """
        )
        found = cursor.fetchall()
    assert ("cases_work_item", "holder_id", "people_account") in found, "the question finds nothing"
    assert [row for row in found if "DELETE" in TABLES[row[2]]] == []
