"""What could have happened to one incident, planned by its SOP before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from lorong.kernel.cases import timing
from lorong.kernel.cases.simulating import Happened, Way
from lorong.kernel.cases.values import Kind
from lorong.lib.sop import flow
from lorong.lib.sop.schema import OUTSIDE_ROLE, RESIDENTS_ROLE, Outcome, Step
from lorong.lib.span import Span
from lorong.services.complaints import standing

ASKED, TURNED_DOWN, ELSEWHERE, OTHERWISE = 0.05, 0.04, 0.5, 0.09  # what becomes of a step, where the SOP allows it
SWEPT = timedelta(minutes=2)  # after its time a step is taken by the sweep
PARTY = timedelta(hours=30)  # what an outside party usually needs
SAID = {"fixed": "Sudah diperbaiki, terima kasih.", "again": "Belum beres, keadaannya masih sama."}
BECAUSE = "Contoh rekaan: dijelaskan kepada pelapor."
ASTRAY = "Contoh rekaan: bukan pekerjaan kantor ini."


@dataclass
class PublicWay(Way):
    """A walk through the procedure of a category. honest: the share of claims that are true; silent: that of residents who do
    not answer; party: whether an outside party is known for such things here."""

    unit: str = ""
    honest: float = 0.92
    silent: float = 0.55
    party: bool = False
    untrue: bool = False  # it was closed because residents said nothing, though it was not put right
    told: dict[str, str] = field(default_factory=dict)  # a residents' step -> the outcome that is to come

    def _choose(self, step: Step, returns: int) -> str:
        if step.by == RESIDENTS_ROLE:
            return self.told.pop(step.id)
        names = [name for name, outcome in step.outcomes.items() if self._possible(outcome, returns)]
        if step.by == OUTSIDE_ROLE:
            return self.chance.choice(names)
        ahead = next(name for name in names if step.outcomes[name].next)
        for name in names:
            if name != ahead and self.chance.random() < self._share(step, step.outcomes[name]):
                return name
        return ahead

    def _possible(self, outcome: Outcome, returns: int) -> bool:
        if outcome.back_to:
            return returns < self.published.sop.returns.limit
        return self.party or not any("pihak" in name for name in outcome.guards)

    def _share(self, step: Step, outcome: Outcome) -> float:
        if len(self.events) > 30:
            return 0.0  # it has to come to an end
        if outcome.back_to:
            return ASKED
        if outcome.is_refusal:
            return TURNED_DOWN
        if any(self.published.sop.step(name).by == OUTSIDE_ROLE for name in outcome.next):
            return ELSEWHERE
        return OTHERWISE / max(len(step.outcomes) - 1, 1)

    def _done_at(self, step_id: str, opened: datetime) -> datetime:
        step = self.published.sop.step(step_id)
        if step.by == RESIDENTS_ROLE:
            return self._residents(step, opened)
        if step.by == OUTSIDE_ROLE:
            return opened + PARTY * self.chance.lognormvariate(0, 0.6)
        return super()._done_at(step_id, opened)

    def _residents(self, step: Step, opened: datetime) -> datetime:
        due = timing.span_due(Span.parse(step.within), self.unit, opened)
        answered = opened + timedelta(minutes=self.chance.lognormvariate(6.6, 1.2))
        agreeing, disagreeing = standing.agreeing(step)[0], standing.disagreeing(step)[0]
        true = self.chance.random() < self.honest or len(self.events) > 30
        if answered >= due or self.chance.random() < (self.silent if true else self.silent / 3):
            assert step.on_deadline is not None, "residents who say nothing agree"
            assert step.on_deadline.outcome is not None
            self.told[step.id] = step.on_deadline.outcome
            self.untrue = not true
            return due + SWEPT
        self.told[step.id] = agreeing if true else disagreeing
        return answered

    def _note(self, happened: Happened) -> None:
        if happened.kind == Kind.DONE:
            happened = replace(happened, **self._how(self.published.sop.step(happened.step), happened.outcome))
        if happened.kind == Kind.WITHDRAWN:
            happened = replace(happened, by_itself=True)  # the service writes it when nobody is left who told of it
        super()._note(happened)

    def _how(self, step: Step, name: str) -> dict[str, Any]:
        outcome = step.outcomes[name]
        if step.by == RESIDENTS_ROLE:
            if step.on_deadline is not None and name == step.on_deadline.outcome:
                return {"by_itself": True, "reason": f"Batas waktu lewat. {step.on_deadline.basis}"}
            return {"reason": SAID["again" if outcome.next else "fixed"]}
        return {"reason": BECAUSE} if outcome.reason == "required" else {}


def sent_on(events: list[Happened], unit: str, chance: Random) -> list[Happened]:
    """The same with the case sent on to `unit`, where it belongs, before anybody decided anything."""
    begun, first = events[0], events[1] if len(events) > 1 else None
    if first is None or first.kind != Kind.DONE or first.at - begun.at < timedelta(minutes=10):
        return events
    at = begun.at + (first.at - begun.at) * chance.uniform(0.1, 0.9)
    there = flow.Moved(begun.moved.marking, begun.moved.opened, begun.moved.opened, None)
    gone = Happened(Kind.TRANSFERRED, at, there, step=min(begun.moved.opened), reason=ASTRAY, unit=unit)
    return [begun, gone, *events[1:]]
