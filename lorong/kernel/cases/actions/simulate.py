"""A past for a demonstration: cases of invented people that run, or have run, through the real catalogue.

Written in bulk, but past no guard: the database moves every case, chains every event and checks at commit that the
open work is what the history says. Nothing is deferred, so nobody is told about an invented past, and nothing is
signed: the event of a signature says that it is synthetic, and there is no letter and no number behind it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection

from lorong.kernel.audit.action import action
from lorong.kernel.cases import assignment, limits, policies, timing
from lorong.kernel.cases.inventing import closing_of, event_of, opening_of
from lorong.kernel.cases.locked import AtHand
from lorong.kernel.cases.models import Case, Event, LimitClock, Survey, WorkItem
from lorong.kernel.cases.simulating import Happened, Way, start_within
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.city.values import Holder
from lorong.kernel.people.models import Account, Person
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.lib.satisfaction import ELEMENTS
from lorong.lib.sop import flow
from lorong.lib.span import Span

# How often people come for something; what is not named here counts as 1.
POPULAR = {
    "surat-keterangan-usaha": 14,
    "surat-keterangan-domisili": 12,
    "pengantar-skck": 11,
    "surat-keterangan-tidak-mampu": 10,
    "surat-keterangan-belum-menikah": 6,
    "surat-keterangan-penghasilan": 6,
    "pengantar-nikah": 5,
    "surat-keterangan-kematian": 4,
    "surat-keterangan-kelahiran": 4,
    "surat-keterangan-tidak-mampu-sekolah": 4,
}
ANSWERED = 0.4  # of those whose case has ended
PAID_NOTE = "Contoh rekaan: diminta uang administrasi di loket, katanya supaya cepat."

_CLOSE = """
    UPDATE cases_work_item i SET done_at = d.done_at, done_seq = d.done_seq, outcome = d.outcome, minutes = d.minutes,
        late = d.done_at > i.due_at, holder_id = d.holder, claimed_at = CASE WHEN d.holder IS NULL THEN NULL ELSE d.done_at END
    FROM jsonb_to_recordset(%s::jsonb) AS d(id bigint, done_at timestamptz, done_seq int, outcome text, minutes int, holder bigint)
    WHERE i.id = d.id
"""
_STOP = """
    UPDATE cases_limit l SET met_at = d.at, met_seq = d.seq, alarm_at = NULL
    FROM jsonb_to_recordset(%s::jsonb) AS d(of_case bigint, at timestamptz, seq int, names jsonb)
    WHERE l.case_id = d.of_case AND l.met_at IS NULL AND l.begun_seq < d.seq
        AND (coalesce(d.names, 'null') = 'null' OR d.names ? l."limit")
"""
_RUN_ON = """
    UPDATE cases_limit l SET met_at = NULL, met_seq = NULL, alarm_at = CASE WHEN l.due_at > %s THEN l.due_at END
    FROM jsonb_to_recordset(%s::jsonb) AS d(of_case bigint, seq int, names jsonb)
    WHERE l.case_id = d.of_case AND l.met_seq < d.seq AND d.names ? l."limit"
"""


@dataclass
class Story:
    """A planned case on its way into the tables. person: None for a case of the public; parent: the case, written before, that it
    goes on from."""

    key: str
    published: Published
    person: Person | None
    unit: str
    channel: str
    events: Sequence[Happened]
    answers: dict[str, Any] = field(default_factory=dict)
    parent: Story | None = None
    row: Any = None
    items: dict[str, WorkItem] = field(default_factory=dict)


@action("case.simulate", allow=policies.may_simulate)
def simulate(*, actor: Actor, world: World, first: int, count: int, running: bool = False) -> int:
    """Write `count` invented cases, numbered from `first` on; gives how many were written.

    Ended ones, spread over the days of `world`; with `running`, cases that stand somewhere on their way now. The same
    seed and number give the same case. Raises Refusal when there is nobody or nothing to invent cases with.
    """
    with MEMORY.steady():
        stories = [world.story(number, running=running) for number in range(first, first + count)]
        _write_all(world, stories)
        if not running:
            _surveys(world, stories)
    return len(stories)


@action("case.simulate_stories", allow=policies.may_simulate)
def simulate_stories(*, actor: Actor, world: Staff, stories: Sequence[Story]) -> None:
    """Write histories that a service has planned; each story's `row` is then its case as it stands."""
    with MEMORY.steady():
        _write_all(world, list(stories))
        rows = Case.objects.in_bulk([s.row.pk for s in stories])
    for story in stories:
        story.row = rows[story.row.pk]


