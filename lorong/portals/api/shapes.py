"""What goes over the wire. Moments are ISO 8601 with the city's zone, money is whole rupiah, texts are in the language asked for."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from lorong.lib.sop.answers import storable

LONGEST_ANSWER = 4000
MOST_ANSWERS = 200
MOST_ROWS = 50


def _keepable(text: str) -> str:
    if storable(text) != text:
        raise ValueError("tidak boleh memuat karakter kendali")
    return text


Kept = Annotated[str, AfterValidator(_keepable)]
Plain = Annotated[str, Field(max_length=LONGEST_ANSWER)] | Annotated[int, Field(ge=-(10**15), le=10**15)] | bool | None
Row = Annotated[dict[str, Plain], Field(max_length=MOST_ANSWERS)]
Answer = Plain | Annotated[list[Row], Field(max_length=MOST_ROWS)]
Answers = Annotated[dict[str, Answer], Field(max_length=MOST_ANSWERS)]


class Asked(Schema):
    """What a program sends: nothing beyond what is named here."""

    model_config = ConfigDict(extra="forbid")


# ---- problems (RFC 9457)


class Problem(Schema):
    """Why something could not be served. `detail` says what to do next; `errors`: sentence by field."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    field: str | None = None
    errors: dict[str, str] | None = None


# ---- services


class ServiceBrief(Schema):
    """`promise`: working time, as the city says it. `fee`: rupiah."""

    slug: str
    title: str
    summary: str
    promise: str
    fee: int


class Services(Schema):
    items: list[ServiceBrief]
    next: str | None


class RequirementTold(Schema):
    """`kept_by_the_city`: when the city holds it already, it is not asked for again."""

    id: str
    name: str
    hint: str
    required: bool
    kept_by_the_city: bool


class StepTold(Schema):
    """`within`: working time, at most. `side`: whose clock runs meanwhile."""

    title: str
    within: str
    side: Literal["city", "outside"]


class Service(ServiceBrief):
    """`form`: JSON Schema (2020-12) of the answers. `about`: for whom else one may apply."""

    version: int
    channels: list[str]
    product: str
    valid_for: str | None
    about: list[str]
    legal_basis: list[str]
    requirements: list[RequirementTold]
    steps: list[StepTold]
    form: dict[str, Any]


class SubjectTold(Schema):
    """Somebody for whom one may apply; `value` is what `subject` of an application takes."""

    value: str
    about: Literal["self", "family", "late", "ward"]
    name: str


class Subjects(Schema):
    items: list[SubjectTold]


# ---- applications


class ApplicationAsked(Asked):
    """`subject`: a `value` of the service's subjects; left out for oneself."""

    service: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    subject: Annotated[str, Field(pattern=r"^(self|family|late|ward):[0-9a-f-]{36}$")] | None = None
    answers: Answers = {}


class AnswersAsked(Asked):
    """Answers to keep; those that are not named stay as they are."""

    answers: Answers


class Missing(Schema):
    """What an application still misses: an answer (`id` of its field) or a document (`id` of the requirement)."""

    kind: Literal["answer", "document"]
    id: str
    detail: str


class DocumentNeeded(Schema):
    """`held`: the city had it before. `document_id`: what satisfies the requirement now."""

    requirement: str
    name: str
    required: bool
    satisfied: bool
    held: bool
    document_id: uuid.UUID | None


class Application(Schema):
    """An application being written. `suggested`: what the register knows for answers that are still empty.

    `ready`: nothing is missing. `case`: the number of the case it has become.
    """

    id: int
    service: str
    version: int
    about: str
    subject: str
    answers: dict[str, Any]
    suggested: dict[str, Any]
    documents: list[DocumentNeeded]
    missing: list[Missing]
    ready: bool
    updated_at: datetime
    case: str | None


class Applications(Schema):
    items: list[Application]


# ---- cases


class CaseBrief(Schema):
    """`turn`: who must act now. `turn_due_at`: until when; `promised_at`: when the city must be done, while its clock runs."""

    number: str
    service: str
    title: str
    about: str
    unit: str
    state: Literal["running", "finished", "refused", "withdrawn", "lapsed"]
    turn: Literal["city", "applicant", "outside", "none"]
    status: str
    opened_at: datetime | None
    turn_due_at: datetime | None
    promised_at: datetime | None
    ended_at: datetime | None


class Cases(Schema):
    items: list[CaseBrief]
    next: str | None


class AskTold(Schema):
    """`requirement`: the document asked for; null when a correction or an explanation is."""

    requirement: str | None
    name: str
    answered: bool


class ReturnTold(Schema):
    """What is asked of the applicant, by whom and why."""

    by: str
    why: str
    asks: list[AskTold]


class ForecastTold(Schema):
    """Eight of ten similar cases finish between these moments."""

    first: datetime
    last: datetime
    based_on: int


class HistoryTold(Schema):
    at: datetime
    what: str


class LetterTold(Schema):
    """`code`: by which anybody checks it."""

    number: str
    title: str
    code: str
    signed_at: datetime
    valid_until: date | None
    revoked: bool
    ready: bool
    case: str


class Letters(Schema):
    items: list[LetterTold]
    next: str | None


class Case(CaseBrief):
    """`city_minutes`, `promised_minutes`: working minutes used and promised."""

    answers: dict[str, Any]
    returned: ReturnTold | None
    forecast: ForecastTold | None
    city_minutes: int
    promised_minutes: int
    history: list[HistoryTold]
    letter: LetterTold | None


class Said(Schema):
    """A line of the conversation. `file_id`: a file that came with it."""

    at: datetime
    side: Literal["applicant", "city", "outside"]
    author: str
    title: str
    text: str
    file_id: uuid.UUID | None
    seen: bool


class Conversation(Schema):
    """Newest first."""

    items: list[Said]
    next: str | None


class SayAsked(Asked):
    text: Annotated[Kept, Field(min_length=1, max_length=LONGEST_ANSWER)]


class ResubmitAsked(Asked):
    """answers: corrections, when any are needed."""

    answers: Answers | None = None


class DocumentTold(Schema):
    id: uuid.UUID
    requirement: str
    name: str
    received_at: datetime
    accepted: bool
    rejected_because: str | None
    replaced: bool
    has_file: bool


class Documents(Schema):
    items: list[DocumentTold]


class PaperTold(Schema):
    """A document the city holds and takes again."""

    id: uuid.UUID
    kind: str
    name: str
    received_at: datetime
    accepted: bool
    valid_until: date | None


class Papers(Schema):
    items: list[PaperTold]
    next: str | None


# ---- checking a letter


class Check(Schema):
    """`finding`: real, pending, revoked, expired, unknown, altered or foreign. Compare number, name and date with the paper."""

    finding: Literal["real", "pending", "revoked", "expired", "unknown", "altered", "foreign"]
    good: bool
    title: str | None
    number: str | None
    code: str | None
    unit: str | None
    holder: str | None
    signed_by: str | None
    signed_at: datetime | None
    valid_until: date | None
    revoked_at: datetime | None
    revoked_because: str | None
