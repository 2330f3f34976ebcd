"""What a visitor has begun to tell, kept sealed in the session from page to page until it is sent."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lorong.lib.places import Spot
from lorong.lib.spooled import Sent
from lorong.portals.door.proof import drafts
from lorong.services.complaints.pages import parked
from lorong.services.complaints.pages.parked import Parked

NAME = "aduan-baru"
NEW, JOIN, FOLLOW = "new", "join:", "follow:"  # what was decided about what is near by


@dataclass(frozen=True)
class Draft:
    """A report as far as it is written. `choice`: "" while nothing is decided about what is near, NEW, or JOIN or FOLLOW with the
    code of an incident. `asked`: the slug whose extra questions were answered. `clock_off`: seconds the phone's clock is ahead."""

    key: str = ""
    text: str = ""
    category: str = ""
    visibility: str = "open"
    lat: float | None = None
    lon: float | None = None
    accuracy: int | None = None
    place_from: str = "region"
    where: str = ""
    region: str = ""
    name: str = ""
    phone: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    asked: str = ""
    choice: str = ""
    written_at: str = ""
    clock_off: float = 0.0
    photos: tuple[Parked, ...] = ()

    @property
    def spot(self) -> Spot | None:
        return None if self.lat is None or self.lon is None else Spot(self.lat, self.lon)

    @property
    def joins(self) -> str:
        """The code of the incident that this joins; "" for none."""
        return self.choice.removeprefix(JOIN) if self.choice.startswith(JOIN) else ""

    @property
    def follows(self) -> str:
        """The code of the incident that is followed instead of told; "" for none."""
        return self.choice.removeprefix(FOLLOW) if self.choice.startswith(FOLLOW) else ""

    def written(self, at: datetime) -> tuple[datetime, datetime]:
        """(when it was written, when it is sent), both by the phone's own clock."""
        sent = at + timedelta(seconds=self.clock_off)
        return (datetime.fromisoformat(self.written_at) if self.written_at else sent), sent


def kept(request: HttpRequest, name: str = NAME) -> Draft | None:
    """What this visitor has begun; None when nothing. name: under which it lies, at a counter another one."""
    values = drafts.kept(request, name).get("whole")
    if not values:
        return None
    return Draft(**{**values, "photos": tuple(Parked(**p) for p in values["photos"])})


def keep(request: HttpRequest, draft: Draft, name: str = NAME) -> None:
    """Remember it as it stands now, its pictures on the disk."""
    for photo in draft.photos:
        parked.park(photo)
    photos = [{"name": photo.name, "size": photo.size} for photo in draft.photos]
    drafts.keep(request, name, whole={**asdict(replace(draft, photos=())), "photos": photos})


def forget(request: HttpRequest, name: str = NAME) -> None:
    """It was sent, or thrown away: the pictures go too."""
    draft = kept(request, name)
    if draft is not None:
        drop_photos(draft)
    drafts.forget(request, name)


def drop_photos(draft: Draft) -> None:
    """Its pictures are kept elsewhere now, or by nobody."""
    for photo in draft.photos:
        parked.drop(photo.name)


def with_photos(draft: Draft, sent: list[Sent], *, without: str = "") -> Draft:
    """The draft with pictures added behind those it has, and one taken away."""
    if without and any(photo.name == without for photo in draft.photos):
        parked.drop(without)
    left = tuple(photo for photo in draft.photos if photo.name != without)
    return replace(draft, photos=(*left, *(parked.hold(content) for content in sent)))


def pictures(draft: Draft) -> list[Sent]:
    """What was photographed, as it came in."""
    return [content for photo in draft.photos if (content := parked.fetch(photo)) is not None]


def clock_off(said: datetime | None) -> float:
    """Seconds by which a phone that says it is `said` is ahead of ours; 0 when it says nothing."""
    return (said - timezone.now()).total_seconds() if said is not None else 0.0
