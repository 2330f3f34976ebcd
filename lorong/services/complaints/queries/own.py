"""One's own reports, and what one may see of them: the whole of one's own thread, nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import ask_words
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.documents import queries as documents
from lorong.kernel.documents.values import OpenedFile
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.paging import Keyset, Page
from lorong.lib.phrases import Phrase
from lorong.services.complaints import policies, tellers
from lorong.services.complaints.errors import not_here
from lorong.services.complaints.models import AreaFollow, Follow, Incident, Line, Photo, Report, Verdict, Visit
from lorong.services.complaints.queries.public import Listed, rows_of, showable, timeline, title_of
from lorong.services.complaints.queries.stages import stage
from lorong.services.complaints.values import REOPEN, Shot, Stage, Teller, Told

NEWEST = Keyset({"pk": int}, falling=True)


@dataclass(frozen=True, slots=True)
class Mine:
    """A row of one's own reports. unread: lines of the office that were not seen; may_judge: it is asked whether it is fixed."""

    number: str
    code: str
    category: str
    title: Phrase
    stage: Stage
    where: str
    region: str
    received_at: datetime
    reporters: int
    withdrawn_at: datetime | None
    unread: int
    may_judge: bool


@dataclass(frozen=True, slots=True)
class MineIn:
    """What somebody has to do with an incident: the number of one's report ("" for none), whether one follows it, may judge it."""

    report: str
    follows: bool
    may_judge: bool


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One's own report, whole. photos: those that are ready; pending: how many are still being made clean; refused: sentences.

    asked: what the office wants to know, "" for nothing. may_judge: it is asked whether it is fixed, and this one has not
    answered; may_reopen: it ended less than ten days ago.
    """

    number: str
    code: str
    category: str
    title: Phrase
    in_public: bool
    stage: Stage
    unit: str
    region: str
    where: str
    text: str
    visibility: str
    answers: Mapping[str, Any]
    photos: tuple[Shot, ...]
    pending: int
    refused: tuple[str, ...]
    visits: tuple[Shot, ...]
    lines: Sequence[Line]
    timeline: Sequence[Told]
    joined: bool
    reporters: int
    received_at: datetime
    withdrawn_at: datetime | None
    promised_from: datetime | None
    promised_until: datetime | None
    case_number: str
    asked: str
    asked_until: datetime | None
    may_judge: bool
    may_reopen: bool
    may_withdraw: bool


def reports_of(who: Teller, *, cursor: str = "", size: int = 20) -> Page[Mine]:
    """Everything that `who` told, newest first."""
    page = NEWEST.page(Report.objects.select_related("incident").filter(tellers.told_by(who)), cursor=cursor, size=size)
    unread = _unread([report.pk for report in page.rows])
    judged = _judged(page.rows)
    return Page([_mine(report, unread, judged) for report in page.rows], page.after, page.is_first)


def own_report(who: Teller, number: str, *, at: datetime | None = None) -> OwnReport:
    """One report by its number. Raises NotFound, the same for absent and not yours."""
    report = own_row(who, number)
    incident = report.incident
    now = stage(incident)
    there, judged = report.withdrawn_at is None, bool(_judged([report]))
    asked, until = _asked(incident) if now is Stage.WAITING_FOR_DATA and there else ("", None)
    photos = list(report.photos.order_by("ordinal"))
    visits = Visit.objects.filter(incident=incident, small__isnull=False).order_by("at")[:20]
    ended = incident.ended_at
    return OwnReport(
        number=report.number,
        code=incident.code,
        category=incident.category,
        title=title_of(incident.category),
        in_public=incident.in_public,
        stage=now,
        unit=city.unit(incident.unit).name,
        region=report.region,
        where=report.where,
        text=report.secret_text or report.text,
        visibility=report.visibility,
        answers=report.answers,
        photos=tuple(Shot(p.pk, p.received_at) for p in photos if p.small_id),
        pending=sum(1 for p in photos if p.raw_id),
        refused=tuple(p.refused for p in photos if p.refused),
        visits=tuple(Shot(v.pk, v.at, v.kind, v.note) for v in visits),
        lines=list(report.lines.order_by("id")),
        timeline=timeline(incident),
        joined=report.joined,
        reporters=incident.reporters,
        received_at=report.received_at,
        withdrawn_at=report.withdrawn_at,
        promised_from=incident.promised_from,
        promised_until=incident.promised_until,
        case_number=incident.case_number,
        asked=asked,
        asked_until=until,
        may_judge=there and not judged and now is Stage.ASKED_IF_FIXED,
        may_reopen=there
        and not judged
        and now in {Stage.FIXED, Stage.ANSWERED}
        and ended is not None
        and (at or timezone.now()) <= ended + REOPEN,
        may_withdraw=there and not incident.ended,
    )


def own_row(who: Teller, number: str) -> Report:
    """The row of one's own report, for an act. Raises NotFound."""
    found = Report.objects.select_related("incident", "account").filter(number=number).first()
    if found is None or not tellers.is_of(found, who):
        raise not_here()
    return found


