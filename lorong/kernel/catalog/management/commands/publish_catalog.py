"""`lorong publish`: puts the checked catalogue in force. Unchanged services keep their version."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from lorong.kernel.audit.owner import OtherDatabase, as_owner
from lorong.kernel.catalog import files, queries
from lorong.kernel.catalog.actions import publish, withdraw
from lorong.lib.actors import SISTEM
from lorong.lib.sop.checks import errors


class Command(BaseCommand):
    help = "Publish the declared services, after all of them pass the check."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="*", help="only these services")
        parser.add_argument("--withdraw", metavar="slug", default="", help="take this one out of force; cases that run go on")
        parser.add_argument("--hidden", action="store_true", help="also those that only exercise the engine")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner():  # the role of the pages may read the catalogue and no more
                if options["withdraw"]:
                    self._withdraw(options["withdraw"])
                else:
                    self._publish(options)
        except OtherDatabase as error:
            raise CommandError(str(error)) from error
        except ProgrammingError as error:
            if not isinstance(error.__cause__, InsufficientPrivilege):
                raise
            raise CommandError("Peran basis data ini tidak boleh menerbitkan. Isi LORONG_OWNER_DATABASE_URL dulu.") from error

    def _withdraw(self, slug: str) -> None:
        was = withdraw(actor=SISTEM, slug=slug)
        if was is None:
            raise CommandError(f"Layanan {slug} tidak sedang berlaku. Periksa namanya.")
        self.stdout.write(f"{slug} versi {was.version} tidak berlaku lagi; urusan yang berjalan diteruskan.")

    def _publish(self, options: dict[str, Any]) -> None:
        found = files.readings(only=options["slug"])
        problems = errors(files.problems_of(found, files.known(timezone.now().date())))
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"Tidak ada yang diterbitkan: {len(problems)} kesalahan. Perbaiki dulu.")
        wanted = [r.declared for r in found if r.declared and (options["hidden"] or not r.declared.sop.hidden)]
        if not wanted:
            raise CommandError("Tidak ada layanan yang dapat diterbitkan. Periksa folder katalog.")
        changed = 0
        for number, declared in enumerate(wanted, 1):
            before = queries.current_by_slug(declared.slug, hidden=True, public=declared.sop.is_public)
            now = publish(actor=SISTEM, slug=declared.slug, definition=files.definition_of(declared))
            same = before is not None and before.id == now.pk
            changed += not same
            if not same:
                self.stdout.write(f"  {number:>2}/{len(wanted)} {declared.slug} versi {now.version}")
        self.stdout.write(f"{len(wanted)} layanan berlaku, {changed} versi baru.")
