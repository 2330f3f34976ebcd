"""A letter before it is signed, for the eyes of whoever is about to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.kernel.documents import store
from lorong.kernel.documents.contents import office_side, second_title
from lorong.kernel.documents.models import Letter, LetterNumber
from lorong.kernel.documents.rendering import render
from lorong.lib.actors import Actor, Holding
from lorong.lib.refusals import NotAllowed

NUMBER = "(diambil saat ditandatangani)"
CODE = "KONSEP"


def draft_pdf(
    *,
    actor: Actor,
    holding: Holding,
    case_number: str,
    template: str,
    unit: Unit,
    data: dict[str, Any],
    classification: str,
    valid_until: date | None,
    at: datetime,
    second: bool = False,
) -> bytes:
    """The letter as it would be signed by `actor` at `at`: without a number, a signature, or a code that any check knows.

    Where a first official has signed already, it is that letter. Takes nothing, writes nothing.
    """
    letter = Letter.objects.filter(case_number=case_number).first()
    if letter is not None and letter.file_id is not None:
        return store.get(letter.file_id)
    assert actor.person_id is not None, "an official is a person"
    holder = city.standing_as(actor.person_id, holding.position_id, city.today(at))
    if holder is None:
        raise NotAllowed("Hari ini Anda tidak memegang jabatan ini. Serahkan kepada pejabatnya.")
    unsigned = Letter(
        code=CODE,
        number=LetterNumber(text=NUMBER),
        unit=unit,
        signed_at=at,
        valid_until=valid_until,
        awaits_second=second_title(unit) if second else "",
    )
    full = data | office_side(unsigned, holder, classification)
    return render(template, full, qr_url=full["check_url"], payload="", at=at).pdf
