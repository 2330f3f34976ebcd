"""Everything about one case on one screen, gathered once: who applies, what they wrote and sent, what is to be decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.audit import actions as audit
from lorong.kernel.cases import policies
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language, language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.lib import dates, phone
from lorong.lib.actors import Actor
from lorong.lib.sop.schema import Step
from lorong.portals.applying.facts import address_words
from lorong.portals.look.answers import said
from lorong.portals.look.words import grouped as in_fours
from lorong.portals.officer import papers
from lorong.portals.officer.asker import new_key
from lorong.portals.officer.lines import due_words, masked_name, short_when, stand_words, stands

SEEN = ("nama", "NIK", "tempat dan tanggal lahir", "alamat")
HIDDEN_IN_BLIND = frozenset({"nik", "phone", "family", "list"})


@dataclass(frozen=True)
class Desk:
    """A case on an officer's desk. `item`: the open step that this page is about, None when the case is over or waits."""

    actor: Actor
    case: Any
    published: Published
    items: list[Any]
    item: Any
    masked: bool
    now: datetime = field(default_factory=timezone.now)

    @property
    def step(self) -> Step | None:
        """The SOP's step of `item`."""
        return self.published.sop.step(self.item.step) if self.item else None

    @property
    def may_decide(self) -> bool:
        """Whether the actor may end the step: the same policy as the action's."""
        if self.item is None:
            return False
        return bool(policies.may_advance(actor=self.actor, case=self.case, step=self.item.step))

    @property
    def is_own(self) -> bool:
        """Whether the officer is the applicant, or the one it is about: then it is read as a resident."""
        return bool(self.case.concerns(self.actor.person_id))


def desk_of(actor: Actor, number: str, step: str = "") -> Desk:
    """The case with this number on the actor's desk. step: which of several open steps. Raises NotFound."""
    case = cases.for_actor(actor, number)
    published = catalog.procedure(case.procedure_id)
    items = [i for i in cases.open_items(case) if not i.machine]
    return Desk(actor, case, published, items, _chosen(actor, case, items, step), cases.is_masked(actor, case))


def _chosen(actor: Actor, case: Any, items: list[Any], step: str) -> Any:
    named = next((i for i in items if i.step == step), None)
    if named is not None:
        return named
    own = (i for i in items if policies.may_advance(actor=actor, case=case, step=i.step))
    return next(own, None) or next(iter(items), None)


def look(desk: Desk, *, phone_too: bool = False, purpose: str = "", fields: tuple[str, ...] = SEEN) -> None:
    """Record that the officer saw the data of whom the case concerns (UU 27/2022); nothing was seen in a blind step.

    A case of the public concerns nobody: its service records who looks at a reporter.
    """
    if desk.masked or desk.case.is_public:
        return
    # What stays on record stays in Indonesian, whatever language the officer reads.
    why = purpose or f"mengurus {desk.published.sop.title}"
    seen = [*fields, *(["nomor HP"] if phone_too else [])]
    for person in {desk.case.subject_id, desk.case.applicant_id}:
        audit.record_look(actor=desk.actor, subject=person, purpose=why, fields=seen, case_number=desk.case.number)


def case_context(desk: Desk, *, show_phone: bool = False) -> dict[str, Any]:
    """What the template of the case page is given."""
    case, sop, step = desk.case, desk.published.sop, desk.step
    events = cases.events(case)
    sheets = papers.papers(desk.case, desk.published, masked=desk.masked)
    return {
        "nav": "inbox",
        "desk": desk,
        "case": case,
        "sop": sop,
        "title": in_language(sop.title, sop.title_en),
        "doing": _doing(desk),
        "strip": _strip(desk),
        "persons": _people(desk, show_phone),
        "panel": registry.panel(sop.service, desk.actor, case) if case.is_public else "",
        "show_phone": show_phone,
        "answers": _answers(desk),
        "earlier": [] if desk.masked else _earlier(case),
        "papers": sheets,
        "told_only": case.is_public and not sheets,  # what was told is all there is to read: it gets the room of the papers
        "checks": cases.checklist(desk.case, desk.published, step) if desk.may_decide and step is not None else [],
        "talk": cases.talk(case),
        "may_talk": bool(policies.may_talk(actor=desk.actor, case=case)),
        "history": [
            (short_when(at, desk.now), _hidden(desk, words)) for at, words in cases.history(case, events, desk.published)
        ],
        "letter": cases.letter_of(case),
        "may_revoke": bool(policies.may_revoke_letter(actor=desk.actor, case=case)),
        "may_answer": case.turn == "applicant" and case.unit_id in desk.actor.units() and bool(cases.asked_of(case)),
        "holding": _holding(desk),
        "others": [(i, sop.step(i.step)) for i in desk.items if i is not desk.item],
        "kunci": new_key(),
    }


