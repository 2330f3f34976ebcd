"""The stories of `examples.toml`, played with the token game alone: do they fit the SOP, and do they come true?

The whole engine plays them again in the tests; this finds the slip in the file at once, and with its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lorong.lib.sop.flow import (
    FlowError,
    Marking,
    active,
    answer,
    begin,
    compile_flow,
    fire,
    turn,
    waiting_for_applicant,
)
from lorong.lib.sop.known import NORMAL_DAY_MINUTES
from lorong.lib.sop.problems import Problem, Severity
from lorong.lib.sop.reading import Declared
from lorong.lib.sop.schema import HEAD_ROLE, NO_ENDS, OUTSIDE_ROLE, RESIDENTS_ROLE, Act, Sop, Step, Story
from lorong.lib.sop.wording import meant
from lorong.lib.span import Span
from lorong.lib.toml_lines import Place

OPEN = "open"
# Who of the cast may do which role, and where: (level, role).
CAST: Mapping[str, frozenset[tuple[str, str]]] = {
    "budi": frozenset({("kelurahan", "staf-pelayanan")}),
    "kasi": frozenset({("kelurahan", "kasi-pelayanan"), ("kelurahan", "kasi-pemerintahan")}),
    "sekretaris": frozenset({("kelurahan", "sekretaris")}),
    "bu_lurah": frozenset({("kelurahan", "lurah")}),
    "kasi_camat": frozenset({("kecamatan", "kasi-pelayanan"), ("kecamatan", "sekretaris-camat")}),
    "pak_camat": frozenset({("kecamatan", "camat")}),
    "ketua_rt": frozenset({(level, OUTSIDE_ROLE) for level in ("kelurahan", "kecamatan", "kota")}),
    "sistem": frozenset(),
    "siti": frozenset(),
    "tono": frozenset(),
}
# Whoever acts in a case of the public, in whatever unit has it.
PUBLIC_CAST: Mapping[str, str] = {
    "pengelola": "pengelola-pengaduan",
    "daeng_nai": "petugas-lapangan",
    "auditor": "auditor",
    "kepala": HEAD_ROLE,
    "staf": "staf-pelayanan",
    "pihak_luar": OUTSIDE_ROLE,
    "siti": RESIDENTS_ROLE,
    "tono": RESIDENTS_ROLE,
}


@dataclass
class Played:
    """How a story went. `minutes`: working minutes by side. `problems`: (place inside the story, sentence)."""

    end: str = OPEN
    sure: bool = True  # False after an act whose result only the engine knows (withdraw, lapse)
    returns: int = 0
    reopened: int = 0  # residents did not agree, and the city goes on
    minutes: dict[str, int] = field(default_factory=lambda: {"city": 0, "applicant": 0, "outside": 0})
    done: set[tuple[str, str]] = field(default_factory=set)
    problems: list[tuple[Place, str]] = field(default_factory=list)
    only_machine_left: bool = False


def stories(declared: Declared) -> Iterator[Problem]:
    """Stories that do not fit the SOP or the form, kinds that are missing, steps that no story reaches."""
    at = declared.examples_source
    kinds = {s.kind for s in declared.examples.stories}
    for kind, name in (("happy", "jalan lancar"), ("return", "berkas dikembalikan"), ("refusal", "penolakan")):
        if kind not in kinds:
            yield at.problem(("stories",), f'Belum ada cerita {name}. Tambahkan satu dengan kind = "{kind}".')
    if declared.sop.applicant.place is not None and not any(s.place == "elsewhere" for s in declared.examples.stories):
        said = 'Belum ada cerita tentang tempat di kelurahan lain. Tulis place = "elsewhere" pada satu cerita.'
        yield at.problem(("stories",), said)
    done: set[tuple[str, str]] = set()
    for i, story in enumerate(declared.examples.stories):
        yield from _answers(declared, i, story)
        played = play(declared.sop, story)
        done |= played.done
        for place, sentence in (*played.problems, *_ending(story, played)):
            yield at.problem(("stories", i, *place), sentence)
    yield from _unreached(declared, done)


def play(sop: Sop, story: Story, day_minutes: int = NORMAL_DAY_MINUTES) -> Played:
    """Play one story. The names in the SOP must be right (`structure.py`)."""
    game = _Game(sop, day_minutes)
    if story.submit_refused:
        return game.played
    for number, act in enumerate(story.acts):
        game.settle(upcoming=act)
        if game.over and not act.refused:
            game.problem(("acts", number), "Urusan sudah berakhir sebelum tindakan ini. Hapus, atau perbaiki yang sebelumnya.")
            return game.played
        game.act(number, act)
        if game.played.problems:
            return game.played
    game.finish()
    return game.played


class _Game:
    def __init__(self, sop: Sop, day_minutes: int) -> None:
        self.sop, self.day = sop, day_minutes
        self.flow = compile_flow(sop)
        self.marking: Marking = begin(self.flow).marking
        self.played = Played()

    @property
    def over(self) -> bool:
        return self.played.end != OPEN or not self.played.sure

    def problem(self, place: Place, sentence: str) -> None:
        self.played.problems.append((place, sentence))

    def settle(self, upcoming: Act | None = None) -> None:
        """The machine's steps with a single outcome happen by themselves, unless the next act says otherwise."""
        for _ in range(2 * len(self.sop.steps)):  # a machine that goes round for ever is soundness's affair
            if self.over:
                return
            ready = [self.sop.step(s) for s in sorted(active(self.marking))]
            one = next((s for s in ready if s.effect and len(s.outcomes) == 1 and not _names(upcoming, s)), None)
            if one is None:
                return
            self._fire(one.id, next(iter(one.outcomes)))

    def finish(self) -> None:
        left = [self.sop.step(s) for s in active(self.marking)]
        self.played.only_machine_left = bool(left) and all(s.is_machine for s in left) and not self.over
        self.settle()

    def act(self, number: int, act: Act) -> None:
        place: Place = ("acts", number)
        side = turn(self.flow, self.marking)
        if act.after and side in self.played.minutes:
            self.played.minutes[side] += Span.parse(act.after).working_minutes(self.day)
        if act.refused:
            return
        if act.does == "lapse" and self._silent():
            return
        if act.does in {"withdraw", "lapse"}:
            self.played.sure = False
        elif act.does == "resubmit":
            self._resubmit(place, act)
        else:
            self._decide(place, act)

    def _silent(self) -> bool:
        """Residents say nothing until the deadline: what their step takes then."""
        for step in map(self.sop.step, sorted(active(self.marking))):
            if step.by == RESIDENTS_ROLE and step.on_deadline is not None and step.on_deadline.outcome is not None:
                self._fire(step.id, step.on_deadline.outcome)
                return True
        return False

    def _resubmit(self, place: Place, act: Act) -> None:
        waiting = sorted(waiting_for_applicant(self.marking))
        step = act.step if act.step else waiting[0] if len(waiting) == 1 else None
        if step is None or step not in waiting:
            said = "Tidak ada yang diminta dari pemohon saat ini. Dahului dengan hasil yang mengembalikan berkas."
            self.problem(place, "Sebutkan step: lebih dari satu langkah menunggu pemohon." if len(waiting) > 1 else said)
            return
        self.marking = answer(self.flow, self.marking, step).marking

    def _decide(self, place: Place, act: Act) -> None:
        ids = [s.id for s in self.sop.steps]
        if act.step is None or act.step not in ids:
            self.problem((*place, "step"), f"Langkah `{act.step or ''}` tidak ada di sop.toml. {meant(act.step or '', ids)}")
            return
        step = self.sop.step(act.step)
        if act.outcome is None or act.outcome not in step.outcomes:
            said = f"Langkah `{step.id}` tidak punya hasil `{act.outcome or ''}`. {meant(act.outcome or '', step.outcomes)}"
            self.problem((*place, "outcome"), said)
        elif step.id not in active(self.marking):
            now = ", ".join(f"`{s}`" for s in sorted(active(self.marking))) or "tidak ada"
            self.problem((*place, "step"), f"Langkah `{step.id}` tidak sedang terbuka di sini. Yang terbuka: {now}.")
        elif not _may(self.sop, step, act.by):
            self.problem(
                (*place, "by"),
                f"`{act.by}` bukan {step.by}. Ganti pelakunya, atau tulis `refused` bila memang harus ditolak.",
            )
        elif self._lacks_reason(step, act):
            self.problem((*place, "reason"), f"Hasil `{act.outcome}` perlu alasan. Tulis reason.")
        else:
            self._fire(step.id, act.outcome)

    def _lacks_reason(self, step: Step, act: Act) -> bool:
        outcome = step.outcomes[act.outcome or ""]
        return (outcome.reason == "required" or outcome.back_to is not None) and not act.reason.strip()

    def _fire(self, step: str, outcome: str) -> None:
        try:
            moved = fire(self.flow, self.marking, step, outcome)
        except FlowError:
            self.problem((), f"Hasil `{outcome}` pada `{step}` membuka langkah yang masih terbuka. Perbaiki sop.toml.")
            self.played.sure = False
            return
        self.played.done.add((step, outcome))
        self.marking = moved.marking
        self.played.returns += self.sop.step(step).outcomes[outcome].back_to is not None
        self.played.reopened += self.sop.step(step).by == RESIDENTS_ROLE and moved.end is None
        if moved.end is not None:
            self.played.end = moved.end


