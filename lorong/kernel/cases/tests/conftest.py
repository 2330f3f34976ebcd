"""A small SOP to play with, its service, and the cast playing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Case
from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.catalog.values import Definition, Published
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import GuardFailed
from lorong.lib.sop.schema import Form, Sop
from lorong.testing import MONDAY, Cast

STANDARD = dict.fromkeys(
    (
        "procedure",
        "complaints",
        "facilities",
        "competence",
        "supervision",
        "staff_count",
        "guarantee",
        "safety",
        "evaluation",
    ),
    "ada",
)


def step(id: str, by: str, outcomes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One step of a test SOP; an outcome given as text is its next step."""
    return {
        "id": id,
        "title": id.capitalize(),
        "does": f"Mengerjakan {id}",
        "by": by,
        "needs": ["Permohonan"],
        "within": "1 jam",
        "gives": f"Hasil {id}",
        "citizen_sees": f"Sedang {id}",
        "outcomes": {
            name: {"label": name, **(way if isinstance(way, dict) else {"next": [way]})} for name, way in outcomes.items()
        },
        **more,
    }


BACK = {"back_to": "applicant", "asks": "Lengkapi berkas", "reasons": ["Foto gelap"]}
NO = {"end": "refused", "reason": "required"}
LINE = [
    step("periksa", "staf-pelayanan", {"lengkap": "setujui", "kurang": BACK, "tolak": NO}),
    step("setujui", "lurah", {"ya": {"end": "issued"}, "ulang": "periksa"}, within="4 jam"),
]


def make_sop(steps: list[dict[str, Any]], **more: Any) -> Sop:
    """A whole SOP around `steps`."""
    return Sop.model_validate(
        {
            "title": "Layanan Uji",
            "short": "Uji",
            "code": "UJI",
            "service": "uji",
            "summary": "Untuk menguji.",
            "hidden": False,
            "legal_basis": ["Uji"],
            "promise": "1 hari kerja",
            "fee": 0,
            "channels": ["web"],
            "product": {"name": "Hasil"},
            "applicant": {"on_behalf": ["family"]},
            "standard": STANDARD,
            "sop": {
                "number": "1",
                "made": date(2026, 1, 1),
                "effective": date(2026, 1, 1),
                "qualification": ["ada"],
                "equipment": ["ada"],
                "warning": "ada",
                "recording": "ada",
            },
            "returns": {"limit": 2, "within": "5 hari kerja"},
            "steps": steps,
            **more,
        }
    )


@pytest.fixture
def uji(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The service of the test SOPs; `calls` counts effects, `open` is what the guard asks."""
    world: dict[str, Any] = {"open": False, "calls": [], "effect": lambda context: "beres"}

    def guarded(context: Any) -> None:
        if not world["open"]:
            raise GuardFailed("Buka pintunya dulu.")

    def effect(context: Any) -> str:
        world["calls"].append((context.case.number, context.step))
        return world["effect"](context)

    def sign(context: Any, unlocked: Any) -> dict[str, Any]:
        return {"signed_as": context.holding.title, "key_given": unlocked is not None}

    registry.services()
    service = registry.Service("uji", "Uji", guards={"uji_pintu": guarded}, effects={"uji_mesin": effect}, on_sign=sign)
    monkeypatch.setitem(registry._services, "uji", service)
    return world


Publish = Callable[..., Published]


def publish_now(steps: list[dict[str, Any]] | None = None, slug: str = "layanan-uji", form: Any = None, **more: Any) -> Published:
    """Publish a test SOP (`LINE` when none is given) under `slug`."""
    definition = Definition(make_sop(steps or LINE, **more), Form.model_validate(form or {}))
    row = catalog_actions.publish(actor=SISTEM, slug=slug, definition=definition)
    return catalog.procedure(row.pk)


@pytest.fixture
def publish(cast: Cast, uji: dict[str, Any]) -> Publish:
    return publish_now


Submit = Callable[..., Case]


def submit_now(cast: Cast, who: str = "siti", slug: str = "layanan-uji", at: datetime = MONDAY, **answers: Any) -> Case:
    """`who` applies for themself."""
    actor, person = cast.actor(who), cast.person(who)
    draft = actions.begin_draft(actor=actor, slug=slug, applicant=person, subject=person)
    if answers:
        actions.save_page(actor=actor, draft=draft, answers=answers)
    return actions.submit(actor=actor, draft=draft, at=at)


@pytest.fixture
def submit(cast: Cast) -> Submit:
    return partial(submit_now, cast)
