"""What complaints speak in: what somebody tells, who asks, what the public is told of an incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from lorong.lib.actors import Actor, ActorKind
from lorong.lib.phrases import Phrase, both
from lorong.lib.places import Spot

MOST_PHOTOS = 5
MOST_WITH_ANSWER = 3  # to "is it really fixed?"
SHORTEST, LONGEST = 10, 4000  # characters of what is told
WHERE_LONGEST = 200
AT_THE_EDGE = 50  # metres outside the city's outline that are still taken for the city: outlines are true to a few metres
AN_HOUR, A_DAY = 20, 60  # reports of one phone or account
AN_ADDRESS = 200  # reports in an hour from one address: a market behind one router
FORGED = 2000  # metres between the pin and where the photo says that it was taken, from which the unit is told
CLOCK_SLACK = timedelta(minutes=1)  # the way through the network; more is a clock that goes wrong
SHOT_SLACK = timedelta(hours=2)  # between an officer's visit and when the photo says that it was taken: older ones need a reason
REOPEN = timedelta(days=10)  # after the last answer (PermenPANRB 62/2018)
SILENCE = timedelta(hours=48)  # without a word of who told it, until neighbours are asked
NEIGHBOURS = 3
RECURRENCE = timedelta(days=365)
NOW_DAYS = 0  # `models.Figure.days` of the row that says how it stands now and went month by month
RECURS = 3  # incidents of a category at one place within that time: a structural problem

# Whoever answers for the residents in a case that nobody owns: who it is, only this room knows.
RESIDENTS = Actor(kind=ActorKind.RESIDENT, name="Warga")


class Visibility(StrEnum):
    """Who may know what (SP4N-LAPOR: anonim, rahasia)."""

    OPEN = "open"  # the unit sees the name, the public does not
    ANONYMOUS = "anonymous"  # neither unit nor public sees the name
    SECRET = "secret"  # noqa: S105  # the public sees nothing at all


class PlaceFrom(StrEnum):
    """How the place was found."""

    DEVICE = "device"
    PIN = "pin"
    PHOTO = "photo"
    LANDMARK = "landmark"
    REGION = "region"  # only the kelurahan is known


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody tells, as it came in.

    region: code of the kelurahan; "" when `spot` says it. accuracy: metres. phone: E.164, proved by a code or a gateway; for
    somebody without an account. written_at, sent_at: by the phone's own clock; sent_at shows how far that clock is off.
    join: the code of the incident it is about, "" for a new one.
    """

    category: str
    text: str
    visibility: str = Visibility.OPEN
    spot: Spot | None = None
    place_from: str = PlaceFrom.PIN
    accuracy: int | None = None
    where: str = ""
    region: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    phone: str = ""
    written_at: datetime | None = None
    sent_at: datetime | None = None
    join: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Who is asking: an account, or a visitor whose phone (E.164) was proved by a code; both for an account with its phone."""

    account_id: int | None = None
    phone: str | None = None

    @property
    def is_known(self) -> bool:
        return self.account_id is not None or bool(self.phone)


class Stage(StrEnum):
    """What the public is told of an incident."""

    UNCHECKED = "unchecked"
    WAITING_FOR_DATA = "waiting_for_data"
    WORKING = "working"
    ELSEWHERE = "elsewhere"
    ASKED_IF_FIXED = "asked_if_fixed"
    FIXED = "fixed"
    ANSWERED = "answered"
    NOT_OURS = "not_ours"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"

    @property
    def is_open(self) -> bool:
        return self in OPEN_STAGES

    @property
    def words(self) -> Phrase:
        """A few words, in both languages."""
        return STAGE_WORDS[self][0]

    @property
    def sentence(self) -> Phrase:
        """One sentence, in both languages."""
        return STAGE_WORDS[self][1]


OPEN_STAGES = frozenset({Stage.UNCHECKED, Stage.WAITING_FOR_DATA, Stage.WORKING, Stage.ELSEWHERE, Stage.ASKED_IF_FIXED})
STAGE_WORDS: Mapping[Stage, tuple[Phrase, Phrase]] = {
    Stage.UNCHECKED: (
        both("Belum diperiksa", "Not checked yet"),
        both(
            "Laporan sudah masuk dan menunggu diperiksa petugas.", "The report has arrived and waits for an officer to check it."
        ),
    ),
    Stage.WAITING_FOR_DATA: (
        both("Menunggu keterangan", "Waiting for details"),
        both("Petugas meminta keterangan tambahan kepada pelapor.", "The officer asked the reporter for more details."),
    ),
    Stage.WORKING: (
        both("Sedang ditangani", "Being handled"),
        both("Petugas sedang menanganinya.", "Officers are working on it."),
    ),
    Stage.ELSEWHERE: (
        both("Di pihak lain", "With another party"),
        both("Diteruskan kepada pihak lain yang berwenang.", "Passed on to another party, who is in charge of it."),
    ),
    Stage.ASKED_IF_FIXED: (
        both("Menunggu jawaban warga", "Waiting for residents"),
        both(
            "Petugas sudah menjawab; warga ditanya apakah benar.",
            "The officers have answered; residents are asked whether it is so.",
        ),
    ),
    Stage.FIXED: (
        both("Beres", "Fixed"),
        both("Sudah beres menurut petugas dan warga.", "Fixed, according to officers and residents."),
    ),
    Stage.ANSWERED: (
        both("Sudah dijawab", "Answered"),
        both("Petugas sudah memberi jawaban.", "The officers have answered."),
    ),
    Stage.NOT_OURS: (
        both("Bukan wewenang kota", "Not the city's"),
        both("Ini bukan wewenang pemerintah kota.", "This is not for the city government to do."),
    ),
    Stage.ARCHIVED: (
        both("Diarsipkan", "Archived"),
        both("Laporan diarsipkan dengan alasan.", "The report was archived, with a reason."),
    ),
    Stage.WITHDRAWN: (
        both("Dicabut", "Taken back"),
        both("Laporan dicabut pelapornya, atau dianggap dicabut.", "The report was taken back, or is deemed to be."),
    ),
    Stage.MERGED: (
        both("Digabung", "Merged"),
        both("Digabung dengan laporan lain tentang hal yang sama.", "Merged with another report of the same thing."),
    ),
}


@dataclass(frozen=True, slots=True)
class Near:
    """An incident of the same category near by, for whoever is about to tell of it. `photo`: id of a picture that may be shown.

    metres: None when it lies in the same kelurahan and no place is known.
    """

    code: str
    category: str
    metres: int | None
    opened_at: datetime
    reporters: int
    stage: Stage
    photo: int | None
    where: str = ""


ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as the asker may see it: its id, when it was taken; kind: "before" or "after" for an officer's, ANSWER for one
    that a resident gave with the answer to "is it really fixed?"."""

    id: int
    at: datetime
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the public timeline. `what`: a few words, in both languages."""

    at: datetime
    what: Phrase
    who: str = ""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """An incident as anybody may see it. `text`: what was told, covered; "" while nobody has checked it."""

    code: str
    category: str
    title: Phrase
    stage: Stage
    unit: str  # name of the office that has it
    region: str
    where: str
    spot: Spot | None
    opened_at: datetime
    moved_at: datetime
    ended_at: datetime | None
    text: str
    reporters: int
    followers: int
    photos: tuple[Shot, ...]
    visits: tuple[Shot, ...]
    timeline: tuple[Told, ...]
    promised_from: datetime | None
    promised_until: datetime | None
    contradicted: int
    structural_at: datetime | None
    round: int
    case_number: str
    merged_into: str = ""
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of incidents is narrowed by; empty parts narrow nothing."""

    categories: tuple[str, ...] = ()
    region: str = ""  # a kelurahan, or the code of a kecamatan or city above it
    unit: str = ""
    stages: tuple[Stage, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who told it, for an officer who asked; every look is on record."""

    name: str
    phone: str


@dataclass(frozen=True)
class Figures:
    """How complaints went. p50, p90: days until the end, None when nothing ended. Shares in per cent, None without a base.

    volume: opened; ended: with an answer; false: the unit said that it is fixed and a resident said that it is not.
    """

    volume: int = 0
    ended: int = 0
    judged: int = 0
    on_time: int = 0
    p50: float | None = None
    p90: float | None = None
    claims: int = 0
    false: int = 0
    reopened: int = 0

    @property
    def on_time_share(self) -> float | None:
        return round(self.on_time * 100 / self.judged, 1) if self.judged else None

    @property
    def false_share(self) -> float | None:
        return round(self.false * 100 / self.claims, 1) if self.claims else None


@dataclass(frozen=True, slots=True)
class MonthOf:
    """One month: told in it; ended in it with an answer, and of those: judged, on time, claims, claims that were contradicted."""

    month: date
    told: int
    ended: int
    judged: int
    on_time: int
    claims: int
    false: int


@dataclass(frozen=True, slots=True)
class Course:
    """How it stands and went. open: now; late: of those past the told date, and the city's turn; flagged: structural problems of
    a year, `places`: the codes of the newest; kinds: (category, how many in a year), the most frequent first, public ones only."""

    open: int = 0
    late: int = 0
    flagged: int = 0
    places: tuple[str, ...] = ()
    months: tuple[MonthOf, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