def _ending(story: Story, played: Played) -> Iterator[tuple[Place, str]]:
    """What the story says about its end, against how it went."""
    if played.problems or not played.sure:
        return
    ends = story.ends
    accepted = {played.end, OPEN} if played.only_machine_left else {played.end}
    if ends.end not in accepted:
        yield ("ends", "end"), f"Cerita ini berakhir `{played.end}`, bukan `{ends.end}`. Perbaiki salah satu."
    for side, said in (("city", ends.city), ("applicant", ends.applicant)):
        if said is not None and said != played.minutes[side]:
            who = "kota" if side == "city" else "pemohon"
            yield (
                ("ends", side),
                f"Waktu {who} menurut tindakannya {played.minutes[side]} menit, bukan {said}. Perbaiki angkanya.",
            )
    if ends.returns != played.returns:
        yield (
            ("ends", "returns"),
            f"Berkas dikembalikan {played.returns} kali, bukan {ends.returns}. Perbaiki angkanya.",
        )
    wrong = (
        (story.kind == "happy" and (played.end in NO_ENDS or story.submit_refused != ""))
        or (story.kind == "return" and played.returns + played.reopened == 0)
        or (story.kind == "refusal" and played.end not in NO_ENDS and not story.submit_refused)
    )
    if wrong:
        yield ("kind",), f'Cerita ini tidak seperti kind-nya, "{story.kind}". Perbaiki ceritanya, atau pakai "other".'


