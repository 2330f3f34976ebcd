"""`lorong rotate-keys`: brings everything that is sealed under the newest keys, while the house goes on working."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from lorong.kernel.cases.sealed import all_sealed
from lorong.kernel.people.actions.keys import reseal
from lorong.kernel.people.resealing import MAY_RESEAL, SealedTable, Stretch, stretch_of
from lorong.lib.actors import SISTEM

SIZE = 500  # rows of one transaction: nobody waits longer than it lasts
WALKS = 20  # a row that somebody holds is met again on the next walk
REST = 0.5  # seconds between two walks


class Command(BaseCommand):
    help = "Seal and index every row with the newest keys. May be killed and started again; --check only counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="count what still stands under older keys; change nothing")
        parser.add_argument("--size", type=int, default=SIZE, help="rows of one transaction")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Walk all tables; again while rows were held by others. Raises CommandError when something is left."""
        if not options["check"]:
            self._ask_for_the_owner()
        left = sum(self._table(table, options["size"], check=options["check"]) for table in all_sealed())
        if left:
            raise CommandError(f"{left} baris masih memakai kunci lama. Jalankan lorong rotate-keys sekali lagi.")
        older = [str(number) for number, _ in settings.KEYRING.keys[1:]]
        self.stdout.write(f"Semua baris memakai kunci nomor {settings.KEYRING.number} dan kunci indeks terbaru.")
        if older or len(settings.KEYRING.index_keys) > 1:
            self.stdout.write("Kunci lama boleh dilepas 15 menit lagi, sesudah kode SMS terakhir habis waktunya.")

    def _ask_for_the_owner(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(MAY_RESEAL, [[table.table for table in all_sealed()]])
            if not cursor.fetchone()[0]:
                raise CommandError(
                    "Hanya pemilik tabel yang boleh menyegel ulang. Jalankan dengan "
                    'LORONG_DATABASE_URL="$LORONG_OWNER_DATABASE_URL" lorong rotate-keys.'
                )

    def _table(self, table: SealedTable, size: int, *, check: bool) -> int:
        for walk in range(1 if check else WALKS):
            if walk:
                sleep(REST)
            seen, stale, done, broken = self._walk(table, size, check=check)
            if broken:
                shown = ", ".join(broken[:10])
                raise CommandError(f"{table.table}: {len(broken)} baris tidak terbuka oleh kunci mana pun ({shown}).")
            self.stdout.write(f"{table.table}: {seen} baris, {stale} dengan kunci lama, {done} diperbarui")
            if stale == done:
                return 0
        return stale - done

    def _walk(self, table: SealedTable, size: int, *, check: bool) -> tuple[int, int, int, list[str]]:
        seen = stale = done = 0
        broken: list[str] = []
        after, said = None, monotonic()
        while True:
            part = self._stretch(table, after, size, check=check)
            if part.last is None:
                return seen, stale, done, broken
            after, seen, stale, done = part.last, seen + part.seen, stale + part.stale, done + part.done
            broken += part.broken
            if monotonic() - said > 5:
                said = monotonic()
                self.stdout.write(f"  {table.table}: {seen} baris")

    def _stretch(self, table: SealedTable, after: Any, size: int, *, check: bool) -> Stretch:
        if check:
            return stretch_of(table, after=after, size=size, write=False)
        return reseal(actor=SISTEM, table=table, after=after, size=size)
