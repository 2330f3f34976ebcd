"""The description of the API in an order in which people read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from lorong.kernel.people.values import Scope
from lorong.portals.api.document import description
from lorong.portals.door.problems import CODES, TITLES

SCOPES = {
    Scope.APPLY: gettext_noop("Mengisi dan mengirim permohonan, dan menjawab yang diminta petugas"),
    Scope.CASES: gettext_noop("Melihat urusan saya dan sampai di mana"),
    Scope.CONVERSATION: gettext_noop("Membaca dan menulis percakapan dengan petugas"),
    Scope.DOCUMENTS: gettext_noop("Melihat berkas saya dan mengunduh surat saya"),
    Scope.COMPLAINTS: gettext_noop("Mengirim laporan atas nama saya, melihat laporan saya, dan menjawab apakah sudah beres"),
}
NO_TOKEN = gettext_noop("Tanpa token")


@dataclass(frozen=True)
class Call:
    """One thing a program can do."""

    method: str
    path: str
    summary: str

    @property
    def parts(self) -> list[str]:
        """The path in pieces, between which a narrow screen may break it."""
        return [f"/{part}" for part in self.path.strip("/").split("/")]


def chapters() -> list[tuple[str, str, list[Call]]]:
    """(scope, its words, calls), those without a token first."""
    found: dict[str, list[Call]] = {"": [], **{scope.value: [] for scope in Scope}}
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            found[operation.get("x-scope", "")].append(Call(method.upper(), f"/api/v1{path}", operation["summary"]))
    return [(scope, scope_words(scope), calls) for scope, calls in found.items()]


def scope_words(scope: str) -> str:
    """What a scope allows, in a sentence."""
    return gettext(SCOPES[Scope(scope)]) if scope else gettext(NO_TOKEN)


def problems() -> list[tuple[int, str, str]]:
    """(status, code, title) of everything that can go wrong."""
    return [(status, code, gettext(TITLES[status])) for status, code in CODES.items()]
