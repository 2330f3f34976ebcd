"""Cleaning what an applicant typed against `form.toml`: the same rules for the page, the counter and the API.

Cleaned answers are plain JSON: text, whole numbers (rupiah, square metres), ISO dates ("2026-07-28"), times ("16:00"),
booleans, person ids, region codes, lists of such groups. Nothing is thrown away: errors come back beside what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from lorong.lib.money import parse_rupiah
from lorong.lib.nik import parse_nik
from lorong.lib.phone import parse_mobile
from lorong.lib.phrases import both, phrase
from lorong.lib.sop.schema import Form, FormField

TEXT_LONGEST = 200
LONGTEXT_LONGEST = 2000
LIST_LONGEST = 20
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Cleaned:
    """answers: what is good. errors: field id (or "list.0.field") -> sentence that says what to do."""

    answers: dict[str, Any]
    errors: dict[str, str]

    @property
    def ok(self) -> bool:
        return not self.errors


def clean(
    form: Form,
    raw: Mapping[str, Any],
    *,
    today: date,
    family: Sequence[str] = (),
    places: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Cleaned:
    """Clean `raw` against the whole form, or the fields named in `only`.

    family: ids of the persons who may be chosen in a `family` field; places: codes of the regions in a `region` field.
    today: date in the city's zone.
    """
    offered = {"family": frozenset(family), "region": frozenset(places)}
    answers: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in form.fields:
        if only and field.id not in only:
            continue
        _clean_field(field, raw, answers, errors, today, offered, "")
    return Cleaned(answers, errors)


def storable(value: Any) -> Any:
    """What was typed, without the characters that no database holds (NUL, other controls, half surrogates); groups and lists too."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, Mapping):
        return {storable(str(k)): storable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [storable(v) for v in value]
    return value


def applies(field: FormField, values: Mapping[str, Any]) -> bool:
    """Whether the field is asked, given the other answers (`only_if`)."""
    return all(_said(values.get(other)) in allowed for other, allowed in field.only_if.items())


def _said(value: Any) -> str:
    """An answer as `only_if` writes it: yes and no are "true" and "false", however they were sent."""
    text = "" if value is None else str(value).strip()
    return {"ya": "true", "tidak": "false", "True": "true", "False": "false"}.get(text, text)


Offered = Mapping[str, frozenset[str]]  # by field type: what may be chosen


class _Wrong(ValueError):
    """What was typed does not fit; the message is the sentence for the person."""


def _clean_field(
    field: FormField,
    raw: Mapping[str, Any],
    answers: dict[str, Any],
    errors: dict[str, str],
    today: date,
    offered: Offered,
    path: str,
) -> None:
    if not applies(field, {**raw, **answers}):
        return
    value = raw.get(field.id)
    if field.type == "list":
        _clean_list(field, value, answers, errors, today, offered, path)
        return
    text = _CONTROL.sub("", str(value)).strip() if value is not None else ""
    if not text:
        if field.required:
            errors[path + field.id] = _ask(field)
        return
    try:
        answers[field.id] = _value(field, text, today, offered)
    except ValueError as wrong:  # also what lib.nik, lib.phone and lib.money say
        errors[path + field.id] = str(wrong)


def _ask(field: FormField) -> str:
    if field.type in {"choice", "yesno", "family", "region"}:
        return phrase("Pilih {label} dulu.", label=_label(field))
    return phrase("Isi {label} dulu.", label=_label(field))


def _label(field: FormField) -> str:
    # In the middle of a sentence: with a small letter, unless it begins with an abbreviation (NIK, RT).
    labels = (label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}" for label in (field.label, field.label_en))
    return both(*labels)


def _clean_list(
    field: FormField,
    value: Any,
    answers: dict[str, Any],
    errors: dict[str, str],
    today: date,
    offered: Offered,
    path: str,
) -> None:
    rows = (
        [r for r in value if isinstance(r, Mapping) and any(str(v).strip() for v in r.values())]
        if isinstance(value, list)
        else []
    )
    least = field.min if field.min is not None else (1 if field.required else 0)
    most = min(field.max or LIST_LONGEST, LIST_LONGEST)
    if len(rows) < least:
        errors[path + field.id] = phrase(
            "Isi paling sedikit {least} baris pada {label}.", least=least, label=both(field.label, field.label_en)
        )
    if len(rows) > most:
        errors[path + field.id] = phrase(
            "Paling banyak {most} baris pada {label}.", most=most, label=both(field.label, field.label_en)
        )
    cleaned = []
    for i, row in enumerate(rows[:most]):
        group: dict[str, Any] = {}
        for part in field.fields:
            _clean_field(part, row, group, errors, today, offered, f"{path}{field.id}.{i}.")
        cleaned.append(group)
    answers[field.id] = cleaned


def _value(field: FormField, text: str, today: date, offered: Offered) -> Any:
    match field.type:
        case "text" | "longtext":
            return _text(field, text)
        case "number" | "area":
            return _number(field, text)
        case "money":
            return _bounded(field, parse_rupiah(text), "Rp")
        case "date":
            return _date(field, text, today)
        case "time":
            return _time(text)
        case "choice":
            if text not in {c.value for c in field.choices}:
                raise _Wrong(phrase("Pilih salah satu: {choices}.", choices=[both(c.label, c.label_en) for c in field.choices]))
            return text
        case "yesno":
            return _yes_or_no(text)
        case "phone":
            return parse_mobile(text)
        case "nik":
            return parse_nik(text, today=today).number
        case "family":
            if text not in offered["family"]:
                raise _Wrong(phrase("Pilih anggota keluarga dari daftar."))
            return text
        case "region":
            if text not in offered["region"]:
                raise _Wrong(phrase("Pilih kelurahan dari daftar. Tempat di luar kota ini diurus di kota itu."))
            return text
    raise AssertionError(f"no rule for {field.type}")


def _text(field: FormField, text: str) -> str:
    longest = field.max or (LONGTEXT_LONGEST if field.type == "longtext" else TEXT_LONGEST)
    if field.type == "text":
        text = " ".join(text.split())
    if len(text) > longest:
        raise _Wrong(
            phrase("Terlalu panjang: {length} huruf, paling banyak {longest}. Ringkas dulu.", length=len(text), longest=longest)
        )
    if field.min and len(text) < field.min:
        raise _Wrong(phrase("Terlalu pendek: tulis paling sedikit {least} huruf.", least=field.min))
    return text


def _number(field: FormField, text: str) -> int:
    plain = text.replace(".", "").replace(" ", "")
    if not re.fullmatch(r"-?\d{1,12}", plain):
        raise _Wrong(phrase("Tulis dengan angka saja, tanpa huruf dan tanpa koma."))
    return _bounded(field, int(plain), "")


def _bounded(field: FormField, value: int, unit: str) -> int:
    if field.min is not None and value < field.min:
        raise _Wrong(
            phrase("Paling sedikit {least}. Yang Anda tulis {value}.", least=f"{unit}{field.min}", value=f"{unit}{value}")
        )
    if field.max is not None and value > field.max:
        raise _Wrong(phrase("Paling banyak {most}. Yang Anda tulis {value}.", most=f"{unit}{field.max}", value=f"{unit}{value}"))
    return value


def _date(field: FormField, text: str, today: date) -> str:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    parts = found.groups() if found else None
    if parts is None:
        found = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", text)
        parts = found.groups()[::-1] if found else None
    if parts is None:
        raise _Wrong(phrase("Tulis tanggal, bulan, dan tahun dengan angka, misalnya 28-7-2026."))
    try:
        value = date(*(int(p) for p in parts))
    except ValueError as error:
        raise _Wrong(phrase("Tanggal itu tidak ada di kalender. Lihat lagi hari dan bulannya.")) from error
    if field.past is True and value > today:
        raise _Wrong(phrase("Tanggalnya belum tiba. Tulis tanggal yang sudah lewat."))
    if field.past is False and value < today:
        raise _Wrong(phrase("Tanggalnya sudah lewat. Tulis tanggal mulai hari ini."))
    if not 1900 <= value.year <= today.year + 50:
        raise _Wrong(phrase("Lihat lagi tahunnya."))
    return value.isoformat()


def _time(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})[.:](\d{2})", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise _Wrong(phrase("Tulis jam dan menit, misalnya 16.00."))
    return time(int(found[1]), int(found[2])).isoformat(timespec="minutes")


def _yes_or_no(text: str) -> bool:
    answer = {"ya": True, "true": True, "1": True, "tidak": False, "false": False, "0": False}.get(text.lower())
    if answer is None:
        raise _Wrong(phrase("Pilih ya atau tidak."))
    return answer
