"""Every address, tried by everybody: who may enter is declared, enforced, and nothing of Siti's gets out.

Each request runs in a savepoint that is rolled back, so that no visit changes what the next one finds.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lorong.kernel.cases.models import Case, Draft, Event
from lorong.kernel.people.models import Account
from lorong.portals.door import Who
from lorong.testing import Cast
from tests.pictures import photo
from tests.things import PASSPHRASE, SLUG, Things, officer_elsewhere, publish, things_of_siti

OFFICERS = {"budi", "kasi", "bu_lurah", "pak_camat", "wali_kota", "auditor"}
HEADS = {"bu_lurah", "pak_camat", "wali_kota", "auditor"}
RESIDENTS = {"siti", "tono", "ketua_rt"}
EVERYBODY = (None, *sorted(RESIDENTS), *sorted(OFFICERS))
MAY_ENTER = {
    Who.SIGNED_IN: RESIDENTS | OFFICERS,
    Who.RESIDENT: RESIDENTS | OFFICERS,
    Who.OFFICER: OFFICERS,
    Who.COMMAND: HEADS,
}
PROGRAMS = {Who.PROGRAM, Who.TOKEN}
OPEN = {Who.ANYONE, Who.LINK, Who.GATEWAY, *PROGRAMS}
SENSIBLE = {200, 204, 302, 400, 401, 403, 404, 405, 409, 410, 415, 422, 429}
UNKNOWN = {
    "int": ["999999999", "99999999999999999999999"],
    "uuid": ["00000000-0000-4000-8000-000000000000"],
    "slug": ["tidak-ada", "26-0803-9999"],
    "str": ["tidak-ada", "ZZZZZZ"],
    "path": ["tidak-ada"],
}
ANSWERS_ANY_CODE = {"public:code"}  # a letter check says "unknown" of a code that was never given


@dataclass(frozen=True)
class Address:
    """One URL pattern with the view behind it."""

    name: str
    route: str
    view: Any

    @property
    def who(self) -> Who:
        return getattr(self.view, "entrance", Who.NOBODY)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """(converter, name) of each part that varies."""
        return re.findall(r"<(\w+):(\w+)>", self.route)

    def filled(self, values: dict[str, Sequence[str]]) -> Iterator[str]:
        """The address with each of the values in turn; a parameter with fewer values repeats its last."""
        most = max((len(values[name]) for _, name in self.parameters), default=1)
        for i in range(most):
            given = {name: values[name][min(i, len(values[name]) - 1)] for _, name in self.parameters}
            yield "/" + re.sub(r"<\w+:(\w+)>", lambda found, given=given: given[found[1]], self.route)  # type: ignore[misc]

    def unknown(self) -> Iterator[str]:
        """The address with things that do not exist."""
        return self.filled({name: UNKNOWN[kind] for kind, name in self.parameters})


def addresses(found: Any = None, route: str = "", space: str = "") -> Iterator[Address]:
    """Every URL pattern of the house."""
    for pattern in (found or get_resolver()).url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}", here, pattern.callback)


ADDRESSES = list(addresses())


class Visitor:
    """Somebody at a browser. Every visit is undone afterwards; a fault becomes a line in `faults`."""

    def __init__(self, account: Account | None, name: str) -> None:
        self.name, self.faults, self.client = name, list[str](), Client()
        if account is not None:
            self.client.force_login(account)
        self.cookies = deepcopy(self.client.cookies)

    def visit(self, method: str, address: str, sent: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """(status, body) of one request; (0, b"") when the view broke."""
        self.client.cookies = deepcopy(self.cookies)
        with _undone():
            try:
                with _undone():
                    response = getattr(self.client, method.lower())(address, sent or {})
                    body = b"".join(response.streaming_content) if response.streaming else response.content
                    status = response.status_code
            except Exception as error:
                self.note(method, address, f"breaks: {type(error).__name__}: {error}")
                status, body = 0, b""
            transaction.set_rollback(True)
        return status, body

    def note(self, method: str, address: str, what: str) -> None:
        self.faults.append(f"{self.name} {method} {address} {what}")


def _undone() -> transaction.Atomic:
    """A savepoint in which a view may still open a durable transaction, as if nothing was around it."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    return block


