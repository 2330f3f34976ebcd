"""`manage.py breach_report`: who saw whose data between two moments, as a table and a summary.

UU 27/2022 art. 46 gives the city three times 24 hours to tell everybody concerned and the authority: what, when, how.
"""

from __future__ import annotations

import argparse
import csv
import os
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lorong.kernel.audit import actions
from lorong.kernel.audit.breach import Told, looks_between
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM

COLUMNS = ("kapan", "siapa", "jabatan", "akun", "orang", "nama", "urusan", "untuk", "yang dilihat")


class Command(BaseCommand):
    help = "Who saw whose data between two moments (UU 27/2022 art. 46): a CSV and a summary. Making it is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="since", required=True, type=_moment, help='"2026-08-03 08:00+08:00"')
        parser.add_argument("--to", dest="until", required=True, type=_moment, help="the first moment that is out again")
        parser.add_argument("--officer", default="", help="only this name, or this number of an account")
        parser.add_argument("--csv", type=Path, required=True, help="a new file; only its owner can read it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read the looks once, write each, say what they come to."""
        since, until, officer, path = (options[name] for name in ("since", "until", "officer", "csv"))
        if until <= since:
            raise CommandError("--to lebih awal daripada --from. Tukar keduanya.")
        told = Told()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{path} tidak bisa dibuat ({error.strerror}). Tulis nama berkas yang baru.") from error
        with os.fdopen(handle, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(_rows(told, since, until, officer))
        actions.report_breach(actor=SISTEM, since=since, until=until, officer=officer, looks=told.looks)
        self.stdout.write("\n".join(_summary(told, since, until)))


def _rows(told: Told, since: datetime, until: datetime, officer: str) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    names: dict[uuid.UUID, str] = {}
    for look in told.count(looks_between(since, until, officer=officer)):
        if look.subject not in names:
            names[look.subject] = people.name_of(look.subject)
        who = (look.actor_name, look.actor_title, str(look.account_id or ""))
        whose = (str(look.subject), names[look.subject])
        row = (look.at.isoformat(), *who, *whose, look.case_number, look.purpose, "; ".join(look.fields))
        yield tuple(_plain(text) for text in row)


def _plain(text: str) -> str:
    # A spreadsheet must show a cell and never calculate it.
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _summary(told: Told, since: datetime, until: datetime) -> Iterator[str]:
    yield f"{since.isoformat()} sampai {until.isoformat()}"
    yield f"{told.looks} kali data dilihat, {len(told.persons)} orang, {len(told.cases)} urusan"
    for title, counted in (("Oleh", told.by), ("Yang dilihat", told.seen)):
        for what, count in counted.most_common(20):
            yield f"  {title}: {what}, {count} kali"
    yield "Beri tahu orang-orang itu dan lembaga pelindungan data paling lambat 3 x 24 jam (UU 27/2022 Pasal 46)."
    yield ""


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise argparse.ArgumentTypeError(f"{text}: tulis juga zonanya, misalnya +08:00")
    return moment
