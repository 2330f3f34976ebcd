"""Plays the stories of complaints on the real engine: residents tell and judge, a field officer shows a picture, a party has a link."""

from __future__ import annotations

import io
from functools import cached_property

from PIL import Image

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.cases.values import Turn
from lorong.lib.sop.schema import RESIDENTS_ROLE, Act
from lorong.services.complaints import actions
from lorong.services.complaints.models import Incident, Report
from lorong.services.complaints.values import Teller, Telling
from tests.stories import Player

TEXT = "Seperti ini sejak kemarin, mohon dilihat."


class PublicPlayer(Player):
    """One story of a category being played."""

    report: Report
    key = "cerita"

    @property
    def incident(self) -> Incident:
        return Incident.objects.get(pk=self.report.incident_id)

    @cached_property
    def picture(self) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", (64, 48), (90, 120, 90)).save(out, "JPEG")
        return out.getvalue()

    def _submit(self) -> Case:
        told = Telling(
            category=self.published.slug,
            text=TEXT,
            region=self.cast.person(self.story.applicant).household.region,
            answers={k: self._plain(v) for k, v in self.story.answers.items()},
        )
        asks = self.published.sop.report
        photos = [self.picture] if asks is not None and asks.photo == "required" else []
        actor = self.cast.actor(self.story.applicant, at=self.now)
        self.report = actions.tell(actor=actor, telling=told, photos=photos, key=self.key, at=self.now)
        return Case.objects.get(number=self.incident.case_number)

    def _do(self, case: Case, act: Act, key: str) -> None:
        who = Teller(account_id=self.cast.account(act.by).pk) if act.by in {"siti", "tono"} else None
        if act.does == "lapse":
            self._silence(case)
        elif act.does == "resubmit" and who is not None:
            actor = self.cast.actor(act.by, at=self.now)
            actions.answer_data(actor=actor, report=self.report, body=TEXT, key=f"{self.key}-{key}", who=who, at=self.now)
        elif who is not None and act.step is not None and self.published.sop.step(act.step).by == RESIDENTS_ROLE:
            self._judge(act, key, who)
        else:
            self._show(case, act, key)
            super()._do(case, act, key)

    def _judge(self, act: Act, key: str, who: Teller) -> None:
        outcome = self.published.sop.step(act.step or "").outcomes[act.outcome or ""]
        actor = self.cast.actor(act.by, at=self.now)
        actions.answer_fixed(
            actor=actor,
            incident=self.incident,
            agrees=outcome.end is not None,
            key=f"{self.key}-{key}",
            who=who,
            note=act.reason,
            report=self.report,
            at=self.now,
        )

    def _show(self, case: Case, act: Act, key: str) -> None:
        """The picture that the outcome asks for, before the officer chooses it."""
        step = self.published.sop.step(act.step) if act.step else None
        chosen = step.outcomes.get(act.outcome or "") if step is not None else None
        if step is not None and chosen is not None and "ada_foto_sesudah" in chosen.guards:
            actor = self._actor(case, act, step)
            actions.visit(
                actor=actor, incident=self.incident, kind="after", photo=self.picture, key=f"foto-{self.key}-{key}", at=self.now
            )

    def _silence(self, case: Case) -> None:
        assert case.turn == Turn.APPLICANT, "only residents may be silent"
        due = WorkItem.objects.get(case=case, done_at=None).due_at
        self.now = max(self.now, due)
        cases.sweep_due(at=self.now)
