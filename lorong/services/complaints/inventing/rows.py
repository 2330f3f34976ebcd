"""What stands in the tables of complaints once the cases of invented incidents are written."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from random import Random

from lorong.kernel.cases.actions.simulate import Story
from lorong.kernel.cases.values import Kind
from lorong.lib.places import distance
from lorong.lib.sop.schema import RESIDENTS_ROLE
from lorong.services.complaints import standing, tellers
from lorong.services.complaints.inventing.pictures import Drawn
from lorong.services.complaints.inventing.town import Plan, Told, Town, near_by
from lorong.services.complaints.inventing.walking import SAID
from lorong.services.complaints.models import Follow, Incident, Photo, Report, Verdict, Visit
from lorong.services.complaints.values import Visibility

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
FIRST_PHONE = 811_000_400_000  # +62 811-000x-xxxxx: no such numbers are given out
NAMES = ("Contoh Satu", "Contoh Dua", "Contoh Tiga", "Contoh Empat", "Contoh Lima", "Contoh Enam", "Contoh Tujuh")


def incident_of(plan: Plan) -> Incident:
    """The incident as its cases and all that was told say."""
    case, sop = plan.story.row, plan.story.published.sop
    stands = _after(plan.story, None)
    if plan.objected and stands.contradicted < stands.claims:
        stands = replace(stands, contradicted=stands.contradicted + 1)
    if plan.later is not None:
        stands = _after(plan.later, stands)
    report = sop.report
    assert report is not None, "only what is reported is invented"
    openly = any(told.visibility != Visibility.SECRET for told in plan.told)
    return Incident(
        code=case.number, case_number=plan.stories[-1].row.number, round=len(plan.stories),
        begun_at=plan.later.row.opened_at if plan.later is not None else None, place=plan.spot, region=plan.region, where=plan.where, opened_at=case.opened_at,
        in_public=report.in_public and openly, reporters=len(plan.told), followers=plan.following,
        **asdict(stands),
    )  # fmt: skip


def _after(story: Story, before: standing.Standing | None) -> standing.Standing:
    stands = standing.begun(story.row, story.published.sop, before)
    for happened in story.events[1:]:
        stands = standing.after(stands, story.row, happened, story.published.sop)
    return stands


def reports_of(town: Town, plan: Plan, incident: Incident) -> list[Report]:
    """What each of the people told."""
    return [_report(town, plan, incident, told, place) for place, told in enumerate(plan.told)]


def follows_of(town: Town, plan: Plan, incident: Incident) -> list[Follow]:
    """Neighbours who want to hear of it."""
    phones = [phone_of(3_000 + (plan.number * 7 + n) % 2_000) for n in range(plan.following)]
    at = incident.opened_at + timedelta(hours=2)
    return [Follow(incident=incident, phone=phone, phone_index=tellers.index_of(phone), at=min(at, town.now)) for phone in phones]


def verdicts_of(plan: Plan, incident: Incident, reports: list[Report]) -> list[Verdict]:
    """What residents answered whenever they were asked; silence is no answer."""
    found, asked, sop = [], 0, plan.story.published.sop
    chance = Random(f"{plan.story.key}:verdicts")  # noqa: S311

    def says(agrees: bool, note: str, at: datetime) -> Verdict:
        there = [report for report in reports if report.received_at < at]
        return Verdict(incident=incident, claim=asked, report=chance.choice(there), agrees=agrees, note=note, at=at)

    for story in plan.stories:
        if story is plan.later and plan.objected:
            found.append(says(False, SAID["again"], story.events[0].at))
        for happened in story.events:
            if happened.kind != Kind.DONE:
                continue
            step = sop.step(happened.step)
            outcome = step.outcomes[happened.outcome]
            if step.by != RESIDENTS_ROLE:
                asked += standing.asks_residents(outcome, sop)
            elif not happened.by_itself:
                found.append(says(not outcome.next, happened.reason, happened.at))
    return found


def visits_of(town: Town, plan: Plan, incident: Incident, drawn: Drawn) -> list[Visit]:
    """Field officers at the place before each claim: those who have an account, and only where a picture has to be taken."""
    sop, found = plan.story.published.sop, []
    assert sop.report is not None
    claims, chance = 0, Random(f"{plan.story.key}:visits")  # noqa: S311
    for turn, happened in ((turn, happened) for turn, story in enumerate(plan.stories, 1) for happened in story.events):
        if happened.kind != Kind.DONE or not standing.is_claim(sop.step(happened.step).outcomes[happened.outcome], sop):
            continue
        step = sop.step(happened.step)
        holder = town.holder(step.by, town.above(plan.story.unit, step.at))
        account = town.accounts.get(holder.person_id) if holder is not None else None
        if holder is not None and account is not None and sop.report.after_photo:
            visit = _visit(plan, incident, claims, account, holder.name, happened.at, chance)
            visit.round = turn
            visit.file_id, visit.small_id = drawn.after(sop.report.group)
            found.append(visit)
        claims += 1
    return found


def photos_of(plan: Plan, reports: list[Report], drawn: Drawn) -> list[Photo]:
    """One picture of whoever sent one."""
    report = plan.story.published.sop.report
    assert report is not None
    large, small = drawn.before(report.group)
    pairs = [row for row, told in zip(reports, plan.told, strict=True) if told.photo]
    return [Photo(report=row, ordinal=1, file_id=large, small_id=small, received_at=row.received_at) for row in pairs]


def phone_of(person: int) -> str:
    """The telephone of an invented person: no such numbers are given out."""
    return f"+62{FIRST_PHONE + person}"


def _visit(
    plan: Plan, incident: Incident, claims: int, account: int, name: str, claimed: datetime, chance: Random
) -> Visit:  # fmt: skip
    at = max(claimed - timedelta(minutes=chance.uniform(2, 40)), incident.opened_at)
    place = near_by(plan.spot, chance)
    off = round(distance(*place, *plan.spot)) if place is not None and plan.spot is not None else None
    return Visit(
        incident=incident, round=1, key=f"{plan.story.key}:{claims}", kind="after", claim=claims, by_id=account, by_name=name, at=at,
        received_at=at, place=place, metres_off=off, note="Contoh rekaan",
    )  # fmt: skip


def _report(town: Town, plan: Plan, incident: Incident, told: Told, place: int) -> Report:
    chance = Random(f"{plan.story.key}:{place}")  # noqa: S311
    secret = told.visibility == Visibility.SECRET
    phone = phone_of(told.person) if told.account is None else None
    letters = LETTERS[place] + "".join(chance.choices(LETTERS, k=3))  # no two of an incident are called the same
    return Report(
        number=f"{incident.code}-{letters}", key=f"{plan.story.key}:{place}", incident=incident, category=incident.category,
        visibility=told.visibility, text="" if secret else told.text, secret_text=told.text if secret else None,
        answers=plan.story.answers if place == 0 else {}, account_id=told.account,
        name=NAMES[told.person % len(NAMES)] if told.account is None else None, phone=phone,
        phone_index=tellers.index_of(phone or ""), place=plan.spot if place == 0 else near_by(plan.spot, chance),
        place_from=told.place_from, accuracy=chance.randint(4, 60) if told.place_from == "device" else None, region=plan.region,
        where=plan.where, channel=told.channel, written_at=told.at, received_at=told.at, joined=place > 0,
    )  # fmt: skip
