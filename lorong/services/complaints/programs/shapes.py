"""What goes over the wire, as the rest of the API says it: ISO 8601 with the city's zone, degrees WGS 84, the language asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from lorong.lib.sop.answers import storable
from lorong.services.complaints.values import LONGEST, WHERE_LONGEST, Stage, Visibility

NOTE_LONGEST = 1000
LINE_LONGEST = 2000
ANSWERS_LONGEST = 20_000


def _keepable(text: str) -> str:
    if storable(text) != text:
        raise ValueError("tidak boleh memuat karakter kendali")
    return text


Kept = Annotated[str, AfterValidator(_keepable)]


class Asked(Schema):
    """What a program sends: nothing beyond what is named here."""

    model_config = ConfigDict(extra="forbid")


class CategoryBrief(Schema):
    """A kind of thing that can be told. `photo`: none, wanted or required. `in_public`: whether it is shown to everybody."""

    slug: str
    title: str
    summary: str
    group: str
    photo: str
    in_public: bool
    keywords: list[str]


class Categories(Schema):
    items: list[CategoryBrief]


class Choice(Schema):
    key: str
    name: str


class Question(Schema):
    """As the attributes of Open311, whose `datatype` it has."""

    code: str
    datatype: str
    required: bool
    description: str
    how: str
    values: list[Choice]


class Category(CategoryBrief):
    questions: list[Question]


class Near(Schema):
    """An incident of the same kind near by. `metres`: null when only the kelurahan is known."""

    code: str
    metres: int | None
    opened_at: datetime
    reporters: int
    stage: Stage
    photo: str | None


class NearBy(Schema):
    items: list[Near]


class ComplaintBrief(Schema):
    """An incident as everybody may see it. `text`: covered, and null until an officer has checked it."""

    code: str
    category: str
    title: str
    stage: Stage
    stage_words: str
    unit: str
    region: str
    where: str
    lat: float | None
    lon: float | None
    opened_at: datetime
    moved_at: datetime
    ended_at: datetime | None
    promised_until: datetime | None
    reporters: int
    text: str | None
    photo: str | None


class Complaints(Schema):
    items: list[ComplaintBrief]
    next: str | None


class Told(Schema):
    at: datetime
    what: str
    who: str


class Shown(Schema):
    """A picture. `kind`: empty of a reporter's, before or after of an officer's."""

    url: str
    at: datetime
    kind: str


class Complaint(ComplaintBrief):
    """`contradicted`: how often residents said that it is not fixed. `structural`: the third time at this place within a year."""

    promised_from: datetime | None
    followers: int
    contradicted: int
    round: int
    structural: bool
    merged_into: str | None
    timeline: list[Told]
    photos: list[Shown]


class TellAsked(Asked):
    """`answers`: JSON object by code of question. `join`: code of the incident that this is about, when it is there already."""

    category: Annotated[str, Field(max_length=80)]
    text: Annotated[Kept, Field(max_length=LONGEST)] = ""
    visibility: Visibility = Visibility.OPEN
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    accuracy: Annotated[int, Field(ge=0, le=100_000)] | None = None
    region: Annotated[str, Field(max_length=13)] = ""
    where: Annotated[Kept, Field(max_length=WHERE_LONGEST)] = ""
    answers: Annotated[Kept, Field(max_length=ANSWERS_LONGEST)] = "{}"
    name: Annotated[Kept, Field(max_length=120)] = ""
    join: Annotated[str, Field(max_length=24)] = ""


class SayAsked(Asked):
    text: Annotated[Kept, Field(min_length=1, max_length=LINE_LONGEST)]


class VerdictAsked(Asked):
    """`note`: what is not fixed yet; needed when `fixed` is false."""

    fixed: bool
    note: Annotated[Kept, Field(max_length=NOTE_LONGEST)] = ""


class ReportBrief(Schema):
    """`unread`: lines of the office that were not seen. `may_judge`: it is asked whether it is fixed."""

    number: str
    code: str
    category: str
    title: str
    stage: Stage
    received_at: datetime
    withdrawn: bool
    unread: int
    may_judge: bool


class Reports(Schema):
    items: list[ReportBrief]
    next: str | None


class Line(Schema):
    """`side`: reporter or city."""

    at: datetime
    side: str
    author: str
    text: str


class Report(Schema):
    """One's own report. `asked`: what the office wants to know, null for nothing. `pending`: photos still being made ready."""

    number: str
    code: str
    category: str
    title: str
    stage: Stage
    stage_words: str
    unit: str
    visibility: Visibility
    text: str
    received_at: datetime
    withdrawn: bool
    promised_until: datetime | None
    asked: str | None
    may_judge: bool
    may_reopen: bool
    may_withdraw: bool
    pending: int
    refused: list[str]
    timeline: list[Told]
    lines: list[Line]
    photos: list[Shown]
