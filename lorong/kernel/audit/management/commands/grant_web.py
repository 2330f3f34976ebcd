"""`manage.py grant_web`: the rights of the web role, after every migration, by the owner of the tables."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from lorong.kernel.audit.grants import TABLES, statements


class Command(BaseCommand):
    help = "Give the web role exactly the rights it needs. Run it as the owner of the tables, after migrate."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", required=True, help="the role of the web processes, such as lorong_web")

    def handle(self, *args: Any, **options: Any) -> None:
        address = settings.OWNER_DATABASE_URL
        if address:
            with psycopg.connect(address) as owner, owner.cursor() as cursor:
                self._grant(cursor, options["role"])
        else:
            with connection.cursor() as cursor:
                self._grant(cursor, options["role"])

    def _grant(self, cursor: Any, role: str) -> None:
        cursor.execute("SELECT current_user, current_schema(), current_database()")
        owner, schema, database = cursor.fetchone()
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        row = cursor.fetchone()
        if row is None:
            raise CommandError(f"There is no role {role}. Make it first: CREATE ROLE {role} LOGIN.")
        if row[0] or role == owner:
            raise CommandError(f"{role} owns the tables or is a superuser: rights cannot hold it. Name another role.")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        present = [name for (name,) in cursor.fetchall()]
        if not set(present) & set(TABLES):
            raise CommandError("There are no tables of ours here. Run migrate first.")
        for line in statements(role, schema=schema, database=database, tables=present):
            cursor.execute(line)
        closed = [name for name in present if name not in TABLES]
        for name in closed:
            self.stderr.write(f"{name} is not in lorong/kernel/audit/grants.py: {role} may not use it.")
        self.stdout.write(f"{role}: {len(present) - len(closed)} tables")
