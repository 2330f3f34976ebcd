"""What was written to the mayor, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.masking import masked
from lorong.lib.paging import Keyset, Page
from lorong.lib.refusals import NotFound
from lorong.services.hotline import enclosing, policies
from lorong.services.hotline.models import Contact, Enclosure, Line, Matter, Way
from lorong.services.hotline.values import TOGETHER

NEWEST = Keyset({"last_at": datetime, "pk": int}, falling=True)
LONGEST_STALLED = Keyset({"back_at": datetime, "pk": int})
LATEST = Keyset({"at": datetime, "pk": int}, falling=True)
ANSWER_WITHIN = timedelta(hours=48)  # 2 x 24 hours: what the city promises for a message to its head


@dataclass(frozen=True)
class Week:
    """What was told in a week and what happened, in numbers. first: its Monday. kept: answered within 2 x 24 hours."""

    first: date
    messages: int
    people: int
    forwarded: int
    answered: int
    kept: int
    waiting: int
    disputed: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)


@dataclass(frozen=True)
class Told:
    """A matter of the digest that has a public headline."""

    headline: str
    unit: str
    forwarded_at: datetime
    answered_at: datetime | None
    state: str  # waiting, stalled, answered, contested, settled


def inbox(actor: Actor, *, new: bool = False, cursor: str = "", size: int = 30) -> Page[tuple[Contact, Line | None]]:
    """Everybody who wrote, the latest first, each with the last line; `new`: those with something unread. Raises NotFound."""
    _must_read(actor)
    rows = Contact.objects.filter(merged_into=None)
    page = NEWEST.page(rows.filter(unread__gt=0) if new else rows, cursor=cursor, size=size)
    last = _last_lines(page.rows)
    return Page([(c, last.get(c.pk)) for c in page.rows], page.after, is_first=page.is_first)


def contact(actor: Actor, number: str) -> Contact:
    """One person who wrote, by the number of any of their contacts. Raises NotFound."""
    _must_read(actor)
    found = Contact.objects.filter(number=number).select_related("merged_into").first()
    if found is None:
        raise NotFound(policies.NOT_HERE)
    return found.merged_into or found


def contacts_under(root: Contact) -> list[Contact]:
    """The contacts that were merged into this one."""
    return list(Contact.objects.filter(merged_into=root).order_by("pk")[:50])


def talk(root: Contact, *, cursor: str = "", size: int = 50) -> Page[Line]:
    """What was written either way, the latest first."""
    return LATEST.page(Line.objects.filter(contact__in=_same(root)).prefetch_related("enclosures"), cursor=cursor, size=size)


def line_of(actor: Actor, root: Contact, line_id: int) -> Line:
    """One line of somebody's. Raises NotFound."""
    _must_read(actor)
    found = Line.objects.filter(pk=line_id, contact__in=_same(root)).first()
    if found is None:
        raise NotFound(policies.NOT_HERE)
    return found


def ways_of(root: Contact) -> list[Way]:
    """The addresses a person writes from."""
    return list(Way.objects.filter(contact__in=_same(root)).order_by("pk"))


def matters_of(root: Contact) -> list[Matter]:
    """What was passed on for a person, the latest first."""
    return list(_counted(Matter.objects.filter(contact__in=_same(root)).select_related("line").order_by("-pk"))[:50])


def stalled(actor: Actor, *, cursor: str = "", size: int = 30) -> Page[Matter]:
    """What was not answered in time and came back, the longest first. Raises NotFound."""
    _must_read(actor)
    rows = Matter.objects.filter(back_at__isnull=False, ended="", answered_at=None).select_related("contact", "line")
    return LONGEST_STALLED.page(rows, cursor=cursor, size=size)


def counts(actor: Actor) -> dict[str, int]:
    """How many people wrote something unread, and how many matters are stalled; each counted to 1,000."""
    _must_read(actor)
    new = Contact.objects.filter(merged_into=None, unread__gt=0)[:1000].count()
    late = Matter.objects.filter(back_at__isnull=False, ended="", answered_at=None)[:1000].count()
    return {"new": new, "stalled": late}


def own(actor: Actor) -> Contact | None:
    """The contact of whoever is signed in; None when they never wrote."""
    if actor.account_id is None:
        return None
    found = Contact.objects.filter(account=actor.account_id).select_related("merged_into").first()
    return (found.merged_into or found) if found is not None else None


def own_matter(actor: Actor, case_number: str) -> Matter:
    """A matter of whoever is signed in. Raises NotFound."""
    root = own(actor)
    found = Matter.objects.filter(case_number=case_number, contact__in=_same(root)).first() if root is not None else None
    if found is None:
        raise NotFound(policies.NOT_HERE)
    return found


def matter_of_case(number: str) -> Matter | None:
    """The matter of a case of ours, with its message; for the office that has to answer it."""
    return Matter.objects.filter(case_number=number).select_related("contact", "line").first()


def enclosures_of_case(number: str) -> list[Enclosure]:
    """What came along with the messages that were passed on with a case."""
    rows = Enclosure.objects.filter(line__case_number=number, line__side="resident").order_by("line__at", "line", "ordinal")
    return list(rows[:60])


def enclosures_with(line: Line) -> list[Enclosure]:
    """What goes along when a message is passed on."""
    lines = [line, *enclosing.along_with(line.contact, line, TOGETHER)]
    return list(Enclosure.objects.filter(line__in=lines).order_by("line__at", "line", "ordinal"))