def _doing(desk: Desk) -> str:
    if desk.step is None:
        return stands([desk.case])[desk.case.pk]
    title = in_language(desk.step.title, desk.step.title_en)
    return title[:1].lower() + title[1:]


def _strip(desk: Desk) -> dict[str, Any]:
    case, item = desk.case, desk.item
    clock, zone = city.clock_for(case.unit_id), city.this_city().zone
    used = cases.used(case, at=desk.now)["city"]
    return {
        "turn": "you" if desk.may_decide else "done" if case.is_done else "city",
        "turn_words": _turn_words(desk),
        "due": due_words(item.due_at, desk.now, clock, zone) if item else None,
        "due_at": item.due_at if item else None,
        "promised": case.promised_at,
        "limits": [_limit_words(limit, desk.now) for limit in cases.limits_of(case)],
        "waits_until": case.turn_due_at if case.turn == "applicant" else None,
        "used": dates.short_minutes(used, lang=language()),
        "whole": dates.short_minutes(case.promised_minutes, lang=language()),
        "is_late": used > case.promised_minutes,
    }


def _limit_words(limit: Any, now: datetime) -> tuple[str, str]:
    """(kind, words) of a clock of the law: "late" when it was broken."""
    day = dates.long_date(city.local(limit.due_at).date(), lang=language())
    said = gettext("Batas %(law)s: %(name)s, %(day)s")
    if limit.met_at is not None:
        said = gettext("Batas %(law)s: %(name)s, %(day)s. Sudah.")
    return "late" if limit.is_broken(now) else "", said % {"law": limit.law, "name": limit.name, "day": day}


def _turn_words(desk: Desk) -> str:
    if desk.may_decide:
        return gettext("Anda")
    if desk.case.is_done:
        return stand_words(desk.case, None)
    if desk.case.turn == "applicant":
        return gettext("Warga")
    if desk.item is None:
        return gettext("Sistem")
    holder = desk.item.holder
    return str(holder.person.name if holder and holder.person else desk.item.unit.name)


def _people(desk: Desk, show_phone: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    case = desk.case
    if desk.masked:
        return [(gettext("Pemohon"), [(gettext("Nama"), masked_name())])]
    if case.is_public:
        return [
            (
                gettext("Aduan warga"),
                [(gettext("Dilaporkan"), dates.weekday_date(case.opened_at, city.this_city().zone, lang=language()))],
            )
        ]
    found = [(gettext("Pemohon"), _person(case.applicant, show_phone))]
    if case.subject_id != case.applicant_id:
        found.append((gettext("Surat ini tentang"), _person(case.subject, False)))
    return found


def _person(person: Any, show_phone: bool) -> list[tuple[str, str]]:
    born = f"{person.birth_place}, {dates.long_date(person.birth_date, lang=language())}"
    pairs = [
        (gettext("Nama"), person.name),
        ("NIK", in_fours(person.nik)),
        (gettext("Lahir"), born),
        (gettext("Alamat"), address_words(person)),
        (gettext("Pekerjaan"), person.occupation),
    ]
    account = people.account_of(person)
    if account is not None and account.phone:
        pairs.append((gettext("HP"), phone.national(account.phone) if show_phone else phone.masked(account.phone)))
    return pairs


def _answers(desk: Desk) -> list[tuple[str, str]]:
    family = {} if desk.masked or desk.case.is_public else {str(p.pk): p.name for p in people.household_of(desk.case.applicant)}
    asked = tuple(q for q in desk.published.form.fields if not (desk.masked and q.type in HIDDEN_IN_BLIND))
    return said(asked, desk.case.answers, family=family)


def _earlier(case: Any) -> list[tuple[Any, str, str]]:
    """(case, short name, where it stands) of the applicant's other recent cases."""
    rows = cases.earlier_cases(case)
    stand = stands(rows)
    return [(c, catalog.procedure(c.procedure_id).sop.short, stand[c.pk]) for c in rows]


def _hidden(desk: Desk, words: str) -> str:
    if not desk.masked:
        return words
    for person in (desk.case.applicant, desk.case.subject):
        words = words.replace(person.name, masked_name())
    return words


def _holding(desk: Desk) -> dict[str, Any]:
    """Who holds the step, and what the actor may do about it."""
    item, case = desk.item, desk.case
    if item is None:
        return {}
    mine = item.holder_id is not None and item.holder_id == desk.actor.account_id
    may_hand_over = bool(policies.may_hand_over(actor=desk.actor, case=case, step=item.step))
    return {
        "mine": mine,
        "name": item.holder.person.name if item.holder and item.holder.person else "",
        "may_claim": item.holder_id is None and desk.may_decide,
        "may_hand_over": may_hand_over,
        "colleagues": cases.colleagues(item, at=desk.now) if may_hand_over else [],
    }
