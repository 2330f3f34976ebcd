"""The shape of a declared service: `sop.toml`, `form.toml`, `examples.toml`.

Only shapes and local rules live here; rules that look at several places at once (soundness, promise, needs and
outputs) are in `checks.py`. Everything is frozen: what is published does not change.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from lorong.lib.span import Span

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=80)]
Ident = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _span(text: str) -> str:
    return str(Span.parse(text))


def _working_span(text: str) -> str:
    span = Span.parse(text)
    if not span.is_working_time:
        raise ValueError(f'"{span}" bukan waktu kerja. Pakai menit, jam, atau hari kerja.')
    return str(span)


def _calendar_span(text: str) -> str:
    span = Span.parse(text)
    if span.is_working_time:
        raise ValueError(f'"{span}" adalah waktu kerja. Pakai hari, bulan, tahun, atau permanen.')
    return str(span)


def _pause(text: str) -> str:
    return _working_span(text) if text else ""


SpanText = Annotated[str, AfterValidator(_span)]
WorkSpan = Annotated[str, AfterValidator(_working_span)]
CalendarSpan = Annotated[str, AfterValidator(_calendar_span)]
Pause = Annotated[str, AfterValidator(_pause)]  # working time, or "" for none

SYSTEM_ROLE = "sistem"
OUTSIDE_ROLE = "pihak-luar"
REFUSED = "refused"  # the one end that is a no; every other end gives the product


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


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
    """

    who: Literal["resident", "anyone"] = "resident"
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


