"""Signing: the key at its first use, one letter, and many letters with one passphrase or passkey."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import actions
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import queries as documents
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound, Refusal
from lorong.portals.accounts import telling
from lorong.portals.look.said import said as spoken
from lorong.portals.officer import passkeys
from lorong.portals.officer.lines import applicant_words, signs

MOST = 50  # letters in one batch
log = logging.getLogger("lorong.officer")


@dataclass(frozen=True)
class Chosen:
    """A letter chosen for signing."""

    number: str
    step: str
    service: str
    who: str
    outcome: str

    @property
    def value(self) -> str:
        """What a form sends for it."""
        return f"{self.number}:{self.step}"


@dataclass(frozen=True)
class Signed:
    """What became of one letter of a batch: its number when it was signed, the sentence when it was not."""

    number: str
    service: str
    who: str
    done: bool
    said: str


def told(actor: Actor, template: str) -> None:
    """The signer is told of a change of the own key, on the ways that do not lead through this session too."""
    assert actor.account_id is not None, "an officer has an account"
    telling.signature_changed(people.account(actor.account_id), template, link=reverse("officer:key"))


def key_first(request: HttpRequest, actor: Actor, back: str) -> HttpResponse | None:
    """To the page that makes a key, when the signer has none yet, and from there to `back`; None when there is one."""
    if settings.SIGNER == "national" or has_key(actor):
        return None
    messages.info(request, gettext("Buat dulu sandi tanda tangan Anda. Sesudah itu Anda kembali ke sini."))
    return redirect(f"{reverse('officer:key')}?{urlencode({'lalu': back})}")


def has_key(actor: Actor) -> bool:
    """Whether the actor has a certificate that is good today."""
    key = documents.key_of(actor.person_id) if actor.person_id else None
    return key is not None and key.expires_at > timezone.now()


def unlocked(request: HttpRequest, typed: dict[str, Any]) -> Any:
    """The key, opened by a form that has a passphrase or a passkey; outside any transaction, so that wrong tries count."""
    return passkeys.opened(request, typed["sandi"]) if "sandi" in typed else None


def chosen(actor: Actor, values: Sequence[str]) -> list[Chosen]:
    """The letters that a form names, at most 50, in its order. Raises NotFound for what may not be seen."""
    return [_chosen(actor, *value.partition(":")[::2]) for value in list(dict.fromkeys(values))[:MOST]]


def sign_all(actor: Actor, letters: Sequence[Chosen], *, key: str, opened: Any) -> list[Signed]:
    """Sign each letter in a transaction of its own; what fails is said line by line, and stops nothing else."""
    return [_sign(actor, letter, f"{key}:{letter.value}", opened) for letter in letters]


def as_rows(found: Sequence[Signed]) -> list[dict[str, Any]]:
    """Results as plain values, to be shown on the next page."""
    return [asdict(row) for row in found]


def _chosen(actor: Actor, number: str, step_id: str) -> Chosen:
    case = cases.for_actor(actor, number)
    sop = catalog.procedure(case.procedure_id).sop
    step = next((s for s in sop.steps if s.id == step_id), None)
    by = signs(step) if step else None
    if step is None or by is None or not step.batch:
        raise NotFound("Langkah itu tidak ditandatangani sekaligus. Buka urusannya satu per satu.")
    who = applicant_words(case, masked=cases.is_masked(actor, case))
    return Chosen(case.number, step_id, sop.short, who, by[0])


def _sign(actor: Actor, letter: Chosen, key: str, opened: Any) -> Signed:
    try:
        case = cases.for_actor(actor, letter.number)
        event = actions.advance(
            actor=actor, case=case, step=letter.step, outcome=letter.outcome, key=key, said=Said(unlocked=opened)
        )
    except Refusal as refusal:
        return Signed(letter.number, letter.service, letter.who, False, spoken(refusal))
    except Exception:
        # The others of the batch are signed for good: this one is told apart, and its cause kept for those who mend it.
        log.exception("a letter of a batch failed", extra={"case": letter.number})
        broken = gettext("Tidak jadi karena kesalahan sistem, yang sudah dicatat. Coba lagi dari halaman urusannya.")
        return Signed(letter.number, letter.service, letter.who, False, broken)
    said = gettext("Nomor %(number)s") % {"number": event.data.get("number", "")}
    return Signed(letter.number, letter.service, letter.who, True, said)