def _answers(declared: Declared, i: int, story: Story) -> Iterator[Problem]:
    at = declared.examples_source
    fields = {f.id: f for f in declared.form.fields}
    known = {r.id for r in declared.sop.requirements}
    if story.place != "home" and declared.sop.applicant.place is None:
        said = "Layanan ini diurus di kelurahan pemohon. Hapus place dari cerita, atau tulis place di bagian applicant."
        yield at.problem(("stories", i, "place"), said)
    for j, missing in enumerate(story.without):
        if missing not in known:
            yield at.problem(("stories", i, "without", j), f"Syarat `{missing}` tidak ada di sop.toml. {meant(missing, known)}")
    for table, answers in _given(i, story):
        for name, value in answers.items():
            place = table if (*table, name) in at.lines else ("answers",)
            if name not in fields:
                yield at.problem((*place, name), f"Isian `{name}` tidak ada di form.toml. {meant(name, fields)}")
            elif fields[name].type == "region":
                said = f'Cerita berlaku di setiap kota: hapus `{name}`, dan tulis place = "home" atau "elsewhere" pada ceritanya.'
                yield at.problem((*place, name), said)
            elif fields[name].choices and value not in {c.value for c in fields[name].choices}:
                choices = [c.value for c in fields[name].choices]
                yield at.problem((*place, name), f"`{value}` bukan pilihan dari `{name}`. {meant(str(value), choices)}")
    for one in (f for f in fields.values() if f.type != "region"):
        shown = all(str(_plain(story.answers.get(other))) in values for other, values in one.only_if.items())
        if one.required and shown and one.id not in story.answers and not one.prefill and not story.submit_refused:
            yield at.problem(("stories", i, "answers"), f"Cerita ini tidak mengisi `{one.id}`. Tambahkan jawabannya.")


def _given(i: int, story: Story) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    yield ("stories", i, "answers"), story.answers
    for j, act in enumerate(story.acts):
        yield ("stories", i, "acts", j, "answers"), act.answers


def _unreached(declared: Declared, done: Collection[tuple[str, str]]) -> Iterator[Problem]:
    # Where the catalogue knows no outside party, only a city with one of its own comes to that step.
    report = declared.sop.report
    seldom = {s.id for s in declared.sop.steps if s.party is not None and report is not None and not report.parties}
    for i, step in enumerate(declared.sop.steps):
        if step.id in seldom:
            continue
        if not any((step.id, name) in done for name in step.outcomes):
            said = f"Tidak ada cerita yang melewati langkah `{step.id}`. Tambahkan satu di examples.toml."
            yield declared.sop_source.problem(("steps", i), said, Severity.WARNING)
            continue
        for name in step.outcomes:
            if (step.id, name) not in done and not seldom & set(step.outcomes[name].next):
                said = f"Tidak ada cerita dengan hasil `{name}` pada langkah `{step.id}`."
                yield declared.sop_source.problem(("steps", i, "outcomes", name), said, Severity.REMARK)


def _names(act: Act | None, step: Step) -> bool:
    return act is not None and act.step == step.id


def _may(sop: Sop, step: Step, by: str) -> bool:
    if step.is_machine:
        return by == "sistem"
    if sop.is_public:
        return PUBLIC_CAST.get(by) == step.by
    if step.by == RESIDENTS_ROLE:
        return by in {"siti", "tono"}
    level = sop.applicant.unit if step.at == "unit" else step.at
    return (level, step.by) in CAST.get(by, frozenset()) or (
        level == "kota" and not any(r == (level, step.by) for c in CAST.values() for r in c)
    )


def _plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
