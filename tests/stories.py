"""Plays the stories of `examples.toml` on the real engine: the same actions that pages call."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import timing
from lorong.kernel.cases.assignment import unit_of_step
from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.cases.queries import asked_of
from lorong.kernel.cases.tests.ticking import ticks
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as found
from lorong.kernel.documents.models import Document
from lorong.kernel.documents.unlocking import unlock
from lorong.kernel.people.fields import blind_index
from lorong.kernel.people.models import Account, Person
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.nik import Sex, make_nik
from lorong.lib.refusals import Refusal
from lorong.lib.sop.schema import Act, FormField, Step, Story
from lorong.lib.span import Span
from lorong.testing import Cast

PASSPHRASE = "sandi tanda tangan uji"


class Player:
    """One story being played. `opened` keeps the unlocked keys, since opening one is slow on purpose."""

    def __init__(self, cast: Cast, published: Published, story: Story) -> None:
        self.cast, self.published, self.story = cast, published, story
        self.zone = ZoneInfo(city.this_city().zone)
        self.now = story.start.replace(tzinfo=self.zone).astimezone(UTC)
        self.opened: dict[int | None, Any] = {}
        self.steps = 0

    def play(self) -> Case | None:
        """Submit and act to the end; gives the case, or None when the story says that submitting is refused."""
        try:
            case = self._submit()
        except Refusal as refusal:
            assert self.story.submit_refused, f"{self.story.name}: submitting was refused: {refusal.sentence}"
            assert self.story.submit_refused in refusal.sentence, refusal.sentence
            return None
        assert not self.story.submit_refused, f"{self.story.name}: submitting should have been refused"
        self._machine(case)
        for number, act in enumerate(self.story.acts, 1):
            self._act(case, act, number)
            case.refresh_from_db()
        return case

    def _submit(self) -> Case:
        applicant = self.cast.person(self.story.applicant)
        subject = self._subject(applicant)
        actor = self.cast.actor(self.story.applicant, at=self.now)
        draft = cases.begin_draft(
            actor=actor, slug=self.published.slug, applicant=applicant, subject=subject, about=self.story.about
        )
        answers = {k: self._plain(v) for k, v in self.story.answers.items()}
        answers = self._with_family(self.published.form.fields, answers, applicant)
        answers |= {f.id: self._region(subject) for f in self.published.form.fields if f.type == "region"}
        cases.save_page(actor=actor, draft=draft, answers=answers)
        for requirement in self.published.sop.requirements:
            if requirement.id not in self.story.without:
                document = _paper(subject, requirement.held_as or requirement.id)
                cases.attach(actor=actor, draft=draft, requirement=requirement.id, document=document)
        return cases.submit(actor=actor, draft=draft, at=self.now)

    def _act(self, case: Case, act: Act, number: int) -> None:
        self._wait(case, act.after)
        try:
            self._do(case, act, f"act-{number}")
        except Refusal as refusal:
            assert act.refused, f"{self.story.name}, act {number}: {refusal.sentence}"
            assert act.refused in refusal.sentence, refusal.sentence
            return
        assert not act.refused, f"{self.story.name}, act {number} should have been refused"
        self._machine(case)

    def _do(self, case: Case, act: Act, key: str) -> None:
        if act.does == "withdraw":
            cases.withdraw(actor=self.cast.actor(act.by, at=self.now), case=case, key=key, at=self.now)
        elif act.does == "lapse":
            assert case.turn_due_at is not None, "the applicant has no deadline"
            self.now = max(self.now, case.turn_due_at)
            cases.lapse(actor=SISTEM, case=case, at=self.now)
        elif act.does == "resubmit":
            self._resubmit(case, act, key)
        else:
            assert act.step is not None and act.outcome is not None, "an outcome names its step"
            step = self.published.sop.step(act.step)
            actor = self._actor(case, act, step)
            checked = ticks(case) if act.ticks else ()
            said = Said(reason=act.reason, checked=checked, unlocked=self._key(actor, step, act.outcome))
            cases.advance(actor=actor, case=case, step=act.step, outcome=act.outcome, key=key, said=said, at=self.now)

    def _resubmit(self, case: Case, act: Act, key: str) -> None:
        actor = self.cast.actor(act.by, at=self.now)
        for ask in asked_of(case):
            if ask.is_document and not ask.answered:
                cases.replace_document(
                    actor=actor, case=case, requirement=ask.requirement, document=_paper(case.subject, ask.requirement)
                )
        answers = {**case.answers, **{k: self._plain(v) for k, v in act.answers.items()}} if act.answers else None
        cases.resubmit(actor=actor, case=case, key=key, answers=answers, at=self.now)

    def _actor(self, case: Case, act: Act, step: Step) -> Actor:
        if step.party is not None:
            fresh = cases.send_step_link(actor=SISTEM, case=case, step=step.id)
            assert fresh is not None
            return cases.open_link(token=fresh.token, at=self.now)[1]
        if act.by in self.cast.names:
            actor = self.cast.actor(act.by, at=self.now)
            if act.refused or actor.holding_for(step.by, unit_of_step(case, step)) is not None:
                return actor
        holder = city.holder_of(step.by, unit_of_step(case, step), city.local(self.now).date())
        assert holder is not None, f"nobody is {step.by} there"
        account, _ = Account.objects.get_or_create(person_id=holder.person_id, is_active=True)
        found = city.actor_of(account, at=self.now)
        assert found is not None
        return found

    def _key(self, actor: Actor, step: Step, outcome: str) -> Any:
        if outcome not in step.outcomes or not step.outcomes[outcome].signs:
            return None
        if actor.account_id not in self.opened:
            documents.make_signing_key(actor=actor, passphrase=PASSPHRASE, at=self.now)
            self.opened[actor.account_id] = unlock(actor=actor, passphrase=PASSPHRASE, at=self.now)
        return self.opened[actor.account_id]

    def _machine(self, case: Case) -> None:
        # What the worker does after commit: sign the PDF while the grant is fresh, then the machine's steps.
        letter = found.letter_of_case(case.number)
        if letter is not None and letter.grants.filter(used_at=None).exists():
            documents.finish_letter(actor=SISTEM, letter=letter, at=self.now)
        for _ in range(20):
            item = WorkItem.objects.filter(case=case, done_at=None, machine=True).first()
            if item is None:
                return
            cases.run_effect(case=case, step=item.step, seq=item.opened_seq, at=self.now)
        raise AssertionError(f"{self.story.name}: the machine never comes to an end")

    def _wait(self, case: Case, after: str) -> None:
        if after:
            clock = timing.clock(case.unit_id)
            self.now = clock.due(self.now, Span.parse(after).working_minutes(timing.day_minutes(case.unit_id)))

    def _subject(self, applicant: Person) -> Person:
        if self.story.about == "self":
            return applicant
        if self.story.about == "late":
            return _late(applicant)
        return Person.objects.filter(household=applicant.household).exclude(pk=applicant.pk).order_by("-relation")[0]

    def _region(self, subject: Person) -> str:
        home = subject.household.region
        if self.story.place == "home":
            return home
        return next(code for code in city.village_codes() if code != home)

    def _with_family(self, fields: tuple[FormField, ...], answers: dict[str, Any], applicant: Person) -> dict[str, Any]:
        """The answers with persons in place of the names that a story gives, in lists too."""
        said = dict(answers)
        for field in fields:
            if field.id not in said:
                continue
            if field.type == "family":
                said[field.id] = self._family(applicant, said[field.id])
            elif field.type == "list":
                said[field.id] = [self._with_family(field.fields, row, applicant) for row in said[field.id]]
        return said

    def _family(self, applicant: Person, name: str) -> str:
        others = Person.objects.filter(household=applicant.household).exclude(pk=applicant.pk).order_by("-relation")
        return str((others.filter(name=name).first() or others[0]).pk)

    def _plain(self, value: Any) -> Any:
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return {k: self._plain(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self._plain(v) for v in value]
        return value if isinstance(value, bool) else str(value)


def _paper(person: Person, kind: str) -> Document:
    return Document.objects.create(person=person, kind=kind, statement={"contoh": True}, name=f"{kind}.pdf")


def _late(applicant: Person) -> Person:
    nik = make_nik(region=applicant.household.region[:8], birth_date=date(1950, 1, 1), sex=Sex.MALE, serial=77)
    return Person.objects.create(
        id=uuid.uuid4(), nik=nik, nik_index=blind_index(nik, context="person.nik"), household=applicant.household, relation=7,
        name="Almarhum Contoh", birth_place="Makassar", birth_date=date(1950, 1, 1), sex="L", religion=1, marital=2,
        education=3, occupation="Nelayan", died_on=date(2026, 1, 12), synthetic=True,
    )  # fmt: skip
