"""What anybody may see: lists, and the page of one incident. Words are covered (`lib.masking`), and shown once they were checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM
from lorong.lib.masking import masked
from lorong.lib.paging import Keyset, Page
from lorong.lib.phrases import Phrase, both
from lorong.lib.places import Spot
from lorong.lib.sop.schema import Sop
from lorong.services.complaints.errors import not_here
from lorong.services.complaints.models import Incident, Photo, Report, Visit
from lorong.services.complaints.queries.stages import in_stages, stage
from lorong.services.complaints.values import ANSWER, Filters, PublicPage, Shot, Stage, Told, Visibility

NEWEST = Keyset({"opened_at": datetime, "pk": int}, falling=True)
# Reports whose words and pictures may be shown, once their incident was checked. The first of them speaks for the incident.
SHOWN = Q(withdrawn_at=None, hidden=False) & ~Q(visibility=Visibility.SECRET)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the public list. photo: id of a picture that may be shown. text: covered; "" while nobody has checked it."""

    code: str
    category: str
    title: Phrase
    stage: Stage
    unit: str
    region: str
    where: str
    spot: Spot | None
    opened_at: datetime
    moved_at: datetime
    ended_at: datetime | None
    reporters: int
    promised_until: datetime | None
    photo: int | None
    text: str


def incident(code: str) -> Incident:
    """The incident that the public may see under this code. Raises NotFound, the same for absent and hidden."""
    found = Incident.objects.filter(code=code, in_public=True).first()
    if found is None:
        raise not_here()
    return found


def listed(filters: Filters, *, cursor: str = "", size: int = 20) -> Page[Listed]:
    """A page of what the public may see, newest first."""
    page = NEWEST.page(narrowed(filters), cursor=cursor, size=size)
    return Page(rows_of(page.rows), page.after, page.is_first)


def narrowed(filters: Filters) -> QuerySet[Incident]:
    """The public incidents that fit, in no order."""
    found = Incident.objects.filter(in_stages(filters.stages), in_public=True)
    if filters.categories:
        found = found.filter(category__in=filters.categories)
    if filters.region.count(".") == 3:
        found = found.filter(region=filters.region)
    elif filters.region:
        found = found.filter(region__startswith=f"{filters.region}.")
    if filters.unit:
        found = found.filter(unit=filters.unit)
    if filters.since:
        found = found.filter(opened_at__gte=filters.since)
    return found.filter(opened_at__lt=filters.until) if filters.until else found


def rows_of(incidents: Iterable[Incident]) -> list[Listed]:
    """Rows for a list, with their first words and picture: two questions, however many."""
    found = list(incidents)
    checked = [i.pk for i in found if i.checked_at is not None]
    texts = public_words(checked)
    photos = public_photos(checked)
    return [
        Listed(
            code=row.code,
            category=row.category,
            title=title_of(row.category),
            stage=stage(row),
            unit=city.unit(row.unit).name,
            region=row.region,
            where=masked(row.where) if row.checked_at else "",
            spot=row.place,
            opened_at=row.opened_at,
            moved_at=row.moved_at,
            ended_at=row.ended_at,
            reporters=row.reporters,
            promised_until=row.promised_until,
            photo=photos.get(row.pk),
            text=texts.get(row.pk, ""),
        )
        for row in found
    ]


def public_words(checked: Iterable[int]) -> Mapping[int, str]:
    """What the first report that may be shown says, covered, by the id of its incident. checked: ids of checked incidents.

    Of a report that came after the intake had looked nobody has read the words: they are not shown.
    """
    rows = Report.objects.filter(SHOWN, incident__in=list(checked), received_at__lte=F("incident__checked_at")).exclude(text="")
    first = rows.order_by("incident_id", "id").distinct("incident_id").values_list("incident_id", "text")
    return {pk: masked(text) for pk, text in first}


def public_photos(checked: Iterable[int]) -> Mapping[int, int]:
    """Id of the first picture that may be shown, by the id of its incident. checked: ids of checked incidents."""
    rows = showable(Photo.objects.filter(report__incident__in=list(checked)))
    first = rows.order_by("report__incident_id", "report_id", "ordinal").distinct("report__incident_id")
    return dict(first.values_list("report__incident_id", "id"))


