"""The rows of the official flowchart (PermenPANRB 35/2012): one activity each, one symbol, exits to other rows.

The form knows a process with one exit and a decision with exactly two, Ya and Tidak. A step with more outcomes becomes
several decisions in a row; outcomes that lead to the same place are one exit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lorong.lib.dates import spoken_minutes
from lorong.lib.sop.known import NORMAL_DAY_MINUTES
from lorong.lib.sop.materials import told
from lorong.lib.sop.schema import (
    ANSWERED,
    ARCHIVED,
    NO_ENDS,
    NOT_OURS,
    OUTSIDE_ROLE,
    REFUSED,
    RESIDENTS_ROLE,
    SYSTEM_ROLE,
    Outcome,
    Sop,
    Step,
)
from lorong.lib.sop.timing import longest_normal_way
from lorong.lib.span import Span

APPLICANT = "Pemohon"
RESIDENTS = "Warga"
ELSEWHERE = "Di luar waktu layanan. Diurus di wilayah tempat yang diisi pemohon, tetap sejak dikirim"
ROLES: Mapping[str, str] = {
    "staf-pelayanan": "Petugas pelayanan",
    "kasi-pelayanan": "Kasi Pelayanan",
    "kasi-pemerintahan": "Kasi Pemerintahan",
    "sekretaris": "Sekretaris",
    "lurah": "Lurah",
    "camat": "Camat",
    "sekretaris-camat": "Sekretaris Camat",
    "pengelola-pengaduan": "Pengelola Pengaduan",
    "petugas-lapangan": "Petugas Lapangan",
    "auditor": "Auditor",
    RESIDENTS_ROLE: RESIDENTS,
    SYSTEM_ROLE: "Sistem",
}
# What one receives at an end that gives no product: (activity, what it needs, output, note).
_NOTHING_GIVEN: Mapping[str, tuple[str, str, str, str]] = {
    REFUSED: (
        "Menerima penolakan beserta alasannya",
        "Keputusan penolakan",
        "Pemberitahuan penolakan",
        "Dapat mengajukan lagi atau mengadu",
    ),
    ANSWERED: ("Menerima jawaban tertulis", "Jawaban", "Jawaban tertulis", "Dapat mengadu lagi"),
    ARCHIVED: ("Menerima alasan aduan diarsipkan", "Keputusan mengarsipkan", "Alasan tertulis", "Dapat mengadu lagi"),
    NOT_OURS: ("Menerima nama instansi yang berwenang", "Jawaban pihak luar", "Pemberitahuan", "Dilanjutkan di luar kota"),
}


class Shape(StrEnum):
    """Four of the five symbols of the form; the fifth, the arrow, is an `Exit`."""

    START = "start"
    END = "end"
    PROCESS = "process"
    DECISION = "decision"


@dataclass(frozen=True)
class Exit:
    """An arrow to other rows (several: at once). `label`: "Ya", "Tidak" or ""."""

    label: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """One line of the form. `column`: of the role that does it; `number`: counted from 1."""

    number: int
    activity: str
    column: int
    shape: Shape
    needs: str
    time: str
    output: str
    note: str = ""
    exits: tuple[Exit, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """The whole flowchart. `columns`: the roles (pelaksana), the applicant first; `total`: the sum in words."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: str


def matrix_of(sop: Sop, *, titles: Mapping[str, str] | None = None, day_minutes: int = NORMAL_DAY_MINUTES) -> Matrix:
    """The flowchart of an SOP that passed the check. `titles`: role -> how the city calls it, over the usual names."""
    return _Matrix(sop, {**ROLES, **(titles or {})}, day_minutes).whole()


def role_title(step: Step, titles: Mapping[str, str]) -> str:
    """Who does a step, as the form names it: a position, never a person."""
    if step.by == OUTSIDE_ROLE and step.party is not None:
        return step.party.name
    title = titles.get(step.by) or step.by.replace("-", " ").capitalize()
    if step.at == "kecamatan" and step.by != SYSTEM_ROLE and "amat" not in title:
        return f"{title} Kecamatan"
    return title


def applicant_title(sop: Sop) -> str:
    """Who stands in the first column: the applicant, or the residents where nobody applies."""
    return RESIDENTS if sop.is_public else APPLICANT


