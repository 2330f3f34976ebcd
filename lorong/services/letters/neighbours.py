"""The neighbours of a demonstration: their cases, made by the actions that the pages call, so that every desk has work."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as papers
from lorong.kernel.documents.unlocking import unlock
from lorong.kernel.documents.values import OpenKey
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.citypack import load
from lorong.lib.dates import long_date
from lorong.lib.refusals import Refusal
from lorong.lib.span import Span
from lorong.lib.synthetic import PASSPHRASE, cast
from lorong.lib.synthetic.papers import Paper, photo_of
from lorong.lib.working_time import WorkClock

STORIES = Path(__file__).with_name("neighbours.toml")
SIGNERS = ("bu_lurah", "pak_camat")
LOOK_BACK = timedelta(days=60)


@dataclass
class Neighbours:
    """One telling of the stories, at `now`. The people are found by the numbers that the same seed gives them."""

    seed: int
    now: datetime
    niks: Mapping[str, str] = field(default_factory=dict)
    keys: dict[str, OpenKey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        roles = cast(load(settings.CITIES_DIR / settings.CITY), self.seed)
        members = {name: getattr(roles, name) for name in ("siti", "tono", "ketua_rt")}
        officers = ("budi", "kasi", *SIGNERS)
        self.niks = {n: p.nik for n, p in members.items()} | {n: getattr(roles, n).person.nik for n in officers}

    def actor(self, name: str, at: datetime) -> Actor:
        person = people.person_by_nik(self.niks[name])
        account = people.account_of(person) if person else None
        actor = city.actor_of(account, at=at) if account else None
        if actor is None:
            raise Refusal("Pemeran belum ada. Jalankan dulu: manage.py load_city --cast")
        return actor


def move_in(*, seed: int = 1, now: datetime | None = None) -> int:
    """Make every case of `neighbours.toml` and give how many; none when Siti has a case already.

    Only for a demonstration: the signers of the cast get a key with a passphrase that everybody knows.
    """
    if not settings.DEMO:
        raise Refusal("Tetangga rekaan hanya ada dalam peragaan. Nyalakan LORONG_DEMO=1 di luar produksi.")
    told = Neighbours(seed, now or timezone.now())
    if found.mine(told.actor("siti", told.now)).rows:
        return 0
    stories = tomllib.loads(STORIES.read_text(encoding="utf-8"))["cases"]
    clock = _clock(told)
    begun = {id(story): _before(clock, told.now, Span.parse(story["since"]).working_minutes(_DAY)) for story in stories}
    _give_keys(told, min(begun.values()) - timedelta(days=1))
    for story in sorted(stories, key=lambda story: begun[id(story)]):
        _tell(told, story, clock, begun[id(story)])
    return len(stories)


_DAY = 480  # working minutes of "1 hari kerja" in `since`


def _clock(told: Neighbours) -> WorkClock:
    holdings = told.actor("budi", told.now).holdings
    return city.clock_for(holdings[0].unit)


def _before(clock: WorkClock, now: datetime, minutes: int) -> datetime:
    """The last moment from which `minutes` of working time have passed until `now`, to the minute."""
    early, late = now - LOOK_BACK, now
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if clock.between(middle, now) >= minutes else (early, middle)
    return early


def _give_keys(told: Neighbours, at: datetime) -> None:
    for name in SIGNERS:
        actor = told.actor(name, at)
        documents.make_signing_key(actor=actor, passphrase=PASSPHRASE, at=at)
        told.keys[name] = unlock(actor=actor, passphrase=PASSPHRASE, at=at)


def _tell(told: Neighbours, story: Mapping[str, Any], clock: WorkClock, at: datetime) -> None:
    who = told.actor(story["who"], at)
    assert who.person_id is not None, "residents of the cast are persons"
    person = people.person(who.person_id)
    draft = cases.begin_draft(actor=who, slug=story["service"], applicant=person, subject=person)
    published = catalog.current_by_slug(story["service"])
    assert published is not None, f"{story['service']} is not published"
    home = {f.id: person.household.region for f in published.form.fields if f.type == "region"}
    cases.save_page(actor=who, draft=draft, answers=home | {k: _said(v, at) for k, v in story["answers"].items()})
    for requirement in published.sop.requirements:
        picture = photo_of(_paper(requirement.id, requirement.name, person, story["answers"]))
        document = documents.receive_document(
            actor=who,
            person=person,
            kind=requirement.held_as or requirement.id,
            content=picture,
            name=f"{requirement.id}.jpg",
            at=at,
        )
        cases.attach(actor=who, draft=draft, requirement=requirement.id, document=document)
    case = cases.submit(actor=who, draft=draft, at=at)
    for act in story.get("acts", ()):
        at = min(clock.due(at, Span.parse(act["after"]).working_minutes(_DAY)), told.now)
        _decide(told, case.number, act, at)


def _decide(told: Neighbours, number: str, act: Mapping[str, Any], at: datetime) -> None:
    actor = told.actor(act["by"], at)
    case = found.for_actor(actor, number)
    step = found.open_items(case)[0].step
    published = catalog.procedure(case.procedure_id)
    ticks = [line.id for line in found.checklist(case, published, published.sop.step(step))]
    said = Said(act.get("reason", ""), asks=tuple(act.get("asks", ())), checked=tuple(ticks), unlocked=told.keys.get(act["by"]))
    cases.advance(actor=actor, case=case, step=step, outcome=act["outcome"], key=f"{number}:{step}", said=said, at=at)
    letter = papers.letter_of_case(number)
    if letter is None:
        return
    # What the worker does after a signature: here at once, since the grant it needs is short-lived.
    documents.finish_letter(actor=SISTEM, letter=letter, at=at)
    case.refresh_from_db()
    for item in found.open_items(case):
        if item.machine:
            cases.run_effect(case=case, step=item.step, seq=item.opened_seq, at=at)


def _said(value: str, at: datetime) -> str:
    """An answer; "+4" is the date four days later."""
    if value[:1] == "+" and value[1:].isdigit():
        return (city.local(at).date() + timedelta(days=int(value))).isoformat()
    return value


def _paper(kind: str, title: str, person: Any, answers: Mapping[str, Any]) -> Paper:
    here = city.this_city()
    if kind.startswith("foto_"):
        return Paper(kind, str(answers.get("nama_usaha", title)), "", ())
    lines = (
        ("NIK", person.nik),
        ("Nama", person.name.upper()),
        ("Lahir", f"{person.birth_place}, {long_date(person.birth_date)}"),
        ("Pekerjaan", person.occupation),
        ("Alamat", person.household.address),
    )
    return Paper(kind, title, here.name, lines)
