"""Everything that Siti may own, made by the kernel's own actions: what the tests of the doors try to get at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases.actions.telling import tell
from lorong.kernel.cases.models import Case, Draft, WorkItem
from lorong.kernel.cases.tests.ticking import ticks
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import actions as catalog
from lorong.kernel.catalog import queries as services
from lorong.kernel.catalog.values import Definition
from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as papers
from lorong.kernel.documents.models import Document, Letter
from lorong.kernel.documents.unlocking import unlock
from lorong.kernel.messages.models import Message
from lorong.kernel.people.models import Account, Person
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.sop.reading import read_service
from lorong.testing import Cast
from tests.pictures import photo

SLUG = "surat-keterangan-usaha"
PASSPHRASE = "tiga kata acak"
NAME = "Siti Rahasia Sekali"
BUSINESS = "Warung Rahasia Sekali"
SAID = "Pesan yang hanya untuk petugas"
STREET = "Lorong Rahasia Nomor 12"
POOR = "surat-keterangan-tidak-mampu"
ANSWERS: dict[str, dict[str, Any]] = {
    SLUG: {
        "nama_usaha": BUSINESS,
        "jenis_usaha": "Rumah makan",
        "alamat_usaha": STREET,
        "berdiri_sejak": "2019-03-01",
        "keperluan": "pengajuan KUR",
    },
    POOR: {
        "dipakai": "di_luar",
        "keperluan": "keringanan biaya rumah sakit",
        "penghasilan": "1400000",
        "tanggungan": "2",
    },
}


def publish(*slugs: str) -> None:
    """Put services of the catalogue in force."""
    for slug in slugs:
        declared = read_service(next(settings.CATALOG_DIR.glob(f"*/{slug}"))).declared
        assert declared is not None
        definition = Definition(declared.sop, declared.form, declared.letter or "")
        catalog.publish(actor=SISTEM, slug=slug, definition=definition)


class Desk:
    """Siti and the offices, acting now by the actions that pages call."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.key: Any = None

    def actor(self, who: str) -> Actor:
        return self.cast.actor(who, at=timezone.now())

    def draft(self, who: str = "siti", *, slug: str = SLUG, photos: bool = False) -> Draft:
        """An application with everything under it, not sent yet. photos: the KTP is a real file, which takes longer."""
        actor, person = self.actor(who), self.cast.person(who)
        published = services.current_by_slug(slug)
        assert published is not None
        draft = cases.begin_draft(actor=actor, slug=slug, applicant=person, subject=person)
        cases.save_page(actor=actor, draft=draft, answers=ANSWERS[slug])
        for kind in (r.id for r in published.sop.requirements):
            if photos and kind == "ktp":
                sent = {"content": photo(f"{who} {kind}"), "name": f"{kind}.jpg"}
                document = documents.receive_document(actor=actor, person=person, kind=kind, **sent)
            else:
                document = Document.objects.create(person=person, kind=kind, statement={"by": "Ketua RT 003"}, name=kind)
            cases.attach(actor=actor, draft=draft, requirement=kind, document=document)
        return draft

    def sent(self, who: str = "siti", *, slug: str = SLUG, photos: bool = False) -> Case:
        """The same, sent five minutes ago."""
        at = timezone.now() - timedelta(minutes=5)
        return cases.submit(actor=self.actor(who), draft=self.draft(who, slug=slug, photos=photos), at=at)

    def at_the_lurah(self, who: str = "siti", *, slug: str = SLUG) -> Case:
        """A case that Budi and the head of section have passed on."""
        case = self.sent(who, slug=slug)
        self.does("budi", case, "lengkap")
        self.does("kasi", case, "setuju")
        return case

    def does(self, who: str, case: Case, outcome: str, **said: Any) -> None:
        """Decide the step that is open."""
        step = WorkItem.objects.filter(case=case, done_at=None).values_list("step", flat=True)[0]
        key = f"{who}:{step}:{outcome}:{case.last_seq}"
        said = {"checked": ticks(case), **said}
        cases.advance(actor=self.actor(who), case=case, step=step, outcome=outcome, key=key, said=Said(**said))
        case.refresh_from_db()

    def issued(self, who: str = "siti") -> Case:
        """A case with a signed letter in PDF."""
        case = self.at_the_lurah(who)
        if self.key is None:
            documents.make_signing_key(actor=self.actor("bu_lurah"), passphrase=PASSPHRASE)
            self.key = unlock(actor=self.actor("bu_lurah"), passphrase=PASSPHRASE)
        self.does("bu_lurah", case, "tandatangani", unlocked=self.key)
        letter = papers.letter_of_case(case.number)
        assert letter is not None
        documents.finish_letter(actor=SISTEM, letter=letter)
        cases.run_effect(case=case, step="terbitkan", seq=case.last_seq)
        case.refresh_from_db()
        return case