def _write_all(world: Staff, stories: list[Story]) -> None:
    _give_rows(stories)
    longest = max((len(s.events) for s in stories), default=0)
    for place in range(longest):
        _write(world, [s for s in stories if len(s.events) > place], place)


class Staff:
    """Who works here, read once for a whole simulation: who holds an office, and what its clock says."""

    def __init__(self, *, seed: int, days: int, now: datetime) -> None:
        self.seed, self.now, self.begin = seed, now, now - timedelta(days=days)
        self.known: dict[tuple[str, ...], Any] = {}
        self.accounts = dict(Account.objects.filter(is_active=True).exclude(person=None).values_list("person_id", "pk"))

    def above(self, unit: str, level: str) -> str:
        """The unit itself ("kelurahan", "unit"), its kecamatan or the city."""
        if level in {"kelurahan", "unit"}:
            return unit
        return str(self.once("above", f"{unit}/{level}", lambda: assignment.above(unit, level)))

    def holder(self, role: str, unit: str) -> Holder | None:
        """Who does the work of the role there today."""
        found: Holder | None = self.once(role, unit, lambda: city.holder_of(role, unit))
        return found

    def once(self, what: str, which: str, make: Any) -> Any:
        """Read once, then remembered."""
        if (what, which) not in self.known:
            self.known[what, which] = make()
        return self.known[what, which]


class World(Staff):
    """Who lives and applies here too."""

    def __init__(self, *, seed: int, days: int, now: datetime) -> None:
        super().__init__(seed=seed, days=days, now=now)
        self.services = [p for p in catalog.current() if not any(s.opens for s in p.sop.steps)]
        if not self.services:
            raise Refusal("Belum ada layanan. Jalankan publish_catalog dulu.")
        self.people = self._people()
        self.places = sorted(self.people)
        if not self.places:
            raise Refusal("Belum ada warga rekaan. Jalankan load_city --people 5000 dulu.")
        chance = Random(f"{seed}:places")  # noqa: S311
        chance.shuffle(self.places)
        self.weights = [(rank + 1) ** -0.9 for rank in range(len(self.places))]
        self.paces = {place: chance.lognormvariate(-0.1, 0.3) * chance.choice([1] * 9 + [2.6]) for place in self.places}
        self.busy = set(
            Person.objects.filter(accounts__demo=True).values_list("household__region", flat=True)
        )  # where the cast lives and works, what waits is real

    def _people(self) -> dict[str, list[Person]]:
        grown = city.today(self.now) - timedelta(days=366 * 18)
        rows = Person.objects.filter(synthetic=True, died_on=None, birth_date__lt=grown, accounts=None)
        found: dict[str, list[Person]] = {}
        for person in rows.defer("nik", "birth_place", "occupation").select_related("household").order_by("pk"):
            found.setdefault(person.household.region, []).append(person)
        return {place: people for place, people in found.items() if city.unit_of_region(place)}

    def story(self, number: int, *, running: bool) -> Story:
        """One case, the same for the same seed and number."""
        kind = "r" if running else "e"
        chance = Random(f"{self.seed}:{kind}:{number}")  # noqa: S311
        places = [p for p in self.places if p not in self.busy] or self.places if running else self.places
        place = chance.choices(places, self.weights[: len(places)])[0]
        published = chance.choices(self.services, [POPULAR.get(p.slug, 1) for p in self.services])[0]
        person = chance.choice(self.people[place])
        unit = self.above(place, published.sop.applicant.unit)
        events = self._events(chance, published, unit, self.paces[place], running)
        channel = "counter" if chance.random() < 0.35 else "web"
        return Story(f"synthetic:{self.seed}:{kind}:{number}", published, person, unit, channel, events)

    def _events(self, chance: Random, published: Published, unit: str, pace: float, running: bool) -> list[Happened]:
        clock = self.once("clock", unit, lambda: timing.clock(unit))
        day = clock.calendar.week.normal_day_minutes
        within = Span.parse(published.sop.returns.within)
        first = self.now - timedelta(days=9) if running else self.begin
        while True:
            start = start_within(chance, first, self.now - timedelta(hours=1), clock.is_open)
            slow = 4 * pace if running else pace
            way = Way(published, lambda asked: timing.span_due(within, unit, asked), clock, day, slow, chance)
            found = way.walk(start)
            so_far = [e for e in found if e.at <= self.now]
            if running and len(so_far) < len(found) and not self._at_a_machine(published, so_far):
                return so_far
            if not running and len(so_far) == len(found):
                return found

    def _at_a_machine(self, published: Published, events: list[Happened]) -> bool:
        return any(published.sop.step(s).is_machine for s in flow.active(events[-1].moved.marking))


