"""Who acts through the API: the resident whose token a program shows, within the token's scopes.

An extra room: here a token becomes an actor. Whoever holds an office acts here as a resident only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from lorong.kernel.city import queries as city
from lorong.kernel.people import limits, tokens
from lorong.kernel.people.values import Scope
from lorong.lib.actors import ActorKind
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotAllowed
from lorong.portals.accounts.visitor import address_of

MEANS = "token"
CALLS = limits.Rule(
    "api", 120, 60, phrase("Program Anda meminta lebih dari 120 kali dalam satu menit. Tunggu sebentar, lalu lanjutkan.")
)
OPEN_CALLS = limits.Rule(
    "api-umum", 240, 60, phrase("Terlalu banyak permintaan dari jaringan Anda. Tunggu sebentar, lalu lanjutkan.")
)


class Bearer(HttpBearer):
    """`Authorization: Bearer lorong_...`, good for `scope`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token's row, with `request.actor` set; None for one that is not good.

        Raises TooMany beyond the token's calls a minute, or for an address that tries many; NotAllowed outside its scopes.
        """
        found = tokens.known(token, at=timezone.now())
        if found is None:
            limits.failed(MEANS, address_of(request))
            limits.admit(MEANS, address_of(request), known=False)
            return None
        limits.apply(CALLS, str(found.pk))
        if self.scope.value not in found.scopes:
            words = phrase(
                "Token ini tidak boleh melakukannya. Buat token dengan izin {scope} di halaman Saya.", scope=self.scope.value
            )
            raise NotAllowed(words, detail={"scope": self.scope.value})
        actor = city.actor_of(found.account)
        assert actor is not None, "a good token belongs to an open account"
        request.actor = replace(actor, kind=ActorKind.RESIDENT, holdings=(), channel="api")  # type: ignore[attr-defined]
        return found


def open_call(request: HttpRequest) -> None:
    """Count a request that needs no token, gently and per address. Raises TooMany."""
    limits.apply(OPEN_CALLS, address_of(request))
