"""Kill the worker anywhere while a letter is issued: afterwards there is one number, one PDF, one message.

The worker is a real process and the signal is SIGKILL. It strikes before or after any SQL statement or file operation;
an ordinary run tries a few places spread over all of them (the seed is printed), `LORONG_EVERY_PLACE=1` tries each.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.tests.ticking import ticks
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
from lorong.testing import Cast, address_of

SLUG = "surat-keterangan-usaha"
PASSPHRASE = "sandi tanda tangan uji"
PLACES = 8
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
            said = Said(checked=ticks(case))
            cases.advance(actor=self.actor(who), case=case, step=step, outcome=outcome, key=step, said=said)
        said = Said(unlocked=self.key)
        cases.advance(actor=self.actor("bu_lurah"), case=case, step="tandatangan", outcome="tandatangani", key="ttd", said=said)
        return case.number


def worker(database: str, tally: Path, place: int | None = None) -> int:
    """Run the worker in a process of its own; gives its exit code (negative: the signal that ended it)."""
    environment = {**os.environ, "LORONG_DATABASE_URL": address_of(database), "LORONG_MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    command = [sys.executable, "-m", "tests.killed_worker", "-" if place is None else str(place), str(tally)]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr[-3000:]
    return done.returncode


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


def test_a_letter_is_issued_once_wherever_the_worker_is_killed(own_database: str, tmp_path: Path):
    office = Office()
    tally = tmp_path / "seen"
    counted = []
    for _ in range(2):  # the first worker also does what is due every minute, and so finds more to do than a letter is
        number = office.signed()
        assert worker(own_database, tally) == 0
        assert_issued_once(number)
        counted.append(int(tally.read_text()))
    places = min(counted)
    assert places > 60, "the work was not watched"

    seed = random.randrange(10**6)
    print(f"killing with seed {seed}, {places} places")  # noqa: T201
    chosen = range(places) if os.environ.get("LORONG_EVERY_PLACE") else _spread(places, random.Random(seed))
    killed = 0
    for place in chosen:
        number = office.signed()
        killed += worker(own_database, tally, place) != 0
        assert worker(own_database, tally) == 0, f"place {place}"
        assert_issued_once(number)
    assert killed >= len(chosen) - 2
    assert queries.first_broken_case_link() is None


def _spread(places: int, chance: random.Random) -> list[int]:
    """One place out of each of PLACES equal parts."""
    part = places / PLACES
    return [int(i * part + chance.random() * part) for i in range(PLACES)]
