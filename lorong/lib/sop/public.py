"""What holds for a case of the public: no applicant, a unit that somebody named, and residents who have the last word."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lorong.lib.sop.known import Known
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.reading import Declared
from lorong.lib.sop.schema import (
    HEAD_ROLE,
    OUTSIDE_ROLE,
    PUBLIC_ENDS,
    RESIDENTS_ROLE,
    SYSTEM_ROLE,
    FormField,
    Report,
    Route,
    Step,
)
from lorong.lib.sop.wording import meant
from lorong.lib.toml_lines import Place

BY_PLACE = ("kelurahan", "kecamatan")  # routes that follow from where the thing is


def public(declared: Declared, known: Known) -> Iterator[Problem]:
    """What `who = "public"` allows, needs and forbids."""
    sop, at = declared.sop, declared.sop_source
    if not sop.is_public:
        if sop.report is not None:
            yield at.problem(("report",), 'Bagian report hanya untuk who = "public". Hapus, atau ubah applicant.')
        return
    yield from _nobody_applies(declared)
    for i, step in enumerate(sop.steps):
        yield from _step(declared, known, i, step)
    if sop.report is not None:
        yield from _report(declared, known, sop.report)


def residents(declared: Declared) -> Iterator[Problem]:
    """Residents answer what the city did, so their step never comes first; that holds for every service."""
    for i, step in enumerate(declared.sop.steps):
        if step.by == RESIDENTS_ROLE and step.id in declared.sop.first_steps:
            said = f"Langkah pertama `{step.id}` tidak dapat menunggu warga. Mulai dengan langkah petugas."
            yield declared.sop_source.problem(("steps", i, "by"), said)


def _nobody_applies(declared: Declared) -> Iterator[Problem]:
    sop, at = declared.sop, declared.sop_source
    for i, _ in enumerate(sop.requirements):
        yield at.problem(("requirements", i), "Urusan umum tidak punya pemohon, jadi tidak ada berkas. Hapus syarat ini.")
    if sop.product.letter is not None:
        yield at.problem(("product", "letter"), "Urusan umum tidak memberi surat. Hapus letter.")
    for name in ("place", "on_behalf", "min_age"):
        if getattr(sop.applicant, name):
            yield at.problem(("applicant", name), f"Urusan umum tidak punya pemohon. Hapus {name}.")


def _step(declared: Declared, known: Known, i: int, step: Step) -> Iterator[Problem]:
    at = declared.sop_source
    if step.at != "unit":
        yield at.problem(("steps", i, "at"), "Urusan umum dikerjakan unit yang memegangnya. Hapus at.")
    if step.party is not None and step.party.contact is not None:
        said = "Nomor pihak luar ada di complaints.toml kota, bukan di form. Hapus contact."
        yield at.problem(("steps", i, "party", "contact"), said)
    for name, outcome in step.outcomes.items():
        if outcome.end is not None and outcome.end not in PUBLIC_ENDS:
            said = f"Akhir `{outcome.end}` tidak dikenal untuk urusan umum. {meant(outcome.end, PUBLIC_ENDS)}"
            yield at.problem(("steps", i, "outcomes", name, "end"), said)
    if step.by in {SYSTEM_ROLE, OUTSIDE_ROLE, RESIDENTS_ROLE, HEAD_ROLE}:
        return
    if declared.sop.report is None:  # its service chooses among all units
        roles = frozenset(role for there in (*known.roles.values(), *known.offices.values()) for role in there)
        if step.by not in roles:
            yield at.problem(("steps", i, "by"), f"Jabatan `{step.by}` tidak dikenal. {meant(step.by, roles)}")
        return
    for unit in dict.fromkeys(route.to for route in declared.sop.report.routes):
        here = roles_at(unit, known)
        if here is not None and step.by not in here:
            said = f"Jabatan `{step.by}` tidak ada di {unit}, tempat aduan ini ditangani. {meant(step.by, here)}"
            yield at.problem(("steps", i, "by"), said)


def roles_at(unit: str, known: Known) -> frozenset[str] | None:
    """The roles of a unit that a route names; None when no city has it."""
    return known.roles.get(unit, frozenset()) if unit in BY_PLACE else known.offices.get(unit)


def _report(declared: Declared, known: Known, report: Report) -> Iterator[Problem]:
    at = declared.sop_source
    if report.examining and report.in_public:
        said = "Aduan yang masih perlu pemeriksaan tidak dibuka untuk umum. Tulis in_public = false."
        yield at.problem(("report", "in_public"), said)
    fields = {f.id: f for f in declared.form.fields}
    for i, route in enumerate(report.routes):
        place: Place = ("report", "routes", i)
        yield from _route(declared, place, route, {*BY_PLACE, *known.offices}, "Unit", fields)
        if not route.when and not route.areas and i + 1 < len(report.routes):
            said = f"`{route.to}` berlaku selalu, jadi yang ditulis sesudahnya tidak pernah terpilih. Pindahkan ke akhir."
            yield at.problem(place, said)
    if report.routes[-1].when or report.routes[-1].areas:
        said = "Tulis unit terakhir tanpa when dan areas, supaya setiap aduan punya penanggung jawab."
        yield at.problem(("report", "routes", len(report.routes) - 1), said)
    for i, route in enumerate(report.parties):
        yield from _route(declared, ("report", "parties", i), route, known.parties, "Pihak luar", fields)


def _route(
    declared: Declared, place: Place, route: Route, names: Collection[str], what: str, fields: Mapping[str, FormField]
) -> Iterator[Problem]:
    at = declared.sop_source
    if route.to not in names:
        yield at.problem((*place, "to"), f"{what} `{route.to}` tidak ada di setiap kota. {meant(route.to, names)}")
    if route.areas:
        said = "Wilayah berbeda di setiap kota. Tulis areas di cities/<kota>/complaints.toml, bukan di sini."
        yield at.problem((*place, "areas"), said)
    for name, values in route.when.items():
        wrong = unfit(name, values, fields)
        if wrong:
            yield at.problem((*place, "when", name), wrong)


def unfit(name: str, values: Collection[str], fields: Mapping[str, FormField]) -> str:
    """Why a condition on a form field can never be asked; "" when it can."""
    if name not in fields:
        return f"Isian `{name}` tidak ada di form.toml. {meant(name, fields)}"
    offered = {c.value for c in fields[name].choices} or ({"true", "false"} if fields[name].type == "yesno" else set())
    if not offered:
        return f"`{name}` bukan pilihan, jadi tidak dapat menentukan unit. Pakai isian choice atau yesno."
    wrong = next((v for v in values if v not in offered), None)
    return f"`{wrong}` bukan pilihan dari `{name}`. {meant(wrong, offered)}" if wrong is not None else ""
