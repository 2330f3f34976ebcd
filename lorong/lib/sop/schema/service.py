"""What a declared service is: `sop.toml` as a whole."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lorong.lib.sop.schema.base import CalendarSpan, Ident, Shape, SpanText, Text, WorkSpan
from lorong.lib.sop.schema.public import Limit, Report
from lorong.lib.sop.schema.steps import Step


class Product(Shape):
    """What the applicant receives. `valid_for`: a span ("6 bulan"), "permanen", or `valid_until` names a date field."""

    name: Text
    name_en: str = ""
    letter: str | None = None
    classification: str | None = None
    classification_old: str | None = None
    valid_for: CalendarSpan | None = None
    valid_until: Ident | None = None


class Applicant(Shape):
    """`unit`: which level serves; that of the subject's address, or of the region that the form field `place` names.

    `on_behalf`: for whom else one may apply. `late`: the letter is about a person who has died.
    `public`: nobody in particular; the service says which unit has it, and one gets no letter.
    """

    who: Literal["resident", "anyone", "public"] = "resident"
    unit: Literal["kelurahan", "kecamatan", "kota"] = "kelurahan"
    place: Ident | None = None  # land, an event, a new home: where it lies counts, not where one is registered
    on_behalf: tuple[Literal["family", "late", "ward"], ...] = ()
    min_age: int | None = None


class Standard(Shape):
    """The components of the service standard (UU 25/2009 art. 21) that nothing else in the file states."""

    procedure: Text  # c: how one goes about it, for the public page
    complaints: Text  # f (14/6): where a complaint, suggestion or thanks goes
    facilities: Text
    competence: Text
    supervision: Text
    staff_count: Text
    guarantee: Text
    safety: Text
    evaluation: Text


class SopSheet(Shape):
    """Identity part of the official form (PermenPANRB 35/2012)."""

    number: Text
    made: date
    revised: date | None = None
    effective: date
    approved_by: Text = "lurah"
    qualification: tuple[Text, ...] = Field(min_length=1)
    related: tuple[Text, ...] = ()
    equipment: tuple[Text, ...] = Field(min_length=1)
    warning: Text
    recording: Text


class Requirement(Shape):
    """A document. `held_as`: the kind under which the city may hold it already. `by_link`: who may give it by a signed link.

    `shows`: the form fields that whoever gives it by link must read to answer, besides name and address.
    """

    id: Ident
    name: Text
    name_en: str = ""
    hint: str = ""
    held_as: Ident | None = None
    max_age: CalendarSpan | None = None
    by_link: Literal["ketua-rt"] | None = None
    shows: tuple[Ident, ...] = ()
    required: bool = True
    check: str = ""
    unless: Ident | None = None  # an excuse: when it holds, the document is not asked for
    personal: bool = True


class Returns(Shape):
    """Returning to the applicant: at most `limit` times, each time `within` (calendar or working span) to answer."""

    limit: int = Field(default=3, ge=0, le=20)
    within: SpanText = "5 hari kerja"


class Sop(Shape):
    title: Text
    title_en: str = ""
    short: Text
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,12}$")]
    service: Ident
    summary: Text
    summary_en: str = ""
    keywords: tuple[Text, ...] = ()
    hidden: bool = False
    legal_basis: tuple[Text, ...] = Field(min_length=1)
    promise: WorkSpan
    fee: int = Field(ge=0)
    channels: tuple[Literal["web", "counter", "sms", "sms-status"], ...] = Field(min_length=1)
    minutes_to_fill: int = Field(default=4, ge=1, le=120)
    product: Product
    applicant: Applicant
    standard: Standard
    sop: SopSheet
    returns: Returns = Returns()
    requirements: tuple[Requirement, ...] = ()
    limits: tuple[Limit, ...] = ()
    report: Report | None = None
    start: tuple[Ident, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def is_public(self) -> bool:
        """Whether its cases have no applicant: a thing in the city, told by anybody."""
        return self.applicant.who == "public"

    @property
    def first_steps(self) -> tuple[str, ...]:
        """Ids of the steps that open when a case is submitted: `start`, or the first step."""
        return self.start or (self.steps[0].id,)

    def step(self, step_id: str) -> Step:
        return next(s for s in self.steps if s.id == step_id)
