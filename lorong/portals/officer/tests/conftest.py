"""A published letter, applications for it, and browsers in which the cast sits."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog.models import Procedure
from lorong.kernel.catalog.values import Definition
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as papers
from lorong.kernel.documents.models import Document
from lorong.lib.actors import SISTEM
from lorong.lib.sop.reading import read_service
from lorong.testing import Cast, just_came_in

PASSPHRASE = "tiga kata acak"
ANSWERS = {
    "nama_usaha": "Warung Coto Siti",
    "jenis_usaha": "Rumah makan",
    "alamat_usaha": "Lorong 4 Nomor 12",
    "berdiri_sejak": "2019-03-01",
    "keperluan": "pengajuan KUR",
}


def publish(slug: str, **changed: Any) -> Procedure:
    """Put one letter of the catalogue in force; `changed` replaces parts of its SOP."""
    declared = read_service(settings.CATALOG_DIR / "letters" / slug).declared
    assert declared is not None
    sop = declared.sop.model_copy(update=changed)
    definition = Definition(sop, declared.form, declared.letter or "")
    return catalog_actions.publish(actor=SISTEM, slug=slug, definition=definition)


@pytest.fixture
def usaha(cast: Cast) -> Procedure:
    return publish("surat-keterangan-usaha")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 202), "lightblue").save(out, "JPEG")
    return out.getvalue()


def paper(person: Any, kind: str) -> Document:
    return Document.objects.create(person=person, kind=kind, statement={"by": "Ketua RT 003"}, name=kind)


@pytest.fixture
def submit(cast: Cast, usaha: Procedure) -> Callable[..., Case]:
    """`submit("siti")` gives Siti's application; `with_photo` sends a real picture of the KTP."""

    def submitted(who: str = "siti", *, about: str = "self", with_photo: bool = False) -> Case:
        actor, person = cast.actor(who), cast.person(who)
        subject = person if about == "self" else _relative(person)
        slug = "surat-keterangan-usaha"
        draft = actions.begin_draft(actor=actor, slug=slug, applicant=person, subject=subject, about=about)
        actions.save_page(actor=actor, draft=draft, answers=ANSWERS)
        for kind in ("ktp", "kk", "pengantar_rt", "foto_usaha"):
            document = paper(subject, kind)
            if kind == "ktp" and with_photo:
                content = picture()
                document = documents.receive_document(actor=actor, person=subject, kind="ktp", content=content, name="ktp.jpg")
            actions.attach(actor=actor, draft=draft, requirement=kind, document=document)
        return actions.submit(actor=actor, draft=draft, at=timezone.now() - timedelta(minutes=5))

    return submitted


def _relative(person: Any) -> Any:
    return person.household.members.exclude(pk=person.pk).order_by("-relation")[0]


@pytest.fixture
def browser(cast: Cast) -> Callable[[str], Client]:
    """A browser of its own for each of the cast."""
    kept: dict[str, Client] = {}

    def of(name: str) -> Client:
        if name not in kept:
            kept[name] = Client()
            kept[name].force_login(cast.account(name))
            just_came_in(kept[name])
        return kept[name]

    return of


def step_of(case: Case) -> str:
    """The step that is open."""
    return WorkItem.objects.filter(case=case, done_at=None).order_by("opened_seq").values_list("step", flat=True)[0]


def key_of(response: Any) -> str:
    """The key in the page's form."""
    found = re.search(r'name="kunci" value="([0-9a-f]+)"', response.content.decode())
    assert found is not None
    return found[1]


def press(browser: Client, case: Case, outcome: str, **more: Any) -> Any:
    """Press an outcome's button on the case page, with every line ticked unless `cek` says which."""
    page = browser.get(f"/petugas/urusan/{case.number}/")
    every = [html.unescape(line) for line in re.findall(r'name="cek" value="([^"]+)"', page.content.decode())]
    sent = {"hasil": outcome, "kunci": key_of(page), "cek": every, **more}
    return browser.post(f"/petugas/urusan/{case.number}/langkah/{step_of(case)}/", sent)


def to_the_lurah(case: Case, browser: Callable[[str], Client]) -> None:
    """Budi and the head of section have done their part."""
    press(browser("budi"), case, "lengkap")
    press(browser("kasi"), case, "setuju")


def make_key(browser: Client) -> Any:
    return browser.post("/petugas/tanda-tangan/", {"sandi": PASSPHRASE, "ulang": PASSPHRASE})


def let_the_machine_work(case: Case) -> None:
    """What the worker does after commit."""
    letter = papers.letter_of_case(case.number)
    if letter is not None and letter.grants.filter(used_at=None).exists():
        documents.finish_letter(actor=SISTEM, letter=letter)
    for item in WorkItem.objects.filter(case=case, done_at=None, machine=True):
        actions.run_effect(case=case, step=item.step, seq=item.opened_seq)
    case.refresh_from_db()
