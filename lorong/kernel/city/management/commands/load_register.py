"""`lorong load-register <file.csv>`: the real register of residents, from what the civil registration exports."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Region
from lorong.kernel.people.actions.residents import load_residents
from lorong.kernel.people.sealing_rows import SealedBatch, sealed_batch
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal
from lorong.lib.residents_file import ALIASES, NEEDED, OPTIONAL, Resident, read_resident
from lorong.lib.tables import RawRow, Table, TableError, TableRow, open_table

BATCH = 5000
KELURAHAN = 4  # level of the regions in which people live
Prepared = tuple[SealedBatch, list[tuple[TableRow, str]]]


class Command(BaseCommand):
    help = "Load the register of residents from a CSV; good rows are loaded, bad ones written to a file with their reasons."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=f"CSV with columns {', '.join((*NEEDED, *OPTIONAL))}")
        parser.add_argument("--rejected", type=Path, help="where bad rows go (<file>-ditolak.csv beside it)")
        parser.add_argument("--check", action="store_true", help="only read and judge; write nothing to the register")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many read and seal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load; say how far it is every few seconds, and how it ended."""
        self.begun = self.said = time.monotonic()
        self.counts = dict.fromkeys(("new", "changed", "same", "bad"), 0)
        table = _table(options["file"])
        target = options["rejected"] or options["file"].with_name(f"{options['file'].stem}-ditolak.csv")
        if target.resolve() == options["file"].resolve():
            raise CommandError("Berkas penolakan tidak boleh sama dengan berkas yang dimuat. Pilih nama lain.")
        regions = frozenset(Region.objects.filter(level=KELURAHAN).values_list("code", flat=True))
        if not regions:
            raise CommandError("Kota belum dimuat. Jalankan dulu: lorong load --city <kota>.")
        with _Rejected(target, table) as rejected, _workers(options["processes"], (table, regions, city.today())) as prepare:
            try:
                for good, bad in prepare(_batches(table.raw())):
                    self._write(good, bad, rejected, check=options["check"])
            except TableError as error:
                raise CommandError(f"{error} Baris sebelumnya sudah dimuat; perbaiki lalu muat lagi.") from error
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
        self._end(target, check=options["check"])

    def _write(self, good: SealedBatch, bad: list[tuple[TableRow, str]], rejected: _Rejected, *, check: bool) -> None:
        for row, reason in bad:
            rejected.add(row.line, reason, row.cells)
        self.counts["bad"] += len(bad)
        if check:
            self.counts["same"] += good.count
        elif good.count:
            loaded = load_residents(actor=SISTEM, batch=good)
            for name in ("new", "changed", "same"):
                self.counts[name] += getattr(loaded, name)
        if time.monotonic() - self.said > 5:
            self.said = time.monotonic()
            self.stdout.write(f"  {sum(self.counts.values())} baris, {self._took()}")

    def _end(self, target: Path, *, check: bool) -> None:
        c = self.counts
        found = f"{c['new']} orang baru, {c['changed']} berubah, {c['same']} sama"
        if check:
            found = f"{c['same']} baris dapat dimuat"
        self.stdout.write(f"{found} ({self._took()})")
        if c["bad"]:
            self.stdout.write(f"{c['bad']} baris ditolak: {target}. Perbaiki di situ, lalu muat berkas itu.")

    def _took(self) -> str:
        return f"{time.monotonic() - self.begun:.1f} detik".replace(".", ",")


def _table(path: Path) -> Table:
    try:
        return open_table(path, needed=NEEDED, aliases=ALIASES)
    except (TableError, OSError) as error:
        raise CommandError(f"{path}: {error}") from error


def _batches(rows: Iterable[RawRow]) -> Iterator[list[RawRow]]:
    """Rows by the `BATCH`. Where the file breaks, what came before is given before the error is."""
    batch: list[RawRow] = []
    try:
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except TableError:
        yield batch
        raise
    if batch:
        yield batch


def prepared(rows: Sequence[RawRow], table: Table, regions: frozenset[str], today: date) -> Prepared:
    """Rows read, judged and sealed: the good ones, and the bad ones with their reasons."""
    good, bad = dict[str, tuple[int, Resident]](), []
    for row in map(table.row, rows):
        try:
            found = read_resident(row.cells, today=today, regions=regions)
        except ValueError as error:
            bad.append((row, str(error)))
            continue
        before, _ = good.setdefault(found.nik, (row.line, found))
        if before != row.line:
            bad.append((row, f"nik: sama dengan baris {before}. Yang dipakai baris {before}."))
    return sealed_batch([one for _, one in good.values()]), bad


_here: dict[str, Any] = {}


def _begin_worker(table: Table, regions: frozenset[str], today: date) -> None:
    _here.update(table=table, regions=regions, today=today)


def _work(rows: list[RawRow]) -> Prepared:
    return prepared(rows, **_here)


@contextmanager
def _workers(count: int, known: tuple[Table, frozenset[str], date]) -> Iterator[Any]:
    """A function from batches to prepared batches, in order, at most two for each process on their way."""
    if count < 2:
        yield lambda batches: (prepared(batch, *known) for batch in batches)
        return
    connection.close()  # a forked process must not speak over this one's connection
    with get_context("fork").Pool(count, _begin_worker, known) as pool:

        def run(batches: Iterator[list[TableRow]]) -> Iterator[Prepared]:
            sent = [pool.apply_async(_work, (batch,)) for batch in islice(batches, 2 * count)]
            while sent:
                done = sent.pop(0).get()
                sent += [pool.apply_async(_work, (batch,)) for batch in islice(batches, 1)]
                yield done

        yield run


class _Rejected:
    """The file of bad rows, made when there is one: line, reason, and the row as it was. Only its owner may read it."""

    def __init__(self, path: Path, table: Table) -> None:
        self.path, self.table = path, table
        self.file: Any = None
        path.unlink(missing_ok=True)

    def __enter__(self) -> _Rejected:
        return self

    def __exit__(self, *error: object) -> None:
        if self.file is not None:
            self.file.close()

    def add(self, line: int, reason: str, cells: Any) -> None:
        """One bad row."""
        if self.file is None:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self.file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
            self.writer = csv.writer(self.file, delimiter=self.table.delimiter)
            self.writer.writerow(("baris", "alasan", *self.table.columns))
        self.writer.writerow((line, reason, *(cells.get(name, "") for name in self.table.columns)))