@dataclass
class Things:
    """What is Siti's. `addresses`: for each parameter of an address, the values that name something of hers."""

    person: Person
    draft: Draft
    running: Case
    returned: Case
    ended: Case
    letter: Letter
    token: str
    messages: list[Message]
    addresses: dict[str, list[str]] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody else may read anywhere."""
        person, household = self.person, self.person.household
        return (person.name, person.nik, household.kk, BUSINESS, SAID, STREET)

    def leaks(self, body: bytes) -> list[str]:
        """Which of the secrets stand in a page."""
        text = body.decode("utf-8", "replace")
        return [secret for secret in self.secrets if secret in text]


def things_of_siti(cast: Cast) -> Things:
    """A draft with a link to the RT head, a running case, one that waits for her, one that ended with a letter."""
    person = cast.person("siti")
    Person.objects.filter(pk=person.pk).update(name=NAME)  # "Siti" alone stands in many a hint
    desk = Desk(cast)
    ended, running, returned = desk.issued(), desk.sent(photos=True), desk.sent()
    cases.say(actor=desk.actor("siti"), case=running, body=SAID, key="kata-siti")
    desk.does("budi", returned, "kurang", reasons=("Foto KTP tidak terbaca",), asks=("ktp",))
    draft = desk.draft(photos=True)
    draft.refresh_from_db()
    fresh = cases.make_link(
        actor=desk.actor("siti"), draft=draft, requirement="pengantar_rt", party="Ketua RT 003", phone="081234567890"
    )
    for case in (ended, running, returned):
        tell(case_id=case.pk, seq=case.last_seq)
    letter = papers.letter_of_case(ended.number)
    assert letter is not None
    account = cast.account("siti")
    found = Things(
        person=Person.objects.select_related("household").get(pk=person.pk),
        draft=draft,
        running=running,
        returned=returned,
        ended=ended,
        letter=letter,
        token=fresh.token,
        messages=list(Message.objects.filter(account=account)),
    )
    found.addresses = _addresses(found)
    return found


def _addresses(things: Things) -> dict[str, list[str]]:
    running = things.running.attachments.order_by("pk").values_list("document_id", flat=True)
    return {
        "pk": [str(things.draft.pk), str(Draft.objects.get(submitted_as=things.running.number).pk)],
        "number": [things.running.number, things.returned.number, things.ended.number],
        "document_id": [str(running[0]), str(running[1]), str(things.draft.documents["ktp"])],
        "message_id": [str(m.pk) for m in things.messages[:2]],
        "page": ["usaha"],
        "requirement": ["ktp"],
        "step": ["periksa"],
        "outcome": ["kurang"],
    }


def officer_elsewhere(cast: Cast, role: str = "staf-pelayanan") -> Account:
    """Somebody with the same work as Budi or Bu Lurah, in a kelurahan of another kecamatan."""
    home = city.unit(desk_unit(cast))
    for unit in Unit.objects.filter(kind=home.kind, active=True).exclude(parent=home.parent).order_by("code"):
        holder = city.holder_of(role, unit.code)
        if holder is not None:
            account, _ = Account.objects.get_or_create(person_id=holder.person_id, is_active=True)
            return account
    raise AssertionError(f"no other kelurahan has a {role}")


def desk_unit(cast: Cast) -> str:
    """Code of the unit where Budi works."""
    return cast.actor("budi", at=timezone.now()).holdings[0].unit
