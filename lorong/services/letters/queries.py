"""What a letter says: the service's part of the data of `catalog/letters/_layout/README.md`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from lorong.kernel.city import queries as city
from lorong.kernel.documents import queries as documents
from lorong.kernel.people import queries as people
from lorong.lib.dates import long_date
from lorong.lib.money import rupiah, terbilang
from lorong.lib.phone import national
from lorong.lib.sop.schema import FormField
from lorong.lib.span import Span
from lorong.services.letters import values


def letter_data(context: Any) -> dict[str, Any]:
    """Subject, applicant, family, answers in words, purpose and basis, for the case of `context`."""
    case, today = context.case, context.today
    answers = answer_words(context.published.form.fields, context.answers, today)
    names = [r.name for r in context.published.sop.requirements if context.documents.get(r.id)]
    household = [p for p in people.household_of(case.subject) if p.pk != case.subject_id]
    return {
        "subject": person_words(case.subject, today),
        "applicant": person_words(case.applicant, today),
        "self": case.applicant_id == case.subject_id,
        "relation": "" if case.applicant_id == case.subject_id else relation_words(case.subject),
        "family": [person_words(p, today) for p in household],
        "answers": answers,
        "purpose": str(answers.get("keperluan_words", answers.get("keperluan", ""))),
        "based_on": based_on(context),
        "documents": names,
    }


def draft(context: Any) -> bytes:
    """The letter as it would be signed now, as a PDF. Takes no number and writes nothing."""
    assert context.holding is not None, "whoever signs holds a position"
    sop = context.published.sop
    return documents.draft_pdf(
        actor=context.actor,
        holding=context.holding,
        case_number=context.case.number,
        template=context.published.letter,
        unit=city.unit(context.case.unit_id),
        data=letter_data(context),
        classification=sop.product.classification or "000",
        valid_until=valid_until(context),
        at=context.at,
        second=leads_to_another_signature(context),
    )


def leads_to_another_signature(context: Any) -> bool:
    """Whether the chosen outcome goes on, sooner or later, to another step that signs too (the camat's)."""
    sop = context.published.sop
    ahead, seen = list(sop.step(context.step).outcomes[context.outcome].next), {context.step}
    while ahead:
        step = sop.step(ahead.pop())
        if step.id in seen:
            continue
        seen.add(step.id)
        if any(o.signs for o in step.outcomes.values()):
            return True
        ahead += [n for o in step.outcomes.values() for n in o.next]
    return False


def based_on(context: Any) -> str:
    """On what the letter rests."""
    home = context.case.subject.household
    if context.published.sop.applicant.place:  # the RT of the place, which may be another one than that of the address
        who = "pengantar RT setempat"
    else:
        who = f"pengantar RT {home.rt} RW {home.rw}"
    introduced = any(r.by_link and context.documents.get(r.id) for r in context.published.sop.requirements)
    checked = "pemeriksaan berkas oleh kelurahan"
    return f"{who} dan {checked}" if introduced else checked


def valid_until(context: Any) -> date | None:
    """The last day the letter is good for; None when it has no end."""
    product = context.published.sop.product
    if product.valid_until:
        given = context.answers.get(product.valid_until)
        return date.fromisoformat(given) if given else None
    return Span.parse(product.valid_for).add_to_date(context.today) if product.valid_for else None


def person_words(person: Any, today: date) -> dict[str, str]:
    """A person as letters print one."""
    home = person.household
    unit = city.unit_of_region(home.region)
    above = city.kecamatan_unit_of(unit) if unit else None
    here = city.this_city().name if unit else ""
    village, district = (unit.name if unit else ""), (above.name if above else "")
    place = ", ".join(part for part in (f"{home.address}", f"RT {home.rt} RW {home.rw}", village, district, here) if part)
    return {
        "nama": person.name,
        "nik": person.nik,
        "no_kk": home.kk,
        "ttl": f"{person.birth_place}, {long_date(person.birth_date)}",
        "tempat_lahir": person.birth_place,
        "tanggal_lahir": long_date(person.birth_date),
        "umur": f"{age(person.birth_date, person.died_on or today)} tahun",
        "jk": values.SEX[person.sex],
        "agama": values.RELIGION.get(person.religion, ""),
        "status_kawin": values.MARITAL.get(person.marital, ""),
        "pendidikan": values.EDUCATION.get(person.education, ""),
        "pekerjaan": person.occupation,
        "wn": values.CITIZENSHIP.get(person.citizenship, ""),
        "hubungan": values.RELATION.get(person.relation, ""),
        "meninggal": long_date(person.died_on) if person.died_on else "",
        "alamat": place,
        "jalan": home.address,
        "rt": home.rt,
        "rw": home.rw,
        "kelurahan": village,
        "kecamatan": district,
        "kota": here,
    }


def relation_words(subject: Any) -> str:
    """What the subject is in the household, in small letters: "anak", "istri"."""
    return values.RELATION.get(subject.relation, "").lower()


def age(born: date, on: date) -> int:
    """Completed years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def answer_words(fields: tuple[FormField, ...], answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The answers as given, each with `<id>_words` as it is printed where the two differ."""
    said: dict[str, Any] = {}
    for field in fields:
        if field.id not in answers:
            continue
        value = answers[field.id]
        if field.type == "list":
            said[field.id] = [answer_words(field.fields, row, today) for row in value]
        elif field.type == "family":
            member = people.person(value)
            said[field.id], said[f"{field.id}_words"] = person_words(member, today), member.name
        else:
            said[field.id] = value
            words = _words(field, value)
            if words is not None:
                said[f"{field.id}_words"] = words
    return said


def _words(field: FormField, value: Any) -> str | None:
    match field.type:
        case "date":
            return long_date(date.fromisoformat(value))
        case "time":
            return time.fromisoformat(value).strftime("%H.%M")
        case "money":
            return f"{rupiah(value)} ({terbilang(value)} rupiah)"
        case "number":
            return f"{value:,}".replace(",", ".")
        case "area":
            return f"{value:,} m²".replace(",", ".")
        case "choice":
            return next((c.label for c in field.choices if c.value == value), str(value))
        case "yesno":
            return "ya" if value else "tidak"
        case "region":
            return city.village_words(value)
        case "phone":
            return national(value)
    return None
