"""`manage.py retention`: what is due by `catalog/retention.toml`; with `--do` it is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lorong.kernel.cases import keeping
from lorong.lib.retention import RetentionInvalid, read


class Command(BaseCommand):
    help = "Show what is due by the retention schedule; --do deletes what may go and closes what must be kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--do", action="store_true", help="do it, instead of only showing it")
        parser.add_argument("--schedule", type=Path, default=settings.CATALOG_DIR / "retention.toml")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line for each rule."""
        try:
            rules = read(options["schedule"])
        except RetentionInvalid as error:
            raise CommandError(str(error)) from error
        for rule in rules:
            before = keeping.due_before(rule, timezone.now())
            if before is None:
                self.stdout.write(f"{rule.what}: berlaku mulai {rule.since}")
                continue
            count = keeping.do(rule, before) if options["do"] else keeping.due(rule, before)
            done = {"delete": "dihapus", "restrict": "dibatasi"}[rule.then]
            self.stdout.write(
                f"{rule.what}: {count} {done if options['do'] else 'akan ' + done}, dari sebelum {before.date()} ({rule.keep})"
            )
