"""The service behind the three hidden SOPs that exercise the engine: one works, one refuses, one explodes."""

from __future__ import annotations

from typing import Any

from lorong.kernel.catalog.registry import Service
from lorong.lib.refusals import GuardFailed


class Exploded(Exception):
    """What the third demo service is for."""


def always_refuses(context: Any, /) -> None:
    """A guard that never lets anything through."""
    raise GuardFailed("Syarat contoh ini tidak pernah terpenuhi. Pilih hasil yang lain.")


def notes(context: Any, /) -> str:
    """An effect that has nothing to do and is done at once."""
    return "tercatat"


def explodes(context: Any, /) -> str:
    """An effect that never succeeds."""
    raise Exploded(f"step {context.step} explodes, as it should")


SERVICE = Service(
    slug="demo",
    label="Layanan contoh",
    guards={"selalu_menolak": always_refuses},
    effects={"catat_contoh": notes, "meledak": explodes},
)