class Outcome(Shape):
    """Exactly one of `next`, `back_to`, `end`."""

    label: Text
    label_en: str = ""
    next: tuple[Ident, ...] = ()
    back_to: Literal["applicant"] | None = None
    asks: str = ""
    reasons: tuple[Text, ...] = ()
    end: Ident | None = None
    reason: Literal["required", "optional", "none"] = "none"
    guards: tuple[Ident, ...] = ()
    signs: bool = False  # choosing it signs the product: number, signature, passphrase
    key: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")] | None = None

    @field_validator("next", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _exactly_one_way(self) -> Outcome:
        ways = [bool(self.next), self.back_to is not None, self.end is not None]
        if sum(ways) != 1:
            raise ValueError("hasil harus punya tepat satu dari next, back_to, atau end")
        if self.back_to and not self.asks:
            raise ValueError("hasil dengan back_to perlu asks: apa yang diminta dari pemohon")
        if self.end == REFUSED and self.reason != "required":
            raise ValueError('penolakan perlu reason = "required"')
        return self

    @property
    def is_refusal(self) -> bool:
        """Whether it ends the case with a no that must be reasoned."""
        return self.end == REFUSED

    @property
    def goes_on(self) -> bool:
        """Whether it takes the case forward: neither back to the applicant nor a refusal."""
        return self.back_to is None and not self.is_refusal


class Deadline(Shape):
    """What happens when the step's time runs out. `default` takes a lawful outcome (basis says which rule)."""

    do: Literal["escalate", "hand_over", "default"]
    to: Slug | None = None
    outcome: Ident | None = None
    basis: str = ""
    follow_up: bool = True

    @model_validator(mode="after")
    def _complete(self) -> Deadline:
        if self.do == "escalate" and not self.to:
            raise ValueError("escalate perlu to: jabatan yang diberi tahu")
        if self.do == "default" and not (self.outcome and self.basis):
            raise ValueError("default perlu outcome dan basis (dasar hukumnya)")
        return self


class Party(Shape):
    """An outside party: reached by a signed link sent to `contact` (a form field with a phone number).

    `shows`: the form fields it must read to answer, besides name and address.
    """

    name: Text
    contact: Ident
    link_for: SpanText = "3 hari"
    shows: tuple[Ident, ...] = ()


class Step(Shape):
    id: Ident
    title: Text
    title_en: str = ""
    does: Text
    does_en: str = ""
    by: Slug
    at: Literal["unit", "kecamatan", "kota"] = "unit"
    needs: tuple[Text, ...] = Field(min_length=1)
    within: WorkSpan
    gives: Text
    citizen_sees: Text
    citizen_sees_en: str = ""
    waits_for: tuple[Ident, ...] = ()
    guards: tuple[Ident, ...] = ()
    effect: Ident | None = None
    opens: Slug | None = None
    party: Party | None = None
    assign: Literal["pull", "least-loaded", "rotation", "blind"] = "pull"
    batch: bool = False  # may be decided for many cases at once (signing with one passphrase)
    checklist: bool = False  # every line of `needs` is ticked before the case goes on
    note: str = ""
    on_deadline: Deadline | None = None
    outcomes: dict[Ident, Outcome] = Field(min_length=1)

    @model_validator(mode="after")
    def _who_does_it(self) -> Step:
        if (self.by == SYSTEM_ROLE) != bool(self.effect or self.opens):
            raise ValueError('langkah mesin ditulis by = "sistem" dengan effect atau opens, dan hanya begitu')
        if (self.by == OUTSIDE_ROLE) != (self.party is not None):
            raise ValueError('langkah pihak luar ditulis by = "pihak-luar" dengan party')
        return self

    @property
    def side(self) -> str:
        """Whose clock runs: city (the machine's work is the city's) or outside."""
        return "outside" if self.by == OUTSIDE_ROLE else "city"

    @property
    def is_machine(self) -> bool:
        return self.by == SYSTEM_ROLE


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
    channels: tuple[Literal["web", "counter", "sms-status"], ...] = Field(min_length=1)
    minutes_to_fill: int = Field(default=4, ge=1, le=120)
    product: Product
    applicant: Applicant
    standard: Standard
    sop: SopSheet
    returns: Returns = Returns()
    requirements: tuple[Requirement, ...] = ()
    start: tuple[Ident, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def first_steps(self) -> tuple[str, ...]:
        """Ids of the steps that open when a case is submitted: `start`, or the first step."""
        return self.start or (self.steps[0].id,)

    def step(self, step_id: str) -> Step:
        return next(s for s in self.steps if s.id == step_id)


class Choice(Shape):
    value: Ident
    label: Text
    label_en: str = ""


FieldType = Literal[
    "text", "longtext", "number", "money", "date", "time", "choice", "yesno", "phone", "nik", "family", "list", "area", "region"
]


class FormField(Shape):
    """`prefill`: an attribute of the register offered for change ("person.address"); `because` says why it is asked at all.

    `family` chooses a member of the applicant's household; `area` is a measure in square metres; `region` chooses a
    kelurahan or desa of the city, and offers the one where the subject is registered.
    `only_if` shows the field when another field of the same form has one of the values (no expressions).
    """

    id: Ident
    label: Text
    label_en: str = ""
    hint: str = ""
    hint_en: str = ""
    type: FieldType
    required: bool = True
    min: int | None = None
    max: int | None = None
    past: bool | None = None  # dates: True = not in the future, False = not in the past
    choices: tuple[Choice, ...] = ()
    fields: tuple[FormField, ...] = ()
    prefill: str | None = None
    because: str = ""
    only_if: dict[Ident, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _fits_its_type(self) -> FormField:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices dipakai untuk type choice, dan hanya untuk itu")
        if (self.type == "list") != bool(self.fields):
            raise ValueError("fields dipakai untuk type list, dan hanya untuk itu")
        return self


class Page(Shape):
    """One question, one page on a phone."""

    id: Ident
    title: Text
    title_en: str = ""
    hint: str = ""
    fields: tuple[FormField, ...] = Field(min_length=1)


class Form(Shape):
    pages: tuple[Page, ...] = ()

    @property
    def fields(self) -> tuple[FormField, ...]:
        return tuple(f for page in self.pages for f in page.fields)


class Act(Shape):
    """One act of a story. `after`: working time since the act before. `refused`: a part of the sentence that must come back.

    `does`: outcome of a step by default; `resubmit`, `withdraw`, `lapse` (nobody answers until the deadline) for the rest.
    """

    by: Literal["siti", "tono", "budi", "kasi", "sekretaris", "bu_lurah", "pak_camat", "kasi_camat", "ketua_rt", "sistem"]
    step: Ident | None = None
    outcome: Ident | None = None
    does: Literal["outcome", "resubmit", "withdraw", "lapse"] = "outcome"
    after: Pause = ""
    reason: str = ""
    answers: dict[str, Any] = {}
    refused: str = ""
    ticks: bool = True  # whether the checklist of the step is ticked


class StoryEnd(Shape):
    """`end`: how it ended, or "open". `city`, `applicant`: working minutes each side used, when the story fixes them."""

    end: str
    city: int | None = None
    applicant: int | None = None
    returns: int = 0


class Story(Shape):
    name: Text
    kind: Literal["happy", "return", "refusal", "other"]
    applicant: Literal["siti", "tono"] = "siti"
    about: Literal["self", "family", "late", "ward"] = "self"
    start: datetime  # local time of the city
    place: Literal["home", "elsewhere"] = "home"  # what every `region` field says: the own kelurahan, or another one
    answers: dict[str, Any] = {}
    without: tuple[Ident, ...] = ()  # requirements not attached
    submit_refused: str = ""
    acts: tuple[Act, ...] = ()
    ends: StoryEnd


class Examples(Shape):
    stories: tuple[Story, ...] = Field(min_length=1)
