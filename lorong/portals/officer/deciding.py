"""The outcomes of a step as buttons, what each still asks, and how it is carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from lorong.kernel.cases import actions, policies
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.errors import NoSuchOutcome, Unticked
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.cases.values import Said
from lorong.lib.phrases import both, phrase
from lorong.lib.sop.schema import Outcome
from lorong.portals.officer.cockpit import Desk


@dataclass(frozen=True)
class Button:
    """One outcome. kind: bad, quiet or primary; `asks`: a second page asks for reasons or the passphrase."""

    id: str
    label: str
    key: str
    kind: str
    icon: str
    asks: bool


def buttons(desk: Desk) -> list[Button]:
    """The outcomes of the open step, what ends badly first and what goes on last; none when it is not the actor's."""
    if not desk.may_decide or desk.step is None:
        return []
    order = {"bad": 0, "quiet": 1, "primary": 2}
    first = next((n for n, o in desk.step.outcomes.items() if not _is_back(o)), "")
    found = [_button(name, outcome, name == first) for name, outcome in desk.step.outcomes.items()]
    return sorted(found, key=lambda b: order[b.kind])


def outcome_of(desk: Desk, name: str) -> Outcome:
    """The outcome with this name. Raises NoSuchOutcome with what can be chosen."""
    outcomes = desk.step.outcomes if desk.step else {}
    if name not in outcomes:
        choices = [both(o.label, o.label_en) for o in outcomes.values()]
        raise NoSuchOutcome(phrase("Pilihan itu tidak ada dalam SOP. Yang bisa dipilih: {choices}.", choices=choices or "-"))
    return outcomes[name]


def asks_more(outcome: Outcome) -> bool:
    """Whether a page must ask something first: a reason, what is missing, or the passphrase."""
    return bool(outcome.signs or outcome.back_to or outcome.reasons or outcome.reason != "none")


def asking_url(desk: Desk, name: str, checked: Sequence[str]) -> str:
    """The page that asks; what was ticked travels along."""
    url = reverse("officer:outcome", args=[desk.case.number, desk.item.step, name])
    return f"{url}?{urlencode([('cek', c) for c in checked])}" if checked else url


def already(desk: Desk, key: str) -> bool:
    """Whether this very form has decided before: a double click, or a request that was sent again."""
    return any(e.key == key and e.account_id == desk.actor.account_id for e in cases.events(desk.case))


def must_be_open(desk: Desk, step: str) -> None:
    """Raises what the engine says when `step` is not open (any more), or not the actor's."""
    refusal = policies.may_advance(actor=desk.actor, case=desk.case, step=step).refusal
    if refusal is not None:
        raise refusal


def must_be_ticked(desk: Desk, outcome: Outcome, checked: Sequence[str]) -> None:
    """Raises what the engine will say about ticks, before a further page asks for anything."""
    assert desk.step is not None, "an outcome belongs to a step"
    if asks_more(outcome) and (missing := cases.unticked(desk.case, desk.published, desk.step, outcome, checked)):
        raise Unticked([line.name for line in missing])


def decide(desk: Desk, name: str, *, key: str, said: Said) -> Any:
    """End the step with the outcome. Raises what the engine refuses."""
    return actions.advance(actor=desk.actor, case=desk.case, step=desk.item.step, outcome=name, key=key, said=said)


def _button(name: str, outcome: Outcome, first: bool) -> Button:
    kind = "bad" if outcome.is_refusal else "primary" if first else "quiet"
    icon = "signature" if outcome.signs else "arrow-back-up" if outcome.back_to else "check" if kind == "primary" else ""
    label = in_language(outcome.label, outcome.label_en)
    return Button(name, label, outcome.key or "", kind, icon, asks_more(outcome))


def _is_back(outcome: Outcome) -> bool:
    return outcome.is_refusal or outcome.back_to is not None