def mine_in(code: str, who: Teller) -> MineIn:
    """What `who` has to do with the incident of this code; nothing for nobody."""
    incident = Incident.objects.filter(code=code).first()
    if incident is None or not who.is_known:
        return MineIn("", False, False)
    report = tellers.report_of(incident, who)
    if report is not None:
        open_question = stage(incident) is Stage.ASKED_IF_FIXED and not _judged([report])
    else:
        answered = Verdict.objects.filter(incident=incident, neighbour_id=who.account_id, claim=incident.questions)
        open_question = stage(incident) is Stage.ASKED_IF_FIXED and policies.was_asked(incident, who) and not answered.exists()
    return MineIn(report.number if report else "", follows(who, incident), open_question)


def incident_to_judge(code: str, who: Teller) -> Incident:
    """The incident that one told of, or was asked about as a neighbour, for the answer. Raises NotFound."""
    found = Incident.objects.filter(code=code).first()
    if found is None or (tellers.report_of(found, who) is None and not policies.was_asked(found, who)):
        raise not_here()
    return found


def followed(who: Teller) -> list[Listed]:
    """The public incidents that `who` follows, the last moved first; at most a hundred."""
    mine = Follow.objects.filter(tellers.told_by(who)).values("incident")
    return rows_of(Incident.objects.filter(pk__in=mine, in_public=True).order_by("-moved_at", "-id")[:100])


def areas_of(actor: Actor) -> list[AreaFollow]:
    """The kelurahan whose news the actor's account wants."""
    if actor.account_id is None:
        return []
    return list(AreaFollow.objects.filter(account_id=actor.account_id).order_by("region", "category"))


def follows(who: Teller, incident: Incident) -> bool:
    """Whether `who` follows it."""
    return tellers.follow_of(incident, who) is not None


def shown_photo(pk: int, who: Teller | None = None, *, small: bool = False) -> OpenedFile:
    """A picture that the public may see, or of one's own report. Blurred where an officer blurred it. Raises NotFound."""
    photo = Photo.objects.select_related("report").filter(pk=pk, file__isnull=False).first()
    if photo is None:
        raise not_here()
    mine = who is not None and tellers.is_of(photo.report, who)
    if not mine and not showable(Photo.objects.filter(pk=pk)).exists():
        raise not_here()
    if mine:
        name = photo.small_id if small else photo.file_id
    else:
        name = photo.shown_small_id or photo.small_id if small else photo.shown_id or photo.file_id
    return documents.open_picture(str(name), f"aduan-{pk}")


def shown_visit(pk: int, who: Teller | None = None, *, small: bool = False) -> OpenedFile:
    """A field officer's picture of an incident that the public may see, or that one told of. Raises NotFound."""
    visit = Visit.objects.select_related("incident").filter(pk=pk, file__isnull=False).first()
    if visit is None:
        raise not_here()
    if not visit.incident.in_public and (who is None or tellers.report_of(visit.incident, who) is None):
        raise not_here()
    return documents.open_picture(str(visit.small_id if small else visit.file_id), f"kunjungan-{pk}")


def _asked(incident: Incident) -> tuple[str, datetime | None]:
    case = cases.for_actor(SISTEM, incident.case_number)
    event = cases.last_return(case)
    return (ask_words(event, catalog.procedure(case.procedure_id)) if event else ""), case.turn_due_at


def _mine(report: Report, unread: Mapping[int, int], judged: Collection[int]) -> Mine:
    incident = report.incident
    now = stage(incident)
    return Mine(
        number=report.number,
        code=incident.code,
        category=incident.category,
        title=title_of(incident.category),
        stage=now,
        where=report.where,
        region=report.region,
        received_at=report.received_at,
        reporters=incident.reporters,
        withdrawn_at=report.withdrawn_at,
        unread=unread.get(report.pk, 0),
        may_judge=report.withdrawn_at is None and now is Stage.ASKED_IF_FIXED and report.pk not in judged,
    )


def _judged(reports: Sequence[Report]) -> Collection[int]:
    """Ids of those reports whose teller has answered the last claim."""
    rows = Verdict.objects.filter(report__in=[r.pk for r in reports], claim=F("incident__questions"))
    return set(rows.values_list("report_id", flat=True))


def _unread(reports: Sequence[int]) -> Mapping[int, int]:
    rows = Line.objects.filter(report__in=reports, side="city", seen_at=None).values_list("report_id", flat=True)
    found: dict[int, int] = {}
    for pk in rows:
        found[pk] = found.get(pk, 0) + 1
    return found
