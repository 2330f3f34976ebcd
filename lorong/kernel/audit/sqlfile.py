"""Triggers and functions live in `sql/` beside their tables; a migration loads them as they are."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


def run_sql_file(migration_file: str, name: str) -> migrations.RunSQL:
    """The operation that runs `../sql/<name>` of the app whose migration calls it (`__file__`)."""
    path = Path(migration_file).resolve().parent.parent / "sql" / name
    return migrations.RunSQL(path.read_text(encoding="utf-8"), migrations.RunSQL.noop)