def waiting_enclosures(before: datetime, *, most: int = 200) -> list[int]:
    """Ids of those that came before a moment and are neither clean nor refused yet, the longest waiting first."""
    rows = Enclosure.objects.filter(file=None, refused="", received_at__lt=before).order_by("received_at")
    return list(rows.values_list("pk", flat=True)[:most])


def enclosure(pk: int) -> Enclosure:
    """One of them, for `actions.look`, which asks who may. Raises NotFound."""
    found = Enclosure.objects.select_related("line__contact").filter(pk=pk).first()
    if found is None:
        raise policies.not_here()
    return found


def unanswered(at: datetime, *, most: int = 500) -> list[Matter]:
    """What was passed on too long ago without an answer, and has not come back yet."""
    rows = Matter.objects.filter(answered_at=None, back_at=None, ended="", forwarded_at__lte=at - ANSWER_WITHIN)
    return list(rows.order_by("forwarded_at")[:most])


def week(first: date) -> Week:
    """The figures of the week that begins on this Monday, by the city's clock."""
    since, until = _bounds(first)
    lines = Line.objects.filter(side="resident", received_at__gte=since, received_at__lt=until)
    matters = list(
        Matter.objects.filter(forwarded_at__gte=since, forwarded_at__lt=until).values_list(
            "forwarded_at", "answered_at", "disputed"
        )
    )
    answered = [(told, said) for told, said, _ in matters if said is not None]
    return Week(
        first=first,
        messages=lines.count(),
        people=lines.values("contact").distinct().count(),
        forwarded=len(matters),
        answered=len(answered),
        kept=sum(said - told <= ANSWER_WITHIN for told, said in answered),
        waiting=len(matters) - len(answered),
        disputed=sum(1 for _, _, disputed in matters if disputed),
    )


def told(first: date, *, most: int = 200) -> list[Told]:
    """The matters of a week that have a public headline, as they stand now; numbers and addresses in it are covered."""
    since, until = _bounds(first)
    passed_on = Matter.objects.filter(forwarded_at__gte=since, forwarded_at__lt=until)
    rows = _counted(passed_on.exclude(headline="").order_by("pk"))[:most]
    return [Told(masked(m.headline), city.unit(m.unit).name, m.forwarded_at, m.answered_at, _state(m)) for m in rows]


def weeks(now: datetime, *, at_least: int = 12) -> list[date]:
    """The Mondays of all whole weeks since the first message, the latest first; of `at_least` so many."""
    today = city.local(now).date()
    monday = today - timedelta(days=today.weekday())
    first = Line.objects.order_by("received_at").values_list("received_at", flat=True).first()
    begun = city.local(first).date() if first is not None else today
    return [monday - timedelta(weeks=back) for back in range(1, max(at_least, (monday - begun).days // 7 + 1) + 1)]


def offices() -> list[Any]:
    """Where a message may be passed on to: offices of the city first, then kecamatan and kelurahan."""
    order = {"city": 0, "office": 1, "kecamatan": 2}
    units = city.units_under(city.this_city().code)
    return sorted(units, key=lambda unit: (order.get(unit.kind, 3), unit.name))


def directory(words: str = "") -> list[tuple[Any, Any]]:
    """The offices with whoever leads each today (None when nobody does), for the page of public numbers; those in whose name,
    title, head or number every one of `words` stands."""
    units = offices()
    heads = city.holders_in([unit.pk for unit in units])
    rows = [(unit, next((h for h in heads.get(unit.pk, ()) if h.is_head), None)) for unit in units]
    wanted = words.casefold().split()
    return [row for row in rows if all(word in _said_of(*row) for word in wanted)]


def _said_of(unit: Any, head: Any) -> str:
    of_head = f"{head.name} {head.title}" if head is not None else ""
    return f"{unit.name} {of_head} {unit.phone} {''.join(c for c in unit.phone or '' if c.isdigit())}".casefold()


def _counted(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """With `is_contested`: the resident said "not yet" to the last answer, so that it is the office's turn again."""
    answers = Line.objects.filter(case_number=OuterRef("case_number"), side="city").order_by().values("case_number")
    said = Coalesce(Subquery(answers.annotate(n=Count("pk")).values("n")), 0)
    return rows.annotate(is_contested=Case(When(disputed__gt=0, disputed__gte=said, then=True), default=False))


def _state(matter: Any) -> str:
    if matter.ended:
        return "settled"
    if matter.answered_at is not None:
        return "contested" if matter.is_contested else "answered"
    return "stalled" if matter.back_at is not None else "waiting"


def _bounds(first: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(city.this_city().zone)
    return datetime.combine(first, time(), zone), datetime.combine(first + timedelta(weeks=1), time(), zone)


def _same(root: Contact) -> QuerySet[Contact]:
    return Contact.objects.filter(Q(pk=root.pk) | Q(merged_into=root.pk))


def _last_lines(roots: Iterable[Contact]) -> dict[int, Line]:
    under = dict(Contact.objects.filter(merged_into__in=[c.pk for c in roots]).values_list("pk", "merged_into"))
    lines = (
        Line.objects.filter(contact__in=[*under, *(c.pk for c in roots)])
        .prefetch_related("enclosures")
        .order_by("contact", "-at", "-pk")
        .distinct("contact")
    )
    last: dict[int, Line] = {}
    for line in lines:
        root = under.get(line.contact_id) or line.contact_id
        if root not in last or last[root].at < line.at:
            last[root] = line
    return last


def _must_read(actor: Actor) -> None:
    verdict = policies.may_read_all(actor=actor)
    if verdict.refusal is not None:
        raise verdict.refusal
