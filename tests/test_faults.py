"""Kill the worker anywhere while a letter is issued: afterwards there is one number, one PDF, one message.

The worker is a real process and the signal is SIGKILL. It strikes before or after any SQL statement or file operation;
an ordinary run tries a few places spread over all of them (the seed is printed), `LORONG_EVERY_PLACE=1` tries each.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper
from procrastinate.contrib.django import app

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog.values import Definition
from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as letters
from lorong.kernel.documents.models import Document, LetterNumber
from lorong.kernel.documents.unlocking import unlock
from lorong.kernel.messages.models import Message
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.sop.reading import read_service
from lorong.testing import Cast

SLUG = "surat-keterangan-usaha"
PASSPHRASE = "sandi tanda tangan uji"
PLACES = 16
ANSWERS = {
    "nama_usaha": "Warung Coto Siti",
    "jenis_usaha": "Rumah makan",
    "alamat_usaha": "Lorong 4",
    "berdiri_sejak": "2019-03-01",
    "keperluan": "pengajuan KUR",
}


class Office:
    """The cast around one service, everything really committed."""

    def __init__(self) -> None:
        declared = read_service(settings.CATALOG_DIR / "letters" / SLUG).declared
        assert declared is not None
        definition = Definition(declared.sop, declared.form, declared.letter or "")
        catalog_actions.publish(actor=SISTEM, slug=SLUG, definition=definition)
        self.requirements = [r.id for r in declared.sop.requirements]
        self.cast = Cast()
        documents.make_signing_key(actor=self.actor("bu_lurah"), passphrase=PASSPHRASE)
        self.key = unlock(actor=self.actor("bu_lurah"), passphrase=PASSPHRASE)

    def actor(self, who: str) -> Actor:
        actor = city.actor_of(self.cast.account(who))
        assert actor is not None
        return actor

    def signed(self) -> str:
        """Number of a case that the lurah has just signed: everything that follows is the worker's."""
        siti, person = self.actor("siti"), self.cast.person("siti")
        draft = cases.begin_draft(actor=siti, slug=SLUG, applicant=person, subject=person)
        cases.save_page(actor=siti, draft=draft, answers=ANSWERS)
        for requirement in self.requirements:
            paper = Document.objects.create(person=person, kind=requirement, statement={"contoh": True})
            cases.attach(actor=siti, draft=draft, requirement=requirement, document=paper)
        case = cases.submit(actor=siti, draft=draft)
        for who, step, outcome in (("budi", "periksa", "lengkap"), ("kasi", "paraf", "setuju")):
            cases.advance(actor=self.actor(who), case=case, step=step, outcome=outcome, key=step)
        said = Said(unlocked=self.key)
        cases.advance(
            actor=self.actor("bu_lurah"), case=case, step="tandatangan", outcome="tandatangani", key="ttd", said=said
        )
        return case.number


async def _work() -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=0):
        await app.job_manager.retry_job(job)
    await app.run_worker_async(wait=False, concurrency=1, install_signal_handlers=False, listen_notify=False)


def work() -> None:
    """What the worker does: jobs of a killed one go back into the queue, then everything in it is done."""

    async def main() -> None:
        async with app.open_async():
            await _work()

    with app.replace_connector(app.connector.get_worker_connector()):
        asyncio.run(main())


class Killer:
    """Counts SQL statements and file operations; strikes at the `at`-th, before it when even, after it when odd."""

    def __init__(self, at: int | None, tally: Path) -> None:
        self.at, self.tally, self.seen = at, tally, 0

    def arm(self) -> None:
        CursorWrapper.execute = self.watch(CursorWrapper.execute)  # type: ignore[method-assign]
        os.replace = self.watch(os.replace)  # type: ignore[assignment]
        os.fsync = self.watch(os.fsync)

    def watch(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            self.strike()
            result = call(*args, **kwargs)
            self.strike()
            return result

        return watched

    def strike(self) -> None:
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen += 1
        self.tally.write_text(str(self.seen))


def in_a_process(run: Callable[[], None]) -> int:
    """Run in a forked process with connections of its own; gives its exit code (negative: the signal that ended it)."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            run()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def worker(killer: Killer | None = None) -> int:
    def run() -> None:
        if killer is not None:
            killer.arm()
        work()

    return in_a_process(run)


def assert_issued_once(number: str) -> None:
    case = Case.objects.get(number=number)
    assert case.ended == "issued"
    assert Event.objects.filter(case_id=case.pk, step="terbitkan").count() == 1
    assert LetterNumber.objects.filter(key=f"letter:{number}").count() == 1
    letter = letters.letter_of_case(number)
    assert letter is not None
    assert letter.file_ready_at is not None
    path = letters.open_letter(SISTEM, letter).path
    assert path.read_bytes().startswith(b"%PDF-")
    for channel in ("inbox", "sms"):
        assert Message.objects.filter(case_number=number, template="terbit", channel=channel).count() == 1
    assert not Message.objects.filter(case_number=number, sent_at=None, urgent=True).exists()


@pytest.mark.usefixtures("own_database")
def test_a_letter_is_issued_once_wherever_the_worker_is_killed(tmp_path: Path):
    office = Office()
    number = office.signed()
    tally = tmp_path / "seen"
    assert worker(Killer(None, tally)) == 0
    assert_issued_once(number)
    places = int(tally.read_text())
    assert places > 60, "the work was not watched"

    seed = random.randrange(10**6)
    print(f"killing with seed {seed}, {places} places")  # noqa: T201
    chosen = range(places) if os.environ.get("LORONG_EVERY_PLACE") else _spread(places, random.Random(seed))  # noqa: S311
    for place in chosen:
        number = office.signed()
        code = worker(Killer(place, tally))
        assert code in {-signal.SIGKILL, 0}, f"place {place}"
        assert worker() == 0, f"place {place}"
        assert_issued_once(number)
    assert queries.first_broken_case_link() is None


def _spread(places: int, chance: random.Random) -> list[int]:
    """One place out of each of PLACES equal parts."""
    part = places / PLACES
    return [int(i * part + chance.random() * part) for i in range(PLACES)]
