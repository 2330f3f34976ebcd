"""Asking whether a letter is real, with limits that slow down whoever guesses and nobody else.

An extra room: address, limits and wording meet here. Addresses from which many unknown codes were tried are slowed
down, never locked (`people.limits`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lorong.kernel.documents import queries as documents
from lorong.kernel.documents.values import Checked, Finding
from lorong.kernel.people import limits
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal
from lorong.lib.uploads import MAX_BYTES
from lorong.portals.accounts.visitor import address_of
from lorong.portals.public.forms import CodeForm, FileCheckForm
from lorong.portals.public.verdicts import moment, verdict_of

MEANS = "periksa"
FILES = limits.Rule(
    "periksa-pdf", 40, 600, phrase("Terlalu banyak berkas dari jaringan Anda. Tunggu sebentar, atau ketik kode pendeknya.")
)


def page(form: CodeForm | None = None, file_form: FileCheckForm | None = None) -> dict[str, Any]:
    """What the check page is drawn from; `form` is the one whose errors stand in the title."""
    code_form, sent = form or CodeForm(), file_form or FileCheckForm()
    return {"nav": "check", "form": sent if sent.errors else code_form, "code_form": code_form, "file_form": sent}


def answer(request: HttpRequest, found: Checked, *, form: CodeForm | None = None, uploaded: str = "") -> HttpResponse:
    """The verdict; 404 for a letter that does not exist."""
    context = page(form) | {"verdict": verdict_of(found, uploaded=uploaded), "checked": moment(timezone.now())}
    status = 404 if found.finding is Finding.UNKNOWN else 200
    return render(request, "public/verdict.html", context, status=status)


def by_code(request: HttpRequest, code: str) -> Checked:
    """The letter with this code. Raises TooMany for an address that guesses."""
    return _slowed(request, lambda: documents.check_code(code))


def by_number(request: HttpRequest, number: str, code: str) -> Checked:
    """The letter whose number and code these are. Raises TooMany for an address that guesses."""
    return _slowed(request, lambda: documents.check_number(number, code))


def by_file(request: HttpRequest, sent: Any) -> Checked:
    """The letter in an uploaded file. Raises TooMany, Refusal (field "berkas") for one that is too large."""
    if sent.size > MAX_BYTES:
        raise Refusal("Berkas lebih dari 10 MB. Surat kami jauh lebih kecil; kirim berkas aslinya.", field="berkas")
    limits.apply(FILES, address_of(request))
    return documents.check_pdf(sent.read())


def _slowed(request: HttpRequest, ask: Callable[[], Checked]) -> Checked:
    address = address_of(request)
    limits.admit(MEANS, address, known=False)
    found = ask()
    if found.finding is Finding.UNKNOWN:
        limits.failed(MEANS, address)
    return found