class _Matrix:
    def __init__(self, sop: Sop, titles: Mapping[str, str], day_minutes: int) -> None:
        self.sop, self.day = sop, day_minutes
        self.titles = titles = {**titles, RESIDENTS_ROLE: applicant_title(sop)}
        self.ways = {s.id: _ways(s) for s in sop.steps}
        self.first: dict[str, int] = {}  # step id -> its (first) row
        row = 1
        for step in sop.steps:
            self.first[step.id] = row
            row += max(1, len(self.ways[step.id]) - 1)
        ends = dict.fromkeys(w[0].end for ways in self.ways.values() for w in ways if w[0].end)
        self.ends = {end: row + i for i, end in enumerate(sorted(ends, key=lambda e: e in NO_ENDS))}
        names = [applicant_title(sop), *(role_title(s, titles) for s in sop.steps)]
        self.columns = tuple(dict.fromkeys(names))

    def whole(self) -> Matrix:
        rows = [self._start()]
        for step in self.sop.steps:
            rows += self._step(step)
        rows += [self._end(end, row) for end, row in self.ends.items()]
        return Matrix(self.columns, tuple(rows), self._total())

    def _start(self) -> Row:
        targets = tuple(self.first[s] for s in self.sop.first_steps)
        public = self.sop.is_public
        return Row(
            number=1,
            activity="Melaporkan keadaan, tempat, dan fotonya" if public else "Mengajukan permohonan dan melampirkan berkas",
            column=0,
            shape=Shape.START,
            needs=", ".join(r.name for r in self.sop.requirements) or ("Foto dan tempatnya" if public else "Formulir"),
            time=f"{self.sop.minutes_to_fill} menit",
            output=told(self.sop),
            note=ELSEWHERE if self.sop.applicant.place else "Tidak dihitung dalam waktu layanan",
            exits=(Exit("", targets),),
        )

    def _step(self, step: Step) -> list[Row]:
        ways, row = self.ways[step.id], self.first[step.id]
        column = self.columns.index(role_title(step, self.titles))
        shape = Shape.PROCESS if len(ways) == 1 else Shape.DECISION
        first = Row(
            number=row + 1,
            activity=step.does,
            column=column,
            shape=shape,
            needs=", ".join(step.needs),
            time=step.within + {"city": "", "outside": " (di luar kota)"}.get(step.side, " (waktu warga)"),
            output=step.gives,
            note=self._note(step),
            exits=self._exits(ways, row),
        )
        more = [
            Row(
                number=row + i + 1,
                activity=f"Menentukan: {_lower(ways[i][0].label)}?",
                column=column,
                shape=Shape.DECISION,
                needs=f"Hasil langkah {row + 1}",
                time=f"termasuk langkah {row + 1}",
                output=ways[i][0].label,
                note=self._way_notes(ways[i:]),
                exits=self._exits(ways[i:], row + i),
            )
            for i in range(1, len(ways) - 1)
        ]
        return [first, *more]

    def _exits(self, ways: list[list[Outcome]], row: int) -> tuple[Exit, ...]:
        if len(ways) == 1:
            return (Exit("", self._targets(ways[0][0])),)
        rest = self._targets(ways[1][0]) if len(ways) == 2 else (row + 1,)
        return Exit("Ya", self._targets(ways[0][0])), Exit("Tidak", rest)

    def _targets(self, outcome: Outcome) -> tuple[int, ...]:
        if outcome.back_to:
            return (0,)
        if outcome.end:
            return (self.ends[outcome.end],)
        return tuple(self.first[t] for t in outcome.next)

    def _note(self, step: Step) -> str:
        if step.note:
            return step.note
        said: list[str] = []
        if step.waits_for:
            said.append(f"Menunggu langkah {' dan '.join(str(self.first[w] + 1) for w in step.waits_for)}")
        beside = [
            str(self.first[t] + 1)
            for s in self.sop.steps
            for o in s.outcomes.values()
            if step.id in o.next and len(o.next) > 1
            for t in o.next
            if t != step.id
        ]
        if beside:
            said.append(f"Bersamaan dengan langkah {' dan '.join(dict.fromkeys(beside))}")
        if step.is_machine:
            said.append("Dibuat sistem")
        if not said and len(self.ways[step.id]) == 2:
            said.append(self._way_notes(self.ways[step.id], only_no=True))
        return "; ".join(said)

    def _way_notes(self, ways: list[list[Outcome]], *, only_no: bool = False) -> str:
        """Where the exits of a decision lead; the second one only when it is not the next decision."""
        said = [] if only_no else [f"Ya: {_lower(self._way_words(ways[0][0]))}"]
        if len(ways) == 2:
            said.append(f"Tidak: {_lower(self._way_words(ways[1][0]))}")
        return "; ".join(said)

    def _way_words(self, outcome: Outcome) -> str:
        if outcome.back_to:
            return f"kembali ke {'pelapor' if self.sop.is_public else 'pemohon'}, waktu berhenti"
        return "ditolak" if outcome.end == REFUSED else outcome.label

    def _end(self, end: str, row: int) -> Row:
        name = self.sop.product.name
        given = (
            f"Melihat hasilnya: {_lower(name)}" if self.sop.is_public else f"Menerima {name}",
            self.sop.steps[-1].gives,
            name,
            "",
        )
        activity, needs, output, note = _NOTHING_GIVEN.get(end, given)
        return Row(
            number=row + 1,
            activity=activity,
            column=0,
            shape=Shape.END,
            needs=needs,
            time="saat itu",
            output=output,
            note=note,
        )

    def _total(self) -> str:
        longest = longest_normal_way(self.sop, self.day).minutes
        promise = Span.parse(self.sop.promise)
        promised = spoken_minutes(promise.working_minutes(self.day))
        return f"{spoken_minutes(longest)} kerja (janji: {promise}, {promised} kerja)"


def _ways(step: Step) -> list[list[Outcome]]:
    """The outcomes by where they lead: the main way first, a refusal last. Each list holds those that lead to one place."""
    by_place: dict[tuple[object, ...], list[Outcome]] = {}
    for outcome in step.outcomes.values():
        by_place.setdefault((outcome.next, outcome.back_to, outcome.end), []).append(outcome)
    ways = list(by_place.values())
    main = next((w for w in ways if w[0].next or (w[0].end and not w[0].is_refusal)), ways[0])
    rest = sorted((w for w in ways if w is not main), key=lambda w: (w[0].is_refusal, w[0].back_to is None))
    return [main, *rest]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
