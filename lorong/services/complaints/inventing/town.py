"""Who tells of what, where and when: shares, seasons and habits of an invented city."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from lorong.kernel.cases import timing
from lorong.kernel.cases.actions.simulate import Staff, Story
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib.places import Spot
from lorong.lib.refusals import Refusal
from lorong.lib.sop.schema import ANSWERED, FIXED
from lorong.lib.span import Span
from lorong.lib.synthetic.complaints import landmark, written
from lorong.services.complaints import routing
from lorong.services.complaints.inventing.pictures import Drawn
from lorong.services.complaints.inventing.walking import PublicWay, sent_on
from lorong.services.complaints.values import PlaceFrom, Visibility

# How often people tell of something; what is not named here counts as 2.
USUAL = {
    "lampu-jalan-mati": 23, "sampah-tidak-diangkut": 13, "drainase-tersumbat": 12, "jalan-rusak": 11, "banjir-genangan": 7,
    "sampah-liar": 6, "air-tidak-mengalir": 6, "parkir-liar": 5, "pohon-tumbang": 5, "kebisingan": 4, "kabel-menjuntai": 3,
    "layanan-lambat": 3, "bantuan-sosial": 3, "pipa-bocor": 3, "hewan-liar": 3, "pedagang-liar": 3,
}  # fmt: skip
WET = {"banjir-genangan": 9.0, "drainase-tersumbat": 3.0, "pohon-tumbang": 2.5, "jalan-rusak": 1.8, "nyamuk-dbd": 4.0}
RAIN = (1.0, 0.8, 0.55, 0.3, 0.15, 0.1, 0.05, 0.03, 0.05, 0.12, 0.4, 0.85)  # how wet a month is, January first
STORMS = 14  # days in a year on which it pours
HOURS = (1, 1, 1, 1, 1, 3, 6, 9, 10, 9, 8, 7, 6, 6, 6, 6, 7, 8, 9, 9, 8, 6, 4, 2)  # when people write
WEEKDAYS = (1.15, 1.05, 1.0, 1.0, 1.0, 0.8, 0.7)
SEEN = ((Visibility.OPEN, 0.62), (Visibility.ANONYMOUS, 0.31), (Visibility.SECRET, 0.07))
FOUND = ((PlaceFrom.DEVICE, 0.5), (PlaceFrom.PIN, 0.3), (PlaceFrom.LANDMARK, 0.12), (PlaceFrom.REGION, 0.08))
CHANNELS = (("web", 0.8), ("counter", 0.08), ("sms", 0.12))
PICTURED = 0.72  # of what is told in a browser
OURS = 0.25  # of what is told in the kelurahan of the cast, told by one of the cast
JOINED = 0.24  # chance that one more person tells of it
STRAYED = 0.035  # goes to a wrong office first
OBJECTED = 0.4  # of what was closed in silence though it was not put right: somebody says so within ten days
BROKE_AGAIN, USUALLY = 0.03, timedelta(days=45)  # of what was put right: the same thing breaks again, and when
METRES = 111_195.0  # of a degree of latitude
SPOTS = 6  # places of a kelurahan where things go wrong again and again


@dataclass(frozen=True)
class Told:
    """One telling: when, how much of it may be seen, in which words, by whom (`person` counts the invented people; `account`: of
    the cast), and whether with a photo."""

    at: datetime
    visibility: str
    text: str
    channel: str
    place_from: str
    person: int
    account: int | None = None
    photo: bool = False


@dataclass
class Plan:
    """An incident that is still to be written: its case and what people told of it, the first one first."""

    number: int
    story: Story
    region: str
    spot: Spot | None
    where: str
    told: list[Told] = field(default_factory=list)
    following: int = 0
    later: Story | None = None  # its second round
    objected: bool = False  # by which somebody who told of the first says that it was never put right

    @property
    def in_the_open(self) -> bool:
        """Whether a neighbour could see it: its kind is shown, and the first who told of it did so openly."""
        report = self.story.published.sop.report
        return report is not None and report.in_public and self.told[0].visibility != Visibility.SECRET

    @property
    def stories(self) -> tuple[Story, ...]:
        """Its cases, one a round."""
        return (self.story,) if self.later is None else (self.story, self.later)


class Town(Staff):
    """Everything that plans of incidents are made of, read once. The same seed and number give the same plan."""

    def __init__(self, *, seed: int, days: int, now: datetime) -> None:
        super().__init__(seed=seed, days=days, now=now)
        self.days = days
        self.kinds = [p for p in catalog.current(public=True) if p.service == "complaints"]
        if not self.kinds:
            raise Refusal("Belum ada jenis pengaduan. Jalankan publish_catalog dulu.")
        self.places = [code for code in city.village_codes() if city.unit_of_region(code)]
        if not self.places:
            raise Refusal("Belum ada kelurahan. Jalankan load_city dulu.")
        chance = Random(f"{seed}:town")  # noqa: S311
        chance.shuffle(self.places)
        self.crowd = [(rank + 1) ** -0.8 for rank in range(len(self.places))]
        year = now.date() - timedelta(days=days)
        all_days = [year + timedelta(days=n) for n in range(days + 1)]
        wet = [RAIN[day.month - 1] for day in all_days]
        self.storms = set(chance.choices(all_days, wet, k=max(1, STORMS * days // 365)))
        self.calendar: dict[str, tuple[list[date], list[float]]] = {p.slug: self._calendar(p.slug, all_days) for p in self.kinds}
        self.often = [USUAL.get(p.slug, 2) * sum(self.calendar[p.slug][1]) / (len(all_days) * _usual(p.slug)) for p in self.kinds]
        self.offices = sorted({u for p in self.kinds if (u := self._unit(p, self.places[0], {}))})
        self.drawn = Drawn()
        self.cast = {m.unit: m.account_id for m in reversed(city.cast()) if not m.officer}
        self.weekly = {p.slug: chance.lognormvariate(0.1, 0.35) for p in self.kinds}

    def plan(self, number: int) -> Plan:
        """One incident, told of at some moment of the time that is invented, and where its case stands now."""
        chance = Random(f"{self.seed}:complaint:{number}")  # noqa: S311
        while True:
            published = chance.choices(self.kinds, self.often)[0]
            region = chance.choices(self.places, self.crowd)[0]
            answers = _answers(published, chance)
            unit = self._unit(published, region, answers)
            at = self._moment(published.slug, chance)
            if unit and self.begin <= at < self.now - timedelta(minutes=3):
                break
        story = Story(f"synthetic-aduan:{self.seed}:{number}", published, None, unit, _drawn(chance, CHANNELS), [], answers)
        way = self._way(story, region, chance)
        events = way.walk(at)
        if chance.random() < STRAYED and (wrong := chance.choice(self.offices)) != unit:
            events = sent_on(events, unit, chance)
            story.unit = wrong if len(events) > 1 and events[1].unit else unit
        story.events = [e for e in events if e.at <= self.now]
        plan = Plan(number, story, region, *self._place(region, chance))
        plan.told = self._tellings(plan, at, chance)
        self._comes_back(plan, unit, untrue=way.untrue, chance=chance)
        plan.following = sum(chance.random() < 0.3 for _ in plan.told)
        return plan

    def _comes_back(self, plan: Plan, unit: str, *, untrue: bool, chance: Random) -> None:
        """The second round of some that have ended: it was never put right, or it breaks again and a neighbour tells of it."""
        end, ended = plan.story.events[-1].moved.end, plan.story.events[-1].at
        plan.objected = untrue and chance.random() < OBJECTED
        again = end == FIXED and plan.in_the_open and chance.random() < BROKE_AGAIN
        if end not in {FIXED, ANSWERED} or not (plan.objected or again):
            plan.objected = False
            return
        days = timedelta(days=chance.uniform(0.1, 9.5)) if plan.objected else USUALLY * chance.lognormvariate(0, 0.8)
        at = ended + days
        if at >= self.now - timedelta(minutes=3):
            plan.objected = False
            return
        plan.later = Story(
            f"{plan.story.key}:2", plan.story.published, None, unit, "web", [], plan.story.answers, parent=plan.story
        )  # fmt: skip
        plan.later.events = [e for e in self._way(plan.later, plan.region, chance).walk(at) if e.at <= self.now]
        if not plan.objected:
            slug, title = plan.story.published.slug, plan.story.published.title
            plan.told.append(self._telling(slug, title, at, plan, chance))

    def _calendar(self, slug: str, days: list[date]) -> tuple[list[date], list[float]]:
        wet = WET.get(slug, 0.0)
        weights = [
            WEEKDAYS[day.weekday()] * (1 + wet * RAIN[day.month - 1]) * (1 + wet * 2 * (day in self.storms)) for day in days
        ]
        return days, weights

    def _moment(self, slug: str, chance: Random) -> datetime:
        day = chance.choices(*self.calendar[slug])[0]
        hour = chance.choices(range(24), HOURS)[0]
        zone = city.local(self.now).tzinfo
        return datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), tzinfo=zone)

    def _unit(self, published: Published, region: str, answers: Mapping[str, Any]) -> str:
        said = ",".join(f"{k}={v}" for k, v in sorted(answers.items()))
        return str(self.once("routed", f"{published.slug}/{region}/{said}", lambda: _routed(published, region, answers)))

    def _way(self, story: Story, region: str, chance: Random) -> PublicWay:
        clock = self.once("clock", story.unit, lambda: timing.clock(story.unit))
        unit_chance = Random(f"{self.seed}:{story.unit}")  # noqa: S311
        pace = unit_chance.lognormvariate(0.1, 0.35) * unit_chance.choice([1] * 8 + [2.8])
        returns = Span.parse(story.published.sop.returns.within)
        return PublicWay(
            story.published,
            lambda asked: timing.span_due(returns, story.unit, asked),
            clock,
            clock.calendar.week.normal_day_minutes,
            pace * self.weekly[story.published.slug],
            chance,
            unit=story.unit,
            honest=unit_chance.choice((0.97, 0.94, 0.9, 0.8)),
            party=bool(routing.party_for(story.published, region, story.answers)),
        )

    def _place(self, region: str, chance: Random) -> tuple[Spot | None, str]:
        if chance.random() < 0.07:
            return None, landmark(chance)
        if chance.random() < 0.5:
            return self.once("spot", f"{region}/anywhere/{chance.random()}", lambda: _somewhere(region, chance)), landmark(chance)
        which = chance.randrange(SPOTS)
        hot: Spot = self.once("spot", f"{region}/{which}", lambda: _somewhere(region, Random(f"{region}:{which}")))  # noqa: S311
        near = _moved(hot, chance.gauss(0, 25), chance.gauss(0, 25))
        return (near if city.village_at(near) == region else hot), landmark(chance)

    def _tellings(self, plan: Plan, at: datetime, chance: Random) -> list[Told]:
        slug, title = plan.story.published.slug, plan.story.published.title
        until = plan.story.events[-1].at if plan.story.events[-1].moved.end else self.now
        found = plan.told = [self._telling(slug, title, at, plan, chance)]
        if plan.in_the_open:
            while chance.random() < JOINED and len(found) < 12:
                later = found[-1].at + timedelta(minutes=chance.lognormvariate(6.5, 1.3))
                if later >= until:
                    break
                found.append(self._telling(slug, title, later, plan, chance))
        return found

    def _telling(self, slug: str, title: str, at: datetime, plan: Plan, chance: Random) -> Told:
        place_from = _drawn(chance, FOUND[:3]) if plan.spot is not None else str(PlaceFrom.REGION)
        report = plan.story.published.sop.report
        shown = report is not None and report.photo != "none" and plan.story.channel == "web"
        home = city.unit_of_region(plan.region)
        account = self.cast.get(home.pk) if home is not None and plan.story.channel == "web" and chance.random() < OURS else None
        seen, text, person = _drawn(chance, SEEN), written(slug, chance, title=title), chance.randrange(4000)
        photo = shown and chance.random() < PICTURED
        return Told(at, seen, text, plan.story.channel, place_from, person, account, photo)


def _usual(slug: str) -> float:
    """What a day of an ordinary year weighs, so that a share is one of the year."""
    wet = WET.get(slug, 0.0)
    return (1 + wet * sum(RAIN) / 12) * (1 + wet * 2 * STORMS / 365)


def near_by(spot: Spot | None, chance: Random) -> Spot | None:
    """Where another person puts the pin for the same thing: some metres away."""
    return None if spot is None else _moved(spot, chance.gauss(0, 12), chance.gauss(0, 12))


def _routed(published: Published, region: str, answers: Mapping[str, Any]) -> str:
    try:
        return routing.unit_for(published, region, answers)
    except Refusal:
        return ""


def _answers(published: Published, chance: Random) -> dict[str, Any]:
    """Answers to the questions that have given ones; those that need words stay open."""
    found: dict[str, Any] = {}
    for asked in published.form.fields:
        shown = all(str(found.get(name)).lower() in values for name, values in asked.only_if.items())
        if shown and asked.type == "choice":
            found[asked.id] = chance.choice(asked.choices).value
        elif shown and asked.type == "yesno":
            found[asked.id] = chance.random() < 0.15
    return found


def _drawn(chance: Random, shares: tuple[tuple[Any, float], ...]) -> str:
    return str(chance.choices([name for name, _ in shares], [share for _, share in shares])[0])


def _somewhere(region: str, chance: Random) -> Spot:
    return city.somewhere_in(region, chance)


def _moved(spot: Spot, north: float, east: float) -> Spot:
    return Spot(spot.lat + north / METRES, spot.lon + east / (METRES * math.cos(math.radians(spot.lat))))