def _give_rows(stories: list[Story]) -> None:
    stories.sort(key=lambda s: s.events[0].at)
    counted = Counter(_day(s) for s in stories)
    free = {day: iter(_numbers(day, count)) for day, count in counted.items()}
    made = Case.objects.bulk_create(
        Case(
            number=f"{_day(s):%y-%m%d}-{next(free[_day(s)]):04d}",
            key=s.key,
            procedure_id=s.published.id,
            slug=s.published.slug,
            unit_id=s.unit,
            applicant=s.person,
            subject=s.person,
            channel=s.channel,
            parent_number=s.parent.row.number if s.parent is not None else "",
        )
        for s in stories
    )
    for story, row in zip(stories, made, strict=True):
        story.row = row


def _day(story: Story) -> date:
    return city.local(story.events[0].at).date()


def _numbers(day: date, count: int) -> Iterable[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_day_counter (day, last) VALUES (%s, %s) "
            "ON CONFLICT (day) DO UPDATE SET last = cases_day_counter.last + excluded.last RETURNING last",
            [day, count],
        )
        last = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


def _write(world: Staff, stories: list[Story], place: int) -> None:
    """The events of one place in all histories, then the work they close and open."""
    rows = Case.objects.in_bulk([s.row.pk for s in stories])
    events = []
    for story in stories:
        story.row = rows[story.row.pk]
        story.row.at_hand = AtHand(list(story.items.values()), {}, [])
        events.append(event_of(world, story, story.events[place], place + 1))
    Event.objects.bulk_create(events)
    closing, opening = [], []
    for story, event in zip(stories, events, strict=True):
        closing += closing_of(world, story, story.events[place], event)
        opening += opening_of(world, story, story.events[place], event.seq)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [json.dumps(closing)])
    made = WorkItem.objects.bulk_create(item for _, item in opening)
    for (story, _), item in zip(opening, made, strict=True):
        story.items[item.step] = item
    _set_clocks(world, [(s, s.events[place], e) for s, e in zip(stories, events, strict=True) if s.published.sop.limits])


def _set_clocks(world: Staff, happenings: list[tuple[Story, Happened, Event]]) -> None:
    """The clocks of the law that these events begin and stop. What they would have warned of until now is told to nobody."""
    begun, met, again = [], [], []
    for story, happened, event in happenings:
        order = limits.after_event(story.row, event, story.published, happened.moved)
        if order is None:
            continue
        for row in order["begun"]:
            alarms = [at for at in (row["alarm_at"], row["due_at"]) if at > world.now]
            begun.append(LimitClock(case_id=story.row.pk, **{**row, "alarm_at": min(alarms, default=None)}))
        if order["met"] != []:
            met.append({"of_case": story.row.pk, "at": event.at.isoformat(), "seq": event.seq, "names": order["met"]})
        if order["again"]:
            again.append({"of_case": story.row.pk, "seq": event.seq, "names": order["again"]})
    LimitClock.objects.bulk_create(begun, ignore_conflicts=True)  # a step that ends again begins no clock anew
    with connection.cursor() as cursor:
        cursor.execute(_STOP, [json.dumps(met)])
        cursor.execute(_RUN_ON, [world.now, json.dumps(again)])


def _surveys(world: World, stories: list[Story]) -> None:
    rows = Case.objects.in_bulk([s.row.pk for s in stories])
    made = []
    for story in stories:
        case, last = rows[story.row.pk], story.events[-1]
        chance = Random(f"{story.key}:survey")  # noqa: S311
        if last.kind != Kind.DONE or chance.random() >= ANSWERED:
            continue
        late = case.city_minutes > case.promised_minutes
        weights = (2, 10, 50, 38) if late else (0, 2, 42, 56)
        answers = {str(q.code): chance.choices((1, 2, 3, 4), weights)[0] for q in ELEMENTS}
        asked = chance.random() < 0.012
        at = min(last.at + timedelta(minutes=chance.uniform(5, 2000)), world.now)
        made.append(
            Survey(
                case=case, slug=case.slug, unit_id=case.unit_id, answers=answers, at=at,
                asked_to_pay=asked if chance.random() < 0.9 else None, paid_note=PAID_NOTE if asked else "",
            )
        )  # fmt: skip
    Survey.objects.bulk_create(made)