def showable(photos: QuerySet[Photo]) -> QuerySet[Photo]:
    """Those pictures that the public may see."""
    return photos.filter(
        report__withdrawn_at=None,
        report__hidden=False,
        report__incident__checked_at__isnull=False,
        report__incident__in_public=True,
        hidden=False,
        small__isnull=False,
    ).exclude(report__visibility=Visibility.SECRET)


def title_of(category: str) -> Phrase:
    """The name of a category, in both languages; its slug when the catalogue no longer knows it."""
    published = catalog.current_by_slug(category, hidden=True, public=True) or next(iter(catalog.versions(category)), None)
    return both(published.sop.title, published.sop.title_en) if published else both(category, category)


def public_page(code: str) -> PublicPage:
    """Everything the public may see of an incident; of a merged one, where it went. Raises NotFound."""
    row = Incident.objects.select_related("merged_into").filter(code=code).first()
    if row is not None and row.merged_into is not None and row.merged_into.in_public and not row.hidden:
        return _page(row, merged_into=row.merged_into.code)
    return _page(incident(code))


def _page(row: Incident, merged_into: str = "") -> PublicPage:
    checked = row.checked_at is not None
    photos = showable(Photo.objects.filter(report__incident=row)).order_by("report_id", "ordinal")[:20]
    visits = Visit.objects.filter(incident=row, small__isnull=False).order_by("at")[:20]
    return PublicPage(
        code=row.code,
        category=row.category,
        title=title_of(row.category),
        stage=stage(row),
        unit=city.unit(row.unit).name,
        region=row.region,
        where=masked(row.where) if checked else "",
        spot=row.place,
        opened_at=row.opened_at,
        moved_at=row.moved_at,
        ended_at=row.ended_at,
        text=public_words([row.pk]).get(row.pk, "") if checked else "",
        reporters=row.reporters,
        followers=row.followers,
        photos=tuple(Shot(p.pk, p.received_at, ANSWER if p.verdict_id else "") for p in photos),
        visits=tuple(Shot(v.pk, v.at, v.kind, v.note) for v in visits) if row.in_public else (),
        timeline=tuple(timeline(row)),
        promised_from=row.promised_from,
        promised_until=row.promised_until,
        contradicted=row.contradicted,
        structural_at=row.structural_at,
        round=row.round,
        case_number=row.case_number,
        merged_into=merged_into,
        unit_code=row.unit,
    )


def timeline(row: Incident) -> list[Told]:
    """What happened in the present round, oldest first, in the words of the SOP; no name and no reason of anybody."""
    case = cases.for_actor(SISTEM, row.case_number)
    sop = catalog.procedure(case.procedure_id).sop
    told = [_told(event, sop) for event in cases.events(case)]
    return [line for line in told if line is not None]


_KINDS: Mapping[str, Phrase] = {
    "submitted": both("Laporan diterima", "Report received"),
    "resubmitted": both("Pelapor memberi keterangan", "The reporter gave details"),
    "transferred": both("Dialihkan ke kantor lain", "Passed to another office"),
    "reclassified": both("Jenisnya dibetulkan", "The category was corrected"),
    "merged": both("Digabung dengan laporan lain", "Merged with another report"),
    "withdrawn": both("Dicabut pelapornya", "Taken back"),
    "lapsed": both("Dianggap dicabut karena tidak ada keterangan", "Deemed taken back: no details came"),
}


def _told(event: object, sop: Sop) -> Told | None:
    kind, at = str(event.kind), event.at  # type: ignore[attr-defined]
    if kind in _KINDS:
        return Told(at, _KINDS[kind], event.data.get("to_name", ""))  # type: ignore[attr-defined]
    if kind != "done":
        return None
    outcome = sop.step(event.step).outcomes[event.outcome]  # type: ignore[attr-defined]
    return Told(at, both(*outcome.told), event.actor_title)  # type: ignore[attr-defined]
