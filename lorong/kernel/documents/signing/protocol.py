"""What every signer is given and gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

Box = tuple[float, float, float, float]  # lower left x, y, upper right x, y in points


@dataclass(frozen=True, slots=True)
class SigningOrder:
    """One signature to put into a PDF.

    `place`: 1 is the office's own, 2 the second. `page` from 0. `second`: page and box of an empty field to be left
    for a second signature. `appearance`: a PDF page to show in the box; without it the layout's own words stand there.
    """

    place: int
    name: str
    title: str
    location: str
    reason: str
    page: int
    box: Box
    at: datetime
    secret: str = field(repr=False)
    certificate: str = ""
    nik: str = field(default="", repr=False)
    second: tuple[int, Box] | None = None
    appearance: bytes | None = None


class Signer(Protocol):
    """Puts one signature into a PDF as an incremental update."""

    def sign(self, pdf: bytes, order: SigningOrder) -> bytes:
        """The signed PDF. Raises SigningUnavailable (try again) or SigningImpossible (somebody must act)."""
        ...