def posted(extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """What somebody who guesses might send: every field name that a form of the house has, with something in it."""
    return {
        "kunci": uuid.uuid4().hex,
        "pesan": "Halo",
        "alasan": "coba",
        "hasil": "lengkap",
        "sandi": PASSPHRASE,
        "jawaban": "setuju",
        "apa": "coba",
        "kepada": "1",
        "siapa": "self",
        "berkas": SimpleUploadedFile("a.jpg", photo("coba"), content_type="image/jpeg"),
        **(extra or {}),
    }


def test_every_address_declares_who_may_enter():
    assert [a.name for a in ADDRESSES if a.who is Who.NOBODY] == []
    assert len(ADDRESSES) > 60


def test_only_machines_are_spared_the_form_token():
    exempt = {a.name for a in ADDRESSES if getattr(a.view, "csrf_exempt", False)}
    read_only = {"public:metrics"}  # nothing is posted there
    assert exempt == {a.name for a in ADDRESSES if a.who in {Who.GATEWAY, *PROGRAMS}} - read_only


@pytest.mark.parametrize("who", EVERYBODY)
def test_doors_are_enforced_and_nothing_breaks(who: str | None, cast: Cast, settings: Any):
    settings.DEMO = False
    publish(SLUG)
    visitor = Visitor(cast.account(who) if who else None, who or "anonymous")
    for address in ADDRESSES:
        for place in address.unknown():
            for method in ("GET", "POST"):
                _enforced(visitor, who, address, method, place)
    assert visitor.faults == []


def _enforced(visitor: Visitor, who: str | None, address: Address, method: str, place: str) -> None:
    status, body = visitor.visit(method, place, posted() if method == "POST" else None)
    if status == 0:
        return
    if getattr(address.view, "demo_only", False):
        wanted = {404}
    elif address.who is Who.TOKEN:
        wanted = {401, 405}  # nobody here shows a token, and who is signed in is nobody to the API
    elif address.who in OPEN or who in MAY_ENTER[address.who]:
        wanted = SENSIBLE - {200} if address.parameters and address.name not in ANSWERS_ANY_CODE else SENSIBLE
    else:
        wanted = {302} if who is None else {403}
    if status not in wanted:
        visitor.note(method, place, f"answers {status}")
    if status >= 400 and b"Traceback" in body:
        visitor.note(method, place, "shows its insides")


def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(cast: Cast):
    for address in ADDRESSES:
        if address.who in OPEN or address.parameters:
            continue
        response = Client().get(f"/{address.route}")
        assert response.status_code == 302, address.name
        assert response["Location"].startswith("/akun/masuk/?next=%2F"), address.name


def test_whose_things_they_are_sees_them(cast: Cast):
    """Without this, the tests below could pass because nothing works at all."""
    publish(SLUG)
    things = things_of_siti(cast)
    siti, budi = (Visitor(cast.account(who), who) for who in ("siti", "budi"))
    for visitor, place in [
        (siti, f"/isian/{things.draft.pk}/tempat/"),
        (siti, f"/isian/{things.draft.pk}/periksa-dan-kirim/"),
        (siti, f"/urusan/{things.running.number}/"),
        (siti, f"/urusan/{things.ended.number}/"),
        (siti, "/saya/"),
        (budi, f"/petugas/urusan/{things.running.number}/"),
        (budi, f"/petugas/urusan/?q={things.running.number}"),
        (budi, "/petugas/"),
    ]:
        status, body = visitor.visit("GET", place)
        assert status == 200, f"{place}: {status} {visitor.faults}"
        assert things.leaks(body), place
    for suffix in ("berkas/" + things.addresses["document_id"][0] + "/", "berkas/00000000-0000-4000-8000-000000000000/"):
        wanted = 404 if suffix.endswith("000000000000/") else 200
        assert siti.visit("GET", f"/urusan/{things.running.number}/{suffix}")[0] == wanted
        assert budi.visit("GET", f"/petugas/urusan/{things.running.number}/{suffix}")[0] == wanted
    # A document of the draft belongs to no case that Budi may open.
    assert budi.visit("GET", f"/petugas/urusan/{things.running.number}/berkas/{things.draft.documents['ktp']}/")[0] == 404


STRANGERS = ("anonymous", "tono", "ketua_rt", "staf-pelayanan", "lurah")


def stranger(cast: Cast, who: str) -> Visitor:
    """Another resident, nobody, or an officer of a kelurahan far away."""
    if who == "anonymous":
        return Visitor(None, who)
    account = cast.account(who) if who in RESIDENTS else officer_elsewhere(cast, who)
    return Visitor(account, who)


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_never_gets_at_sitis_things(who: str, cast: Cast, settings: Any):
    settings.DEMO = False
    publish(SLUG)
    things, visitor = things_of_siti(cast), stranger(cast, who)
    before = _state(things)
    for address in ADDRESSES:
        if not {name for _, name in address.parameters} & set(things.addresses):
            continue
        values = {name: things.addresses.get(name, UNKNOWN[kind]) for kind, name in address.parameters}
        for place in address.filled(values):
            for method in ("GET", "POST"):
                status, body = visitor.visit(method, place, posted() if method == "POST" else None)
                if status == 200:
                    visitor.note(method, place, "is open to a stranger")
                if leaked := things.leaks(body):
                    visitor.note(method, place, f"shows {leaked}")
    _search(visitor, things)
    assert visitor.faults == []
    assert _state(things) == before


def _state(things: Things) -> list[Any]:
    """What a stranger could have changed."""
    numbers = things.addresses["number"]
    drafts = Draft.objects.filter(applicant=things.person).order_by("pk")
    return [
        Event.objects.filter(case_id__in=Case.objects.filter(number__in=numbers).values("pk")).count(),
        list(drafts.values_list("pk", "updated_at", "submitted_as")),
        list(Case.objects.filter(number__in=numbers).order_by("pk").values_list("last_seq", "turn", "ended")),
        [m.read_at for m in things.messages],
    ]


def _search(visitor: Visitor, things: Things) -> None:
    """Every page that stands by itself and is open to the stranger, asked for Siti by name, NIK, number and code."""
    letter = things.letter
    words = (things.person.name, things.person.nik, things.running.number, letter.number.text, letter.code)
    fields = ("cari", "q", "urusan", "nomor", "siapa", "kantor", "sesudah", "nik", "lalu", "langkah")
    for address in ADDRESSES:
        if address.parameters:
            continue
        status, body = visitor.visit("GET", f"/{address.route}")
        if leaked := things.leaks(body):
            visitor.note("GET", address.route, f"shows {leaked}")
        if status != 200:
            continue
        for word in words:
            status, body = visitor.visit("GET", f"/{address.route}", dict.fromkeys(fields, word))
            shown = [secret for secret in things.leaks(body) if secret != word]
            if status == 500 or shown:
                visitor.note("GET", address.route, f"?{word}: {status} shows {shown}")


def test_a_number_of_somebody_else_and_a_number_of_nobody_get_the_same_answer(cast: Cast):
    """Otherwise guessing would tell which numbers exist."""
    publish(SLUG)
    things, visitor = things_of_siti(cast), Visitor(cast.account("tono"), "tono")
    number = things.running.number
    missing = f"{number[:-4]}9999"
    for suffix in ("", "surat/", "jawab/", "tarik/", "survei/", f"berkas/{things.addresses['document_id'][0]}/"):
        real, none = (visitor.visit("GET", f"/urusan/{n}/{suffix}") for n in (number, missing))
        assert real[0] == none[0] == 404, suffix
        assert real[1].replace(number.encode(), b"") == none[1].replace(missing.encode(), b""), suffix
