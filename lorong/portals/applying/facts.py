"""What the register already knows, so that no page asks for it (UU 25/2009 art. 18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from lorong.kernel.city import queries as city
from lorong.lib import dates, nik

# The codes of the family card (SHDK), as one says them about somebody else.
RELATIONS = {
    1: gettext_noop("kepala keluarga"),
    2: gettext_noop("suami"),
    3: gettext_noop("istri"),
    4: gettext_noop("anak"),
    5: gettext_noop("menantu"),
    6: gettext_noop("cucu"),
    7: gettext_noop("orang tua"),
    8: gettext_noop("mertua"),
    9: gettext_noop("famili lain"),
    10: gettext_noop("pembantu"),
    11: gettext_noop("lainnya"),
}


def relation_words(person: Any) -> str:
    """What somebody is on the family card: "anak"."""
    return gettext(RELATIONS[person.relation])


def address_words(person: Any) -> str:
    """Street, RT, RW and kelurahan."""
    home = person.household
    unit = city.unit_of_region(home.region)
    parts = (home.address, f"RT {home.rt} RW {home.rw}", unit.name if unit else "")
    return ", ".join(part for part in parts if part)


def known_facts(person: Any) -> list[tuple[str, str]]:
    """Name, masked NIK, birth and address, as pairs for the page."""
    born = f"{person.birth_place}, {dates.long_date(person.birth_date, lang=get_language() or 'id')}"
    return [
        (gettext("Nama"), person.name),
        (gettext("NIK"), " ".join(_in_fours(nik.masked(person.nik)))),
        (gettext("Lahir"), born),
        (gettext("Alamat"), address_words(person)),
    ]


def prefilled(attribute: str, *, subject: Any, applicant: Any) -> Any:
    """What the register offers for a field whose `prefill` names "person.address", "applicant.phone" and the like."""
    who, _, name = attribute.partition(".")
    person = applicant if who == "applicant" else subject
    read = READ.get(name)
    return read(person) if read is not None else ""


READ: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda p: p.name,
    "nik": lambda p: p.nik,
    "kk": lambda p: p.household.kk,
    "birth_place": lambda p: p.birth_place,
    "birth_date": lambda p: p.birth_date.isoformat(),
    "age": lambda p: str(_age(p.birth_date, city.today())),
    "occupation": lambda p: p.occupation,
    "address": lambda p: p.household.address,
    "rt": lambda p: p.household.rt,
    "rw": lambda p: p.household.rw,
    "rt_rw": lambda p: f"{p.household.rt}/{p.household.rw}",
    "relation": relation_words,
}


def _in_fours(number: str) -> list[str]:
    return [number[i : i + 4] for i in range(0, len(number), 4)]


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
