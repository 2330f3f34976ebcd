"""Cases at their first step, and officers who may take them on: what the lines about transitions share."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
from django.db import transaction
from django.utils import timezone

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import starting
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.queries.needed import Need
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.documents.models import Document
from lorong.kernel.people.models import Account, Person
from lorong.lib.actors import SISTEM, Actor

SLUG = "surat-keterangan-usaha"
ANSWERS = {
    "nama_usaha": "Warung Contoh",
    "jenis_usaha": "Rumah makan",
    "alamat_usaha": "Jalan Contoh 1",
    "berdiri_sejak": "2019-03-01",
    "keperluan": "pengajuan KUR",
}
TICKED = Said(checked=("Permohonan", "ktp", "kk", "pengantar_rt", "foto_usaha"))  # what the first step looks at
AHEAD = ("lengkap", "setuju")  # outcomes of the first two steps, which people decide and nobody signs


class Office:
    """The demonstration's kelurahan: a resident of it, and who decides the first steps there. Give it Django's database."""

    def __init__(self) -> None:
        found = catalog.current_by_slug(SLUG)
        assert found is not None, "the catalogue is published"
        self.published: Published = found
        members = {member.role: member for member in city.cast()}
        resident = next(member for member in city.cast() if not member.officer)
        self.resident = Person.objects.select_related("household").get(pk=resident.person_id)
        self.account = Account.objects.get(pk=resident.account_id)
        self.actors = [self._actor(step.by) for step in self.published.sop.steps[: len(AHEAD)]]
        assert members, "the demonstration has a cast"
        self.documents = self._documents()

    def _actor(self, role: str) -> Actor:
        for member in city.cast():
            actor = city.actor_of(Account.objects.get(pk=member.account_id))
            if actor is not None and actor.has_role(role):
                return actor
        raise LookupError(f"nobody of the cast is {role}")

    def _documents(self) -> list[Need]:
        with transaction.atomic():
            return [
                Need(r, Document.objects.create(person=self.resident, kind=r.id, statement={"by": "Ketua RT"}, name=r.id), False)
                for r in self.published.sop.requirements
            ]

    def cases(self, count: int) -> list[Case]:
        """New cases at their first step."""
        made = []
        at = timezone.now() - timedelta(minutes=5)
        for number in range(count):
            with transaction.atomic(), MEMORY.steady():
                made.append(
                    starting.start_case(
                        actor=SISTEM, published=self.published, applicant=self.resident, subject=self.resident,
                        answers=ANSWERS, needs=self.documents, key=f"bench:{at.timestamp()}:{number}", channel="web",
                        account_id=self.account.pk, at=at, data={"about": "self"},
                    )
                )  # fmt: skip
        return made

    def acts(self, cases_: list[Case]) -> Iterator[tuple[Case, Actor, str, str]]:
        """(case, who, step, outcome) of every transition that people can make: all first steps, then all second ones."""
        for place, outcome in enumerate(AHEAD):
            step = self.published.sop.steps[place].id
            for case in cases_:
                yield case, self.actors[place], step, outcome


def settle(plain: psycopg.Connection[Any]) -> str:
    """Let the database come to rest before anything is timed; gives what a commit that writes next to nothing takes now.

    A new database is a copy: what it left to be written reaches the disk in the seconds after, and its tables have no
    statistics yet. `plain` commits by itself.
    """
    plain.execute("ANALYZE")
    plain.execute("CHECKPOINT")
    took = []
    for _ in range(50):
        begin = time.perf_counter()
        plain.execute("SELECT pg_logical_emit_message(true, 'bench', '')")
        took.append((time.perf_counter() - begin) * 1000)
    return f"a commit alone: {statistics.median(took):.2f} ms"


def advance(act: tuple[Case, Actor, str, str]) -> Any:
    """One transition through the whole action, as a request makes it."""
    case, actor, step, outcome = act
    with MEMORY.steady():
        key = f"bench:{case.pk}:{step}"
        return cases.advance(actor=actor, case=case, step=step, outcome=outcome, key=key, said=TICKED)
