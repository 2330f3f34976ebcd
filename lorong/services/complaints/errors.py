"""Refusals of complaints."""

from __future__ import annotations

from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound, Refusal

NOT_HERE = phrase("Laporan itu tidak ada, atau bukan untuk Anda. Lihat lagi nomornya.")


class NotTold(Refusal):
    """What was told cannot be taken yet; the sentence says what to do, and everything that was typed stays."""

    code = "not_told"


class PlaceNotOurs(NotTold):
    """The pin lies outside the city. `detail` holds `nearest` (region code) and `metres`, for a page that asks."""

    code = "place_not_ours"


def not_here() -> NotFound:
    """The same answer for absent and not yours."""
    return NotFound(NOT_HERE)
