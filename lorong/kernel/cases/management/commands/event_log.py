"""`lorong event-log`: the histories of ended cases as XES or OCEL 2.0, streamed into a file."""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lorong.kernel.cases.actions.export import export_log
from lorong.kernel.cases.queries.eventlog import Period, log_size, logged_cases
from lorong.lib.actors import SISTEM
from lorong.lib.eventlog import ocel, xes

YEAR = timedelta(days=365)


class Command(BaseCommand):
    help = "Write the event log of ended cases: no names, no answers, cases under pseudonyms."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["xes", "ocel"], default="xes", help="XES (IEEE 1849) or OCEL 2.0 JSON")
        parser.add_argument("--slug", default="", help="only this service")
        parser.add_argument("--since", help="cases ended from this day on (YYYY-MM-DD, UTC; a year ago)")
        parser.add_argument("--until", help="cases ended before this day (YYYY-MM-DD, UTC; now)")
        parser.add_argument("--out", default="-", help="a file; .gz packs it; - is the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write; say how much and how long on the error stream, so that the output stays clean."""
        now = timezone.now()
        until = _day(options["until"]) if options["until"] else now
        period = Period(_day(options["since"]) if options["since"] else until - YEAR, until, options["slug"])
        export_log(actor=SISTEM, period=period)
        begun = time.monotonic()
        pieces = xes(logged_cases(period), name="Lorong") if options["format"] == "xes" else ocel(lambda: logged_cases(period))
        written = self._write(pieces, options["out"])
        took = f"{time.monotonic() - begun:.1f}".replace(".", ",")
        self.stderr.write(f"{options['out']}: {log_size(period)} urusan, {written} huruf ({took} detik)")

    def _write(self, pieces: Iterator[str], out: str) -> int:
        written = 0
        with _open(out) as target:
            for piece in pieces:
                written += target.write(piece)
        return written


def _open(out: str) -> IO[str]:
    if out == "-":
        return open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False)
    if out.endswith(".gz"):
        return cast(IO[str], gzip.open(out, "wt", encoding="utf-8", compresslevel=5))
    return open(out, "w", encoding="utf-8")


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise CommandError(f"{text} bukan tanggal. Tulis seperti 2026-01-31.") from error
