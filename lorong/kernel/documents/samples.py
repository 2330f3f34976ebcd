"""Invented letter data, for looking at a template and for checking that it compiles. Nobody in it is real.

Every date follows from the day on which the sample is signed, so that what is shown today does not look expired.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lorong.lib.dates import long_date, roman
from lorong.lib.sop.schema import Form, FormField, Sop
from lorong.lib.span import Span

SIGNED = date(2026, 7, 28)  # where nothing depends on the day: checks, tests, figures
BORN = date(1987, 3, 15)
# Days after the signing, by a word of the question; what no word here settles follows from whether it lies in the past.
DAYS = {"kembali": 14, "meninggal": -1, "hilang": -1, "bayi": -1, "pernyataan": -1, "datang": -7}
PLACE = "RT 003 RW 007, Kelurahan Rappocini, Kecamatan Rappocini, Kota Makassar"


def sample_person(name: str = "Siti", relation: str = "Istri", *, on: date = SIGNED) -> dict[str, str]:
    """A person as letters signed on a day see one."""
    return {
        "nama": name,
        "nik": "7371135503870000",
        "no_kk": "7371130101100000",
        "ttl": f"Makassar, {long_date(BORN)}",
        "tempat_lahir": "Makassar",
        "tanggal_lahir": long_date(BORN),
        "umur": f"{on.year - BORN.year - ((on.month, on.day) < (BORN.month, BORN.day))} tahun",
        "jk": "Perempuan",
        "agama": "Islam",
        "status_kawin": "Kawin",
        "pendidikan": "SLTA",
        "pekerjaan": "Pedagang",
        "wn": "WNI",
        "hubungan": relation,
        "meninggal": "",
        "alamat": f"Lorong 4 Nomor 12, {PLACE}",
        "jalan": "Lorong 4 Nomor 12",
        "rt": "003",
        "rw": "007",
        "kelurahan": "Kelurahan Rappocini",
        "kecamatan": "Kecamatan Rappocini",
        "kota": "Kota Makassar",
    }


def sample_answers(form: Form, *, on: date = SIGNED) -> dict[str, Any]:
    """An answer to every field of the form, with its words."""
    return _answers(form.fields, on)


def sample_data(sop: Sop, form: Form, *, on: date = SIGNED) -> dict[str, Any]:
    """Everything a template is given, as `catalog/letters/_layout/README.md` describes it. on: the day of signing."""
    answers = sample_answers(form, on=on)
    classification = sop.product.classification or "000"
    late = "late" in sop.applicant.on_behalf and "family" not in sop.applicant.on_behalf
    subject = sample_person(on=on)
    if late:
        subject["meninggal"] = long_date(on + timedelta(days=DAYS["meninggal"]))
    return {
        **sample_office(on=on),
        "number": f"{classification}/118/RPC/{_month(on)}",
        "classification": classification,
        "valid_until": _valid_until(sop, answers, on),
        "subject": subject,
        "applicant": sample_person("Tono", "Kepala keluarga", on=on) if late else subject,
        "self": not late,
        "relation": "istri" if late else "",
        "family": [sample_person("Tono", "Kepala keluarga", on=on), sample_person("Ayu", "Anak", on=on)],
        "answers": answers,
        "purpose": str(answers.get("keperluan_words", answers.get("keperluan", ""))),
        "based_on": "pengantar RT 003 RW 007 dan pemeriksaan berkas oleh kelurahan"
        if any(requirement.by_link for requirement in sop.requirements)
        else "pemeriksaan berkas oleh kelurahan",
        "documents": [requirement.name for requirement in sop.requirements],
    }


def _month(on: date) -> str:
    return f"{roman(on.month)}/{on.year}"


def _valid_until(sop: Sop, answers: dict[str, Any], on: date) -> str:
    """The last day of a letter signed on the sample's day, as the catalogue says; "" when it has no end."""
    product = sop.product
    if product.valid_until:
        return str(answers.get(f"{product.valid_until}_words", ""))
    until = Span.parse(product.valid_for).add_to_date(on) if product.valid_for else None
    return long_date(until) if until else ""


def sample_office(*, on: date = SIGNED) -> dict[str, Any]:
    """The office's side: who signs, where, when."""
    return {
        "city": {
            "name": "Kota Makassar",
            "kind": "kota",
            "government": "Pemerintah Kota Makassar",
            "province": "Sulawesi Selatan",
            "crest": "",
        },
        "unit": {
            "name": "Kelurahan Rappocini",
            "kind": "kelurahan",
            "parent": "Kecamatan Rappocini",
            "letterhead": ["Pemerintah Kota Makassar", "Kecamatan Rappocini", "Kelurahan Rappocini"],
            "address": "Jalan Contoh Rappocini Nomor 1, Makassar, Sulawesi Selatan 90222",
            "contact": "Telepon (0411) 000001   Laman kel-rappocini.makassar.contoh.go.id",
        },
        "signer": _official("Lurah Rappocini", "BU LURAH, S.Sos.", "Penata Tingkat I, III/d", "19800101 200501 2 000"),
        "second": {
            **_official("Camat Rappocini", "PAK CAMAT, S.STP.", "Pembina, IV/a", "19750101 199501 1 000"),
            "date": long_date(on + timedelta(days=1)),
            "time": "09.12 WITA",
            "number": f"500.2.2.4/012/RPCI/{_month(on + timedelta(days=1))}",
        },
        "place": "Makassar",
        "date": long_date(on),
        "time": "08.41 WITA",
        "code": "7KQ-M2X",
        "check_url": "https://makassar.contoh.go.id/periksa/7KQM2X",
        "check_host": "makassar.contoh.go.id/periksa",
        "issuer": "otoritas sertifikat Kota Makassar sendiri, bukan BSrE",
        "demo": True,
    }


def _official(title: str, name: str, rank: str, nip: str) -> dict[str, str]:
    return {"title": title, "name": name, "rank": rank, "nip": nip, "as": "definitif"}


def _answers(fields: tuple[FormField, ...], on: date) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for field in fields:
        answers |= _answer(field, on)
    return answers


def _answer(field: FormField, on: date) -> dict[str, Any]:
    def worded(value: Any, words: str) -> dict[str, Any]:
        return {field.id: value, f"{field.id}_words": words}

    match field.type:
        case "number":
            return worded(12, "12")
        case "area":
            return worded(120, "120 m²")
        case "money":
            return worded(1_250_000, "Rp1.250.000 (satu juta dua ratus lima puluh ribu rupiah)")
        case "date":
            day = _day_of(field, on)
            return worded(day.isoformat(), long_date(day))
        case "time":
            return worded("16:00", "16.00")
        case "choice":
            return worded(field.choices[0].value, field.choices[0].label)
        case "region":
            return worded("73.71.13.1006", "Kelurahan Rappocini, Kecamatan Rappocini")
        case "yesno":
            return worded(True, "ya")
        case "family":
            return worded(sample_person("Ayu", "Anak", on=on), "Ayu")
        case "list":
            return {field.id: [_answers(field.fields, on) for _ in range(3)]}
        case "phone":
            return {field.id: "0811 0000 0001"}
        case "nik":
            return {field.id: "7371135503870000"}
    return {field.id: f"Contoh {field.label.lower().rstrip('?')}"}


def _day_of(field: FormField, on: date) -> date:
    words = field.label.lower()
    settled = next((days for word, days in DAYS.items() if word in words), None)
    if settled is not None:
        return on + timedelta(days=settled)
    if "lahir" in words:
        return date(on.year - 20, 3, 15)
    if field.past:
        return date(on.year - 7, 3, 1)
    return on + timedelta(days=7) if field.past is False else on
