"""The office's side of a letter's data: head, signer, number, date, check address (`catalog/letters/_layout/README.md`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Position, Unit
from lorong.kernel.city.values import Holder
from lorong.kernel.documents.authorities import issuer_words
from lorong.kernel.documents.models import Letter
from lorong.kernel.documents.values import shown_code
from lorong.lib.dates import clock, long_date, zone_name

FROM_SERVICE = frozenset({"subject", "applicant", "self", "relation", "family", "answers", "purpose", "based_on", "documents"})


def head_of(unit: Unit) -> dict[str, Any]:
    """`city` and `unit` of the contract."""
    here = city.this_city()
    above = city.kecamatan_unit_of(unit)
    return {
        "city": {
            "name": here.name,
            "kind": "kabupaten" if here.name.startswith("Kabupaten") else "kota",
            "government": here.government,
            "province": here.province,
            "crest": here.crest,
        },
        "unit": {
            "name": unit.name,
            "kind": unit.kind,
            "parent": above.name if above and above.pk != unit.pk else "",
            "letterhead": list(unit.letterhead) or [unit.name],
            "address": unit.address,
            "contact": unit.contact,
        },
    }


def signer_of(holder: Holder) -> dict[str, str]:
    """`signer` of the contract: frozen as it is on the day of signing."""
    return {
        "title": holder.title,
        "name": holder.name,
        "rank": holder.rank,
        "nip": spaced_nip(holder.nip),
        "as": str(holder.held_as),
    }


def moment_of(at: datetime) -> dict[str, str]:
    """`place`, `date` and `time`: where and when it was signed, on the city's clock."""
    here = city.this_city()
    time = f"{clock(at, here.zone)} {zone_name(here.zone)}"
    return {"place": here.place, "date": long_date(city.local(at).date()), "time": time}


def check_of(code: str) -> dict[str, str]:
    """`code`, `check_url`, `check_host`: how anybody checks the letter."""
    host = city.this_city().host or settings.PUBLIC_URL.split("://", 1)[-1]
    return {"code": shown_code(code), "check_url": f"{settings.PUBLIC_URL}/periksa/{code}", "check_host": f"{host}/periksa"}


def office_side(letter: Letter, holder: Holder, classification: str) -> dict[str, Any]:
    """Everything of the contract that the office, not the service, knows."""
    until = letter.valid_until
    return {
        **head_of(letter.unit),
        **moment_of(letter.signed_at),
        **check_of(letter.code),
        "signer": signer_of(holder),
        "second": {"title": letter.awaits_second} if letter.awaits_second else None,
        "number": letter.number.text,
        "classification": classification,
        "valid_until": long_date(until) if until else "",
        "issuer": issuer_words(),
        "demo": settings.DEMO or not settings.PRODUCTION,
    }


def second_title(unit: Unit) -> str:
    """Who countersigns letters of a unit: the title of the head of its kecamatan ("Camat Rappocini")."""
    above = city.kecamatan_unit_of(unit)
    head = Position.objects.filter(unit=above, is_head=True).first() if above else None
    assert head is not None, f"{unit.name} has no kecamatan whose head could sign with it"
    return head.title


def spaced_nip(nip: str) -> str:
    """ "198001012005012000" as it is printed: "19800101 200501 2 000"."""
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" if len(nip) == 18 else nip
