"""Everything that `lorong check` asks of a declared service, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lorong.lib.sop.flow import compile_flow
from lorong.lib.sop.inspector import marks_down
from lorong.lib.sop.known import Known
from lorong.lib.sop.law import lawful
from lorong.lib.sop.limits import limit_names, limits_hold
from lorong.lib.sop.materials import materials
from lorong.lib.sop.problems import Problem, Severity
from lorong.lib.sop.reading import Declared, Reading
from lorong.lib.sop.register import asks_what_is_known
from lorong.lib.sop.soundness import Fault, Finding, explore
from lorong.lib.sop.standard import standard_is_whole
from lorong.lib.sop.stories import stories
from lorong.lib.sop.structure import flow_names, structure
from lorong.lib.sop.timing import longest_normal_way
from lorong.lib.span import Span

_SENTENCES = {
    Fault.TWICE: "Hasil `{outcome}` pada `{step}` dapat membuka langkah yang masih terbuka{way}. Gabungkan dengan waits_for.",
    Fault.DEAD: "Langkah `{step}` tidak pernah tercapai. Arahkan sebuah hasil ke sana, atau hapus langkahnya.",
    Fault.ENDLESS: "Dari langkah `{step}` urusan tidak pernah dapat berakhir{way}. Beri jalan menuju end.",
    Fault.LEFT_OPEN: "Hasil `{outcome}` mengakhiri urusan sementara `{other}` belum selesai{way}. Gabungkan dulu dengan waits_for.",
    Fault.TOO_MANY: "Alur ini terlalu bercabang untuk diperiksa sampai tuntas. Sederhanakan langkah yang sejajar.",
}


def check(declared: Declared, known: Known) -> tuple[Problem, ...]:
    """What is wrong with one service, in file and line order, remarks included.

    Rules that need right names (soundness, time, stories) wait until the names are right.
    """
    found = [
        *structure(declared, known),
        *standard_is_whole(declared),
        *materials_if_named(declared),
        *asks_what_is_known(declared),
        *lawful(declared, known),
        *_letter(declared, known),
    ]
    if not any(flow_names(declared)) and not any(limit_names(declared)):
        found += [*sound(declared), *returns_end(declared), *kept(declared, known), *limits_hold(declared, known)]
        found += [*stories(declared), *marks_down(declared, known)]
    return tuple(sorted(set(found)))


def check_reading(reading: Reading, known: Known) -> tuple[Problem, ...]:
    """As `check`, for a folder that may not even have been readable."""
    return check(reading.declared, known) if reading.declared else reading.problems


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that stop publishing."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)


def same_code_twice(readings: Iterable[Reading]) -> Iterator[Problem]:
    """Two services with one code or one slug would share their case numbers and pages."""
    codes: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for reading in readings:
        declared = reading.declared
        if declared is None:
            continue
        if declared.sop.code in codes:
            said = f"Kode {declared.sop.code} sudah dipakai {codes[declared.sop.code]}. Pilih kode lain."
            yield declared.sop_source.problem(("code",), said)
        if declared.slug in slugs:
            yield declared.sop_source.problem(
                (), f"Layanan `{declared.slug}` sudah ada di {slugs[declared.slug]}. Ganti nama foldernya."
            )
        codes.setdefault(declared.sop.code, declared.slug)
        slugs.setdefault(declared.slug, declared.sop_source.name)


def reports_alike(readings: Iterable[Reading]) -> Iterator[Problem]:
    """Where one service of the public says how it is reported, all of that kind do: nobody would find the others."""
    found = [r.declared for r in readings if r.declared is not None and r.declared.sop.is_public]
    reported = {d.sop.service for d in found if d.sop.report is not None}
    for declared in found:
        if declared.sop.report is None and declared.sop.service in reported:
            said = "Belum ada bagian report: kelompok, jarak, foto, dan unit yang menangani. Tambahkan, atau tulis like."
            yield declared.sop_source.problem(("applicant", "who"), said)


def materials_if_named(declared: Declared) -> Iterator[Problem]:
    """Needs and outputs; doubled step ids make nonsense of them."""
    ids = [s.id for s in declared.sop.steps]
    if len(set(ids)) == len(ids):
        yield from materials(declared)


def sound(declared: Declared) -> Iterator[Problem]:
    """The state space of the steps, judged."""
    places = {s.id: i for i, s in enumerate(declared.sop.steps)}
    for finding in explore(compile_flow(declared.sop)):
        place: tuple[str | int, ...] = ("steps",)
        if finding.step in places:
            place = ("steps", places[finding.step])
            if finding.outcome:
                place = (*place, "outcomes", finding.outcome)
        yield declared.sop_source.problem(place, _said(finding))


def _said(finding: Finding) -> str:
    if finding.fault is Fault.STUCK:
        return (
            f"`{finding.step}` dapat menunggu selamanya sesudah `{finding.other}` selesai{_way(finding)}. Periksa waits_for-nya."
        )
    sentence = _SENTENCES[finding.fault]
    return sentence.format(step=finding.step, outcome=finding.outcome, other=finding.other, way=_way(finding))


def _way(finding: Finding) -> str:
    acts = [f"{step} ({outcome})" for step, outcome in finding.way if outcome != "?"]
    return f", misalnya sesudah {', '.join(acts)}" if acts else ""


def returns_end(declared: Declared) -> Iterator[Problem]:
    """Once the returns are used up, a step must still have another outcome."""
    for i, step in enumerate(declared.sop.steps):
        if all(o.back_to for o in step.outcomes.values()):
            said = f"Langkah `{step.id}` hanya dapat mengembalikan berkas. Tambahkan hasil lain."
            yield declared.sop_source.problem(("steps", i), said)


def kept(declared: Declared, known: Known) -> Iterator[Problem]:
    """The promise covers the longest normal way, in working time."""
    sop = declared.sop
    promised = Span.parse(sop.promise).working_minutes(known.day_minutes)
    longest = longest_normal_way(sop, known.day_minutes)
    if promised < longest.minutes:
        said = (
            f"Janji {sop.promise} ({promised} menit kerja) lebih pendek dari jalan terpanjang, {longest.minutes} menit kerja: "
            f"{' → '.join(longest.steps)}. Perpanjang janjinya, atau perpendek langkahnya."
        )
        yield declared.sop_source.problem(("promise",), said)
    if not longest.whole:
        yield declared.sop_source.problem(("steps",), _SENTENCES[Fault.TOO_MANY], Severity.WARNING)


def _letter(declared: Declared, known: Known) -> Iterator[Problem]:
    if declared.letter is None:
        return
    wrong = known.compiles(declared)
    if wrong is not None:
        folder = declared.sop_source.name.rpartition("/")[0]
        first = " ".join(wrong.split())
        said = f"Surat ini tidak dapat dibuat. Pesan Typst: {first[:300]}"
        yield Problem(f"{folder}/{declared.sop.product.letter}", 1, "", said)
