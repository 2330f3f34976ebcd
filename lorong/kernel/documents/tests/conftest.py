"""A business letter to sign, and the people who sign it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions, queries
from lorong.kernel.documents.contents import FROM_SERVICE
from lorong.kernel.documents.models import Letter
from lorong.kernel.documents.samples import sample_data
from lorong.kernel.documents.unlocking import unlock
from lorong.kernel.documents.values import OpenKey
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.sop.schema import Form, Sop
from lorong.testing import MONDAY, Cast

PASSPHRASE = "tiga kata rahasia"
SOON = MONDAY + timedelta(minutes=1)


def business_letter() -> tuple[str, dict[str, Any]]:
    """The template of the business letter and the service's part of its data."""
    folder = settings.CATALOG_DIR / "letters" / "surat-keterangan-usaha"
    sop = Sop.model_validate(tomllib.loads((folder / "sop.toml").read_text(encoding="utf-8")))
    form = Form.model_validate(tomllib.loads((folder / "form.toml").read_text(encoding="utf-8")))
    data = sample_data(sop, form)
    return (folder / "letter.typ").read_text(encoding="utf-8"), {key: data[key] for key in FROM_SERVICE}


@dataclass
class Desk:
    """Bu Lurah's desk: her key is made once, letters are signed with it."""

    cast: Cast

    @property
    def lurah(self) -> Actor:
        return self.cast.actor("bu_lurah")

    def key(self, who: str = "bu_lurah") -> OpenKey:
        actor = self.cast.actor(who)
        assert actor.person_id is not None
        if queries.key_of(actor.person_id) is None:
            actions.make_signing_key(actor=actor, passphrase=PASSPHRASE, at=MONDAY)
        return unlock(actor=actor, passphrase=PASSPHRASE, at=MONDAY)

    def sign(self, case: str = "SKU-1", *, at: datetime = MONDAY, **more: Any) -> Letter:
        template, data = business_letter()
        holding = next(h for h in self.lurah.holdings if h.may_sign)
        given: dict[str, Any] = {
            "actor": self.lurah,
            "holding": holding,
            "case_number": case,
            "kind": "surat-keterangan-usaha",
            "title": "Surat Keterangan Usaha",
            "template": template,
            "unit": city.unit(holding.unit),
            "person": self.cast.person("siti"),
            "data": data,
            "classification": "500.2.2.4",
            "valid_until": date(2027, 2, 3),
            "key": more.pop("key", None) or self.key(),
            "at": at,
        }
        return actions.prepare_letter(**{**given, **more})

    def issue(self, case: str = "SKU-1", **more: Any) -> Letter:
        letter = self.sign(case, **more)
        return actions.finish_letter(actor=SISTEM, letter=letter, at=letter.signed_at + timedelta(minutes=1))

    def countersign(self, letter: Letter, *, at: datetime = SOON) -> None:
        camat = self.cast.actor("pak_camat")
        holding = next(h for h in camat.holdings if h.may_sign)
        actions.countersign_letter(actor=camat, holding=holding, letter=letter, key=self.key("pak_camat"), at=at)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


@pytest.fixture
def pdf_of() -> Callable[[Letter], bytes]:
    def read(letter: Letter) -> bytes:
        letter.refresh_from_db()
        opened = queries.open_letter(SISTEM, letter)
        return opened.path.read_bytes()

    return read
