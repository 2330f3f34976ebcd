"""Everything the city keeps about the person who asks, to take away (UU 27/2022 art. 6 and 13).

An extra room: it gathers what the kernel's queries say, in plain words, for a file that programs read and one that
people read. Nothing of others is in it but what stands in one's own cases and on one's own record of looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lorong.kernel.audit import queries as audit
from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.documents import queries as documents
from lorong.kernel.messages import queries as messages
from lorong.kernel.people import queries as people
from lorong.kernel.people.values import Factor, Subject
from lorong.lib import dates
from lorong.lib.actors import Actor
from lorong.lib.sop.schema import Sop
from lorong.portals.applying.facts import address_words, relation_words
from lorong.portals.look.answers import said

FORMAT = "lorong-data-1"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LABELS = {
    "nik": "NIK",
    "nomor_kk": "Nomor KK",
    "nomor_hp": "Nomor HP",
    "pos_el": "Pos-el",
    "sha256": "Sidik berkas (SHA-256)",
}
FACTORS = {Factor.PASSKEY: "kunci sandi", Factor.TOTP: "aplikasi kode", Factor.RECOVERY: "kode cadangan"}
CONSENTS = {Subject.PRIVACY: "pemakaian data untuk layanan", Subject.SURVEY: "pertanyaan lewat SMS sesudah urusan selesai"}
LANGUAGES = {"id": "Indonesia", "en": "Inggris"}
Told = dict[str, Any]


def everything(actor: Actor) -> Told:
    """All of it, keys and values in Indonesian, moments as ISO 8601 with their zone."""
    assert actor.account_id is not None, "who asks is signed in"
    account = people.account(actor.account_id)
    person = people.person(actor.person_id) if actor.person_id else None
    mine = list(_cases(actor))
    asked = {case.number: catalog.procedure(case.procedure_id).sop for case in mine}
    return {
        "format": FORMAT,
        "dibuat": _moment(timezone.now()),
        "kota": city.this_city().name,
        "data_kependudukan": _register(person) if person else {},
        "akun": _account(account),
        "urusan": [_case(case) for case in mine],
        "surat": [_letter(letter) for letter in documents.letters_of(person)] if person else [],
        "berkas": [_document(d, asked) for d in documents.held_by(person, on=city.today())] if person else [],
        "pesan": list(_messages(actor)),
        "siapa_melihat": list(_looks(actor)),
    }


def chapters(told: Mapping[str, Any]) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """The same for a page: (title, entries), an entry being (label, words) pairs. Dates are as people write them."""
    found = []
    for key, value in told.items():
        entries = value if isinstance(value, list) else [value] if isinstance(value, dict) else None
        if entries is not None:
            found.append((_label(key), [_entry(e) for e in entries]))
    return found


def _entry(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Only what has something to say."""
    pairs = ((key, LANGUAGES[value] if key == "bahasa" else _words(value)) for key, value in entry.items())
    return [(_label(key), words) for key, words in pairs if words]


def _register(person: Any) -> Told:
    return {
        "nik": person.nik,
        "nomor_kk": person.household.kk,
        "nama": person.name,
        "tempat_lahir": person.birth_place,
        "tanggal_lahir": person.birth_date.isoformat(),
        "jenis_kelamin": {"L": "laki-laki", "P": "perempuan"}[person.sex],
        "hubungan_dalam_keluarga": relation_words(person),
        "pekerjaan": person.occupation,
        "alamat": address_words(person),
        "sumber": "data kependudukan (Disdukcapil)",
    }


def _account(account: Any) -> Told:
    return {
        "nomor_hp": account.phone or "",
        "pos_el": account.email,
        "dibuat": _moment(account.created_at),
        "diperiksa": {"none": "belum", "register": "dengan data kependudukan", "counter": "di loket"}[account.verification],
        "bahasa": account.language,
        "persetujuan": {CONSENTS[subject]: _moment(at) for subject, at in people.consents_of(account).items()},
        "cara_masuk": [FACTORS[factor.kind] for factor in people.factors_of(account)],
    }


def _cases(actor: Actor) -> Iterator[Any]:
    cursor = ""
    while True:
        page = cases.mine(actor, cursor=cursor, size=100)
        yield from page.rows
        cursor = page.after
        if not cursor:
            return


def _case(case: Any) -> Told:
    published = catalog.procedure(case.procedure_id)
    events = cases.events(case)
    return {
        "nomor": case.number,
        "layanan": published.sop.title,
        "kantor": case.unit.name,
        "pemohon": case.applicant.name,
        "tentang": case.subject.name,
        "diajukan": _moment(case.opened_at),
        "selesai": _moment(case.ended_at),
        "isian": dict(said(published.form.fields, case.answers, family={})),
        "riwayat": [f"{_moment(at)} {words}" for at, words in cases.history(case, events, published)],
        "percakapan": [f"{_moment(line.at)} {line.author_name}: {line.body}" for line in cases.talk(case)],
    }


def _letter(letter: Any) -> Told:
    return {
        "nomor": letter.number.text,
        "judul": letter.title,
        "urusan": letter.case_number,
        "ditandatangani": _moment(letter.signed_at),
        "oleh": f"{letter.signed_name}, {letter.signed_title}",
        "kode_periksa": letter.code,
        "dicabut": _moment(letter.revoked_at),
    }


def _document(document: Any, asked: Mapping[str, Sop]) -> Told:
    return {
        "jenis": catalog.paper_name(document.kind, asked.get(document.received_for)),
        "nama": document.name,
        "diterima": _moment(document.received_at),
        "untuk_urusan": document.received_for,
        "sha256": document.file_id or "",
    }


def _messages(actor: Actor) -> Iterator[Told]:
    cursor = ""
    while True:
        page = messages.inbox_of(actor, cursor=cursor, size=100)
        for message in page.rows:
            yield {
                "kapan": _moment(message.made_at),
                "judul": message.subject,
                "isi": message.body,
                "urusan": message.case_number,
            }
        cursor = page.after
        if not cursor:
            return


def _looks(actor: Actor) -> Iterator[Told]:
    for look in audit.looks_at(actor.person_id).iterator(1000) if actor.person_id else ():
        yield {
            "kapan": _moment(look.at),
            "siapa": ", ".join(part for part in (look.actor_name, look.actor_title) if part),
            "untuk": look.purpose,
            "urusan": look.case_number,
            "yang_dilihat": list(look.fields),
        }


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _label(key: str) -> str:
    return LABELS.get(key) or key.replace("_", " ").capitalize()


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_words(one)}" for key, one in value.items() if one)
    if isinstance(value, list):
        return "\n".join(_words(one) for one in value)
    text = "" if value is None else str(value)
    if DAY.fullmatch(text):
        return dates.long_date(date.fromisoformat(text))
    return MOMENT.sub(lambda found: _spoken(datetime.fromisoformat(found[0])), text)


def _spoken(at: datetime) -> str:
    return f"{dates.long_date(timezone.localtime(at).date())} {dates.clock(timezone.localtime(at))}"
