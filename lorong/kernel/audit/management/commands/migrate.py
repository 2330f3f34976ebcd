"""`lorong migrate`: Django's own, as the owner of the tables, and never waiting long for a lock."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError

from lorong.kernel.audit.owner import OtherDatabase, as_owner

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "15min"
NOT_IN_TIME = {"55P03": "a table was busy", "57014": "a statement took too long"}  # PostgreSQL, appendix A


class Command(Migrate):
    """Runs as LORONG_OWNER_DATABASE_URL where that is set. Each migration happens whole or not at all."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--lock-timeout", default=LOCK_TIMEOUT, help="how long to wait for a busy table (5s)")
        parser.add_argument("--statement-timeout", default=STATEMENT_TIMEOUT, help="the longest statement (15min)")

    def handle(self, *args: Any, **options: Any) -> None:
        timeouts = {name: options.pop(name) for name in ("lock_timeout", "statement_timeout")}
        try:
            with as_owner(**timeouts):
                super().handle(*args, **options)
        except OtherDatabase as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            why = NOT_IN_TIME.get(getattr(error.__cause__, "sqlstate", "") or "")
            if why is None:
                raise
            raise CommandError(f"Not migrated to the end: {why}. What was done stays done; run it again.") from error
