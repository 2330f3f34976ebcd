"""For whom one may ask for a letter: oneself, the family card, the late of it, one's wards."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_noop

from lorong.kernel.catalog.values import Published
from lorong.kernel.people import queries as people
from lorong.lib.refusals import Refusal
from lorong.portals.applying.facts import relation_words

NOBODY_DIED = gettext_noop(
    "Belum ada anggota Kartu Keluarga Anda yang tercatat meninggal. Catatkan dulu kematiannya di Disdukcapil, atau datang "
    "ke kelurahan dengan akta kematiannya."
)


@dataclass(frozen=True)
class Subject:
    """One choice. `about` is what `begin_draft` takes: self, family, late or ward."""

    person: Any
    about: str
    label: str

    @property
    def value(self) -> str:
        """What the form sends: "family:<person id>"."""
        return f"{self.about}:{self.person.pk}"


def subjects(published: Published, applicant: Any, *, on: date) -> list[Subject]:
    """For whom `applicant` may ask this service, in the order shown.

    A service for the late alone leaves the living out. Raises Refusal when the family card knows nobody who died.
    """
    allowed = published.sop.applicant.on_behalf
    found = [Subject(applicant, "self", gettext("Saya sendiri, %(name)s") % {"name": applicant.name})]
    if {"family", "ward"} & set(allowed):
        wards = set(people.wards_of(applicant, on=on).values_list("pk", flat=True))
        found += [_living(p, p.pk in wards, allowed) for p in people.family_of(applicant, on=on) if _fits(p, wards, allowed)]
    late = [_late(p) for p in people.late_of(applicant, on=on)] if "late" in allowed else []
    if allowed != ("late",):
        return found + late
    if not late:
        raise Refusal(gettext(NOBODY_DIED))
    return late


def chosen(published: Published, applicant: Any, value: str, *, on: date) -> Subject | None:
    """The choice that a form sent; None when it is not among those that were offered."""
    about, _, person_id = value.partition(":")
    try:
        wanted = uuid.UUID(person_id)
    except ValueError:
        return None
    offered = subjects(published, applicant, on=on)
    return next((s for s in offered if s.about == about and s.person.pk == wanted), None)


def _fits(person: Any, wards: set[uuid.UUID], allowed: tuple[str, ...]) -> bool:
    return "family" in allowed or person.pk in wards


def _living(person: Any, is_ward: bool, allowed: tuple[str, ...]) -> Subject:
    about = "ward" if is_ward and ("ward" in allowed and "family" not in allowed) else "family"
    kin = gettext("di bawah perwalian Anda") if is_ward else relation_words(person)
    return Subject(person, about, f"{person.name} ({kin})")


def _late(person: Any) -> Subject:
    return Subject(person, "late", gettext("%(name)s (almarhum/almarhumah)") % {"name": person.name})
