"""One line of work in the queue: until when, what, who, how much of the promise is used, what to note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language, language
from lorong.kernel.cases.values import Kind, Turn
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib import dates
from lorong.lib.sop.schema import NO_ENDS, REFUSED, Outcome, Step
from lorong.lib.working_time import WorkClock

SOON = 60  # working minutes: below this a deadline is said as "25 m lagi"


@dataclass(frozen=True)
class Due:
    """A deadline as officers read it. kind: late, soon or nothing."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One row. `choice` is what a batch sends for it, "" when it cannot be signed in a batch."""

    url: str
    due: Due
    service: str
    step: str
    who: str
    used_percent: float
    used: int
    note: str
    channel: str
    number: str
    choice: str
    holder: str
    group: str


@dataclass
class Group:
    """Lines that are due on the same day, under one heading."""

    title: str
    lines: list[Line] = field(default_factory=list)


def lines_of(items: Sequence[Any], *, now: datetime, me: int | None) -> list[Line]:
    """The lines of work items, in their order; five questions to the database, however many there are."""
    found = [item.case for item in items]
    used = cases.used_by_city(found, at=now)
    unread, masked = cases.unread(found), cases.masked_cases(found)
    zone = city.this_city().zone
    clocks = {unit: city.clock_for(unit) for unit in {item.unit_id for item in items}}
    return [
        _line(
            item,
            due=due_words(item.due_at, now, clocks[item.unit_id], zone),
            used=used[item.case_id],
            note=_note(item, unread.get(item.case_id), me, zone),
            masked=item.case_id in masked,
            group=_group(item.due_at, now, zone),
        )
        for item in items
    ]


def grouped(lines: Iterable[Line]) -> list[Group]:
    """Lines under the heading of the day they are due; the order stays."""
    groups: list[Group] = []
    for line in lines:
        if not groups or groups[-1].title != line.group:
            groups.append(Group(line.group))
        groups[-1].lines.append(line)
    return groups


def due_words(due: datetime, now: datetime, clock: WorkClock, zone: str) -> Due:
    """ "20 m lalu", "25 m lagi", "13.40", "Sel 08.40": working minutes when it presses, the clock otherwise."""
    lang = language()
    if due < now:
        over = dates.short_minutes(clock.between(due, now), lang=lang)
        return Due(gettext("%(time)s lalu") % {"time": over}, "late")
    local, today = due.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    days = (local.date() - today).days
    left = clock.between(now, due)
    if left <= SOON and days == 0:
        return Due(gettext("%(time)s lagi") % {"time": dates.short_minutes(left, lang=lang)}, "soon")
    at = dates.clock(due, zone, lang=lang)
    if days == 0:
        return Due(at)
    if days < 7:
        return Due(f"{dates.WEEKDAYS[lang][local.weekday()][:3]} {at}")
    return Due(f"{local.day} {dates.MONTHS[lang][local.month - 1][:3]} {at}")


def short_when(at: datetime, now: datetime) -> str:
    """A moment in a narrow column: "10.22" today, "18 Nov 10.22" before."""
    zone, lang = city.this_city().zone, language()
    local, clock = at.astimezone(ZoneInfo(zone)), dates.clock(at, zone, lang=lang)
    if local.date() == now.astimezone(ZoneInfo(zone)).date():
        return clock
    return f"{local.day} {dates.MONTHS[lang][local.month - 1][:3]} {clock}"


def signs(step: Step) -> tuple[str, Outcome] | None:
    """The outcome by which a step signs, with its id; None for a step that does not."""
    return next(((name, o) for name, o in step.outcomes.items() if o.signs), None)


def masked_name() -> str:
    """What stands for the applicant in a blind step."""
    return gettext("Pemohon disamarkan")


def applicant_words(case: Any, *, masked: bool) -> str:
    """Who applies, as a list says it: the name, what stands for it in a blind step, or that nobody in particular does."""
    if case.is_public:
        return gettext("Aduan warga")
    return masked_name() if masked else str(case.applicant.name)


def channel_words(channel: str) -> str:
    """How a case came in, as the queue says it."""
    return {"web": "web", "counter": gettext("loket"), "sms": "SMS", "system": gettext("sistem")}.get(channel, channel)


def stand_words(case: Any, item: Any) -> str:
    """Where a case stands, said to an officer. item: its newest open step, if any."""
    if case.ended == Kind.WITHDRAWN:
        return gettext("Ditarik warga")
    if case.ended == Kind.LAPSED:
        return gettext("Ditutup, tidak dijawab warga")
    if case.ended == REFUSED:
        return gettext("Ditolak")
    if case.ended in NO_ENDS:
        return gettext("Ditutup dengan alasan tertulis")
    if case.ended == Kind.MERGED:
        return gettext("Digabungkan ke aduan lain")
    if case.is_done:
        return gettext("Selesai")
    if case.turn == Turn.APPLICANT or item is None:
        return gettext("Menunggu jawaban warga")
    step = catalog.procedure(case.procedure_id).sop.step(item.step)
    return f"{in_language(step.title, step.title_en)}, {item.unit.name}"


def stands(found: Sequence[Any]) -> dict[int, str]:
    """`stand_words` of every case of a list, by the case's id."""
    items = cases.newest_open(found)
    return {case.pk: stand_words(case, items.get(case.pk)) for case in found}


def _line(item: Any, *, due: Due, used: int, note: str, masked: bool, group: str) -> Line:
    case, sop = item.case, catalog.procedure(item.case.procedure_id).sop
    step = sop.step(item.step)
    promised = case.promised_minutes or 1
    return Line(
        url=f"{reverse('officer:case', args=[case.number])}?langkah={step.id}",
        due=due,
        service=sop.short,
        step=in_language(step.title, step.title_en),
        who=applicant_words(case, masked=masked),
        used_percent=used * 100 / promised,
        used=used,
        note=note,
        channel=channel_words(case.channel),
        number=case.number,
        choice=f"{case.number}:{step.id}" if step.batch and signs(step) else "",
        holder=item.holder.person.name if item.holder_id and item.holder.person else "",
        group=group,
    )


def _note(item: Any, asked_at: datetime | None, me: int | None, zone: str) -> str:
    if asked_at is not None:
        return gettext("Warga menulis %(time)s") % {"time": dates.clock(asked_at, zone, lang=language())}
    if me is not None and item.holder_id == me:
        return gettext("Saya pegang")
    if item.case.returns:
        return gettext("Sudah dilengkapi warga")
    return ""


def _group(due: datetime, now: datetime, zone: str) -> str:
    if due < now:
        return gettext("Terlambat")
    days = (due.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()).days
    if days == 0:
        return gettext("Hari ini")
    return gettext("Besok") if days == 1 else gettext("Sesudahnya")
