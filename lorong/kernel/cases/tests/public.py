"""A small procedure for the public: somebody checks, somebody works, the residents say whether it is put right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.tests.conftest import publish_now, step
from lorong.kernel.catalog.values import Published
from lorong.lib.actors import Actor, ActorKind
from lorong.testing import MONDAY, Cast

SLUG = "lampu-uji"
VISITOR = Actor(kind=ActorKind.OUTSIDE, name="0812 3456 7890")
ASKED = {"back_to": "applicant", "asks": "Di mana tempatnya?", "reasons": []}
SILENCE = {"do": "default", "outcome": "diam", "basis": "PermenPANRB 62/2018", "follow_up": False}
ASK_RESIDENTS = step(
    "konfirmasi",
    "warga",
    {"setuju": {"end": "fixed"}, "belum": {"next": ["kerja"], "reason": "required"}, "diam": {"end": "fixed"}},
    within="10 hari",
    on_deadline=SILENCE,
)
LAMP = [
    step("periksa", "staf-pelayanan", {"terus": "kerja", "tanya": ASKED, "arsip": {"end": "archived", "reason": "required"}}),
    step("kerja", "staf-pelayanan", {"beres": "konfirmasi"}, within="4 jam"),
    ASK_RESIDENTS,
]
REPORT = {"group": "penerangan", "icon": "bulb", "near": 50, "days": 30, "routes": [{"to": "kelurahan"}]}


def publish_lamp(steps: list[dict[str, Any]] | None = None, slug: str = SLUG, **more: Any) -> Published:
    """Publish a procedure for the public (`LAMP` when no steps are given)."""
    return publish_now(steps or LAMP, slug=slug, applicant={"who": "public"}, report=REPORT, **more)


def unit_of(cast: Cast) -> str:
    """Where Budi works."""
    return cast.actor("budi").holdings[0].unit


def start_lamp(cast: Cast, *, actor: Actor = VISITOR, key: str = "lampu-1", at: datetime = MONDAY, **more: Any) -> Case:
    """A case of the public at Budi's unit."""
    given: dict[str, Any] = {"slug": SLUG, "unit": unit_of(cast), "answers": {"tiang": "7"}, "channel": "web", **more}
    return actions.start(actor=actor, key=key, at=at, **given)
