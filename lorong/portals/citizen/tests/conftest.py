"""Services in force, people with papers, and the office doing its part by the actions that the desk uses."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from lorong.kernel.cases import actions as case_actions
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.tests.ticking import ticks
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import files
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Definition
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents.unlocking import unlock
from lorong.lib.actors import SISTEM
from lorong.lib.sop.schema import Form, Sop
from lorong.testing import Cast

USAHA = "surat-keterangan-usaha"
PASSPHRASE = "kalimat rahasia bu lurah"


@pytest.fixture
def usaha(cast: Cast) -> str:
    """Surat Keterangan Usaha as the catalogue declares it, in force."""
    reading = files.readings(only=[USAHA])[0]
    assert reading.declared is not None
    catalog_actions.publish(actor=SISTEM, slug=USAHA, definition=files.definition_of(reading.declared))
    return USAHA


@pytest.fixture
def with_form(usaha: str) -> Callable[[dict[str, Any]], str]:
    """`with_form({...})` puts a service in force that is Surat Keterangan Usaha with another form and no papers."""

    def publish(form: dict[str, Any], *, requirements: bool = False, **changes: Any) -> str:
        known = catalog.current_by_slug(usaha)
        assert known is not None
        sop = known.sop.model_dump(mode="json", exclude_unset=True)
        sop |= {"title": "Surat Uji", "short": "Uji", "code": "UJI", **changes}
        if not requirements:
            sop["requirements"] = []
        definition = Definition(Sop.model_validate(sop), Form.model_validate(form), letter=known.letter)
        catalog_actions.publish(actor=SISTEM, slug="surat-uji", definition=definition)
        return "surat-uji"

    return publish


def photo(name: str = "foto.jpg", colour: tuple[int, int, int] = (120, 160, 90)) -> SimpleUploadedFile:
    """A photo as a phone sends one."""
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


class Office:
    """Budi, the head of section and Bu Lurah, doing what the SOP says, now."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def does(self, who: str, number: str, step: str, outcome: str, **said: Any) -> None:
        actor = self.cast.actor(who, at=timezone.now())
        case = cases.by_number(number)
        assert case is not None
        key = f"{who}:{step}:{outcome}:{case.last_seq}"
        said = {"checked": ticks(case), **said}
        case_actions.advance(actor=actor, case=case, step=step, outcome=outcome, key=key, said=Said(**said))

    def issues(self, number: str) -> None:
        """From a checked case to a signed letter."""
        signer = self.cast.actor("bu_lurah", at=timezone.now())
        documents.make_signing_key(actor=signer, passphrase=PASSPHRASE)
        self.does("kasi", number, "paraf", "setuju")
        unlocked = unlock(actor=signer, passphrase=PASSPHRASE)
        self.does("bu_lurah", number, "tandatangan", "tandatangani", unlocked=unlocked)
        case = cases.by_number(number)
        assert case is not None
        case_actions.run_effect(case=case, step="terbitkan", seq=case.last_seq)


@pytest.fixture
def office(cast: Cast) -> Office:
    return Office(cast)


@pytest.fixture
def sent_case(cast: Cast, usaha: str) -> Callable[..., Any]:
    """`sent_case()` gives a case that Siti has sent, with a photo under every requirement."""

    def send(who: str = "siti") -> Any:
        actor, person = cast.actor(who, at=timezone.now()), cast.person(who)
        draft = case_actions.begin_draft(actor=actor, slug=usaha, applicant=person, subject=person)
        answers = {
            "nama_usaha": "Warung Coto Siti",
            "jenis_usaha": "Rumah makan",
            "alamat_usaha": "Lorong 4 Nomor 12",
            "berdiri_sejak": "2019-03-01",
            "keperluan": "pengajuan Kredit Usaha Rakyat",
        }
        case_actions.save_page(actor=actor, draft=draft, answers=answers)
        for requirement in ("ktp", "kk", "pengantar_rt", "foto_usaha"):
            document = documents.receive_document(
                actor=actor, person=person, kind=requirement, content=photo().read(), name=f"{requirement}.jpg"
            )
            case_actions.attach(actor=actor, draft=draft, requirement=requirement, document=document)
        return case_actions.submit(actor=actor, draft=draft)

    return send
