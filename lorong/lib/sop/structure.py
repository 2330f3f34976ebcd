"""Every name in an SOP points at something that exists, and stands once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from lorong.lib.sop.known import Known
from lorong.lib.sop.limits import limit_names
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.public import public, residents, roles_at
from lorong.lib.sop.reading import Declared
from lorong.lib.sop.schema import HEAD_ROLE, OUTSIDE_ROLE, RESIDENTS_ROLE, SYSTEM_ROLE, FormField, Outcome, Step
from lorong.lib.sop.wording import meant
from lorong.lib.toml_lines import Place

TAKES = "A"  # the key by which an officer takes the step, on every page of a case


def structure(declared: Declared, known: Known) -> Iterator[Problem]:
    """Unknown names and doubled ids, everywhere in the three files."""
    yield from _top(declared, known)
    yield from _requirements(declared, known)
    yield from flow_names(declared)
    yield from limit_names(declared)
    yield from residents(declared)
    yield from public(declared, known)
    for i, step in enumerate(declared.sop.steps):
        yield from _step(declared, known, i, step)
        for name, outcome in step.outcomes.items():
            yield from _outcome(declared, known, i, step, name, outcome)
        yield from _keys(declared, i, step)
    yield from _form(declared)


def _top(declared: Declared, known: Known) -> Iterator[Problem]:
    sop, at = declared.sop, declared.sop_source
    if sop.service not in known.services:
        yield at.problem(("service",), f"Layanan `{sop.service}` tidak dikenal. {meant(sop.service, known.services)}")
    signs = any(o.signs for step in sop.steps for o in step.outcomes.values())
    if signs and sop.product.letter is None:
        yield at.problem(("product",), "Ada langkah yang menandatangani, tetapi suratnya belum ada. Tambahkan `letter`.")
    if sop.product.letter is not None and not signs:
        yield at.problem(
            ("product", "letter"), "Surat ini tidak ditandatangani siapa pun. Tambahkan `signs = true` pada satu hasil."
        )
    if signs and sop.product.classification is None:
        yield at.problem(("product",), "Surat bernomor perlu kode klasifikasi. Tambahkan `classification` (Permendagri 83/2022).")
    if signs and sop.service in known.services and sop.service not in known.signing:
        yield at.problem(
            ("service",), f"Layanan `{sop.service}` tidak dapat menandatangani. Pindahkan surat ini ke layanan lain."
        )
    fields = {f.id: f for f in declared.form.fields}
    until = sop.product.valid_until
    if until is not None and (until not in fields or fields[until].type != "date"):
        dates = [f.id for f in fields.values() if f.type == "date"]
        yield at.problem(("product", "valid_until"), f"`{until}` bukan isian tanggal di form.toml. {meant(until, dates)}")
    yield from _place(declared, fields)


def _place(declared: Declared, fields: dict[str, FormField]) -> Iterator[Problem]:
    """The region that chooses the unit is always asked, and there is a unit to choose."""
    applicant, at = declared.sop.applicant, declared.sop_source
    if applicant.place is None:
        return
    regions = [f.id for f in fields.values() if f.type == "region"]
    if applicant.place not in regions:
        said = f"`{applicant.place}` bukan isian wilayah di form.toml. {meant(applicant.place, regions)}"
        yield at.problem(("applicant", "place"), said)
    elif not fields[applicant.place].required or fields[applicant.place].only_if:
        said = f"`{applicant.place}` menentukan kantornya, jadi harus selalu diisi. Hapus required = false atau only_if di form.toml."
        yield at.problem(("applicant", "place"), said)
    if applicant.unit == "kota":
        yield at.problem(("applicant", "place"), "Urusan ini dilayani kantor kota, di mana pun tempatnya. Hapus place.")


def _requirements(declared: Declared, known: Known) -> Iterator[Problem]:
    at = declared.sop_source
    requirements = declared.sop.requirements
    yield from _once(declared, [((("requirements", i, "id")), r.id) for i, r in enumerate(requirements)])
    yield from _once(declared, [((("requirements", i, "name")), r.name) for i, r in enumerate(requirements)])
    for i, requirement in enumerate(requirements):
        if requirement.unless is not None and requirement.unless not in known.excuses:
            said = f"Pengecualian `{requirement.unless}` tidak dikenal. {meant(requirement.unless, known.excuses)}"
            yield at.problem(("requirements", i, "unless"), said)
        if requirement.shows and requirement.by_link is None:
            yield at.problem(
                ("requirements", i, "shows"), "`shows` hanya untuk dokumen yang diberi lewat tautan. Tulis by_link, atau hapus."
            )
        yield from _shown(declared, ("requirements", i), requirement.shows)


def _shown(declared: Declared, place: Place, shows: Sequence[str]) -> Iterator[Problem]:
    """What somebody without an account reads of an application: fields that are there, and nobody's number."""
    fields = {f.id: f for f in declared.form.fields}
    for name in shows:
        if name not in fields:
            said = f"Isian `{name}` tidak ada di form.toml. {meant(name, fields)}"
            yield declared.sop_source.problem((*place, "shows"), said)
        elif "nik" in {fields[name].type, *(f.type for f in fields[name].fields)}:
            said = f"`{name}` berisi NIK, yang tidak diperlihatkan lewat tautan. Hapus dari shows."
            yield declared.sop_source.problem((*place, "shows"), said)


def flow_names(declared: Declared) -> Iterator[Problem]:
    """What the token game needs before it can be played at all."""
    sop, at = declared.sop, declared.sop_source
    ids = [s.id for s in sop.steps]
    yield from _once(declared, [((("steps", i, "id")), s.id) for i, s in enumerate(sop.steps)])
    for i, first in enumerate(sop.start):
        yield from _is_step(declared, ("start", i), first, ids)
    for i, step in enumerate(sop.steps):
        if step.id in sop.first_steps and step.waits_for:
            yield at.problem(
                ("steps", i, "waits_for"),
                f"Langkah pertama `{step.id}` tidak dapat menunggu langkah lain. Hapus waits_for.",
            )
        for j, source in enumerate(step.waits_for):
            yield from _is_step(declared, ("steps", i, "waits_for", j), source, ids)
            arrives = source not in ids or any(step.id in o.next for o in sop.step(source).outcomes.values())
            if not arrives:
                said = f"`{step.id}` menunggu `{source}`, tetapi tidak ada hasil `{source}` yang menuju ke sana. Tambahkan, atau hapus dari waits_for."
                yield at.problem(("steps", i, "waits_for", j), said)
        for name, outcome in step.outcomes.items():
            for target in outcome.next:
                place: Place = ("steps", i, "outcomes", name, "next")
                yield from _is_step(declared, place, target, ids)
                joined = sop.step(target).waits_for if target in ids else ()
                if joined and step.id not in joined:
                    said = f"`{target}` menunggu {', '.join(joined)}, bukan `{step.id}`. Tambahkan `{step.id}` ke waits_for langkah itu."
                    yield at.problem(place, said)


def _step(declared: Declared, known: Known, i: int, step: Step) -> Iterator[Problem]:
    at = declared.sop_source
    level = declared.sop.applicant.unit if step.at == "unit" else step.at
    roles = known.roles.get(level, frozenset())
    if not declared.sop.is_public and step.by not in {SYSTEM_ROLE, OUTSIDE_ROLE, RESIDENTS_ROLE, *roles}:
        said = f"Jabatan `{step.by}` tidak ada di tingkat {level}. {meant(step.by, roles | {SYSTEM_ROLE, OUTSIDE_ROLE})}"
        yield at.problem(("steps", i, "by"), said)
    for j, guard in enumerate(step.guards):
        yield from _is_guard(declared, known, ("steps", i, "guards", j), guard)
    if step.effect is not None and step.effect not in known.effects:
        yield at.problem(("steps", i, "effect"), f"Efek `{step.effect}` tidak dikenal. {meant(step.effect, known.effects)}")
    if step.opens is not None and step.opens not in known.slugs:
        yield at.problem(("steps", i, "opens"), f"Layanan `{step.opens}` tidak ada di katalog. {meant(step.opens, known.slugs)}")
    if step.party is not None and not declared.sop.is_public:
        phones = [f.id for f in declared.form.fields if f.type == "phone"]
        if step.party.contact not in phones:
            contact = step.party.contact or ""
            said = f"`{contact}` bukan isian nomor HP di form.toml. {meant(contact, phones)}"
            yield at.problem(("steps", i, "party", "contact"), said)
    if step.party is not None:
        yield from _shown(declared, ("steps", i, "party"), step.party.shows)
    yield from _checklist(declared, i, step)
    if step.batch and not any(o.signs for o in step.outcomes.values()):
        yield at.problem(("steps", i, "batch"), "Hanya langkah yang menandatangani dapat diputuskan sekaligus. Hapus batch.")
    yield from _deadline(declared, known, roles, i, step)


def _deadline(declared: Declared, known: Known, roles: Collection[str], i: int, step: Step) -> Iterator[Problem]:
    at, deadline = declared.sop_source, step.on_deadline
    if deadline is None:
        return
    if declared.sop.report is not None:
        everywhere = [roles_at(route.to, known) or frozenset() for route in declared.sop.report.routes]
        roles = frozenset.intersection(*everywhere)
    elif declared.sop.is_public:
        roles = {role for there in (*known.roles.values(), *known.offices.values()) for role in there}
    roles = {*roles, HEAD_ROLE}
    if deadline.to is not None and deadline.to not in roles:
        yield at.problem(("steps", i, "on_deadline", "to"), f"Jabatan `{deadline.to}` tidak dikenal. {meant(deadline.to, roles)}")
    if deadline.outcome is None:
        return
    outcome = step.outcomes.get(deadline.outcome)
    place: Place = ("steps", i, "on_deadline", "outcome")
    if outcome is None:
        yield at.problem(place, f"Langkah ini tidak punya hasil `{deadline.outcome}`. {meant(deadline.outcome, step.outcomes)}")
    elif outcome.signs or outcome.back_to or outcome.is_refusal:
        yield at.problem(
            place,
            "Lewat waktu tidak boleh menandatangani, menolak, atau mengembalikan. Pilih hasil lain, atau pakai escalate.",
        )


def _checklist(declared: Declared, i: int, step: Step) -> Iterator[Problem]:
    """Whoever looks at documents ticks them; who decides for many cases at once, the machine and outsiders do not."""
    at = declared.sop_source
    by_officer = not step.is_machine and step.by not in {OUTSIDE_ROLE, RESIDENTS_ROLE}
    looks = {r.name.casefold() for r in declared.sop.requirements} & {need.casefold() for need in step.needs}
    if step.checklist and not by_officer:
        yield at.problem(("steps", i, "checklist"), "Hanya petugas yang mencentang. Hapus checklist dari langkah ini.")
    elif step.checklist and step.batch:
        said = "Yang diputus banyak sekaligus tidak dicentang satu per satu. Hapus checklist, atau batch."
        yield at.problem(("steps", i, "checklist"), said)
    elif by_officer and looks and not step.checklist and not step.batch:
        said = f"Langkah `{step.id}` melihat berkas pemohon. Tulis checklist = true, supaya tiap berkas dicentang sebelum diteruskan."
        yield at.problem(("steps", i), said)


def _outcome(declared: Declared, known: Known, i: int, step: Step, name: str, outcome: Outcome) -> Iterator[Problem]:
    at = declared.sop_source
    for j, guard in enumerate(outcome.guards):
        yield from _is_guard(declared, known, ("steps", i, "outcomes", name, "guards", j), guard)
    if outcome.back_to and (step.is_machine or step.by == OUTSIDE_ROLE):
        said = "Hanya petugas yang dapat mengembalikan berkas ke pemohon. Pindahkan hasil ini ke langkah petugas."
        yield at.problem(("steps", i, "outcomes", name, "back_to"), said)
    if outcome.signs and (step.is_machine or step.by == OUTSIDE_ROLE):
        yield at.problem(
            ("steps", i, "outcomes", name, "signs"), "Yang menandatangani adalah pejabat, bukan sistem atau pihak luar."
        )
    if outcome.signs and not outcome.next:
        said = "Sesudah tanda tangan surat masih harus diterbitkan. Arahkan next ke langkah sistem yang menerbitkannya."
        yield at.problem(("steps", i, "outcomes", name), said)


def _keys(declared: Declared, i: int, step: Step) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name, outcome in step.outcomes.items():
        if outcome.key is None:
            continue
        if outcome.key == TAKES:
            said = f"Tombol {TAKES} sudah dipakai untuk *Saya kerjakan*. Pilih huruf lain."
            yield declared.sop_source.problem(("steps", i, "outcomes", name, "key"), said)
        if outcome.key in seen:
            said = f"Tombol {outcome.key} sudah dipakai hasil `{seen[outcome.key]}`. Pilih huruf lain."
            yield declared.sop_source.problem(("steps", i, "outcomes", name, "key"), said)
        seen.setdefault(outcome.key, name)


def _form(declared: Declared) -> Iterator[Problem]:
    form, at = declared.form, declared.form_source
    ids: set[str] = set()
    for i, page in enumerate(form.pages):
        if page.id in {p.id for p in form.pages[:i]}:
            yield at.problem(("pages", i, "id"), f"Halaman `{page.id}` sudah ada. Beri nama lain.")
        for j, one in enumerate(page.fields):
            place: Place = ("pages", i, "fields", j)
            if one.id in ids:
                yield at.problem((*place, "id"), f"Isian `{one.id}` sudah ada. Beri nama lain.")
            ids.add(one.id)
            yield from _field(declared, place, one, {f.id: f for f in form.fields})


def _field(declared: Declared, place: Place, one: FormField, every: dict[str, FormField]) -> Iterator[Problem]:
    at = declared.form_source
    for other, values in one.only_if.items():
        if other not in every or other == one.id:
            yield at.problem((*place, "only_if"), f"Isian `{other}` tidak ada di form ini. {meant(other, set(every) - {one.id})}")
            continue
        choices = {c.value for c in every[other].choices}
        if every[other].type == "yesno":
            choices = {"true", "false"}
        wrong = next((v for v in values if choices and v not in choices), None)
        if wrong is not None:
            yield at.problem((*place, "only_if"), f"`{wrong}` bukan pilihan dari `{other}`. {meant(wrong, choices)}")
    if one.min is not None and one.max is not None and one.min > one.max:
        yield at.problem((*place, "min"), f"Batas bawah {one.min} lebih besar dari batas atas {one.max}. Tukar keduanya.")
    if one.past is not None and one.type != "date":
        yield at.problem((*place, "past"), "`past` hanya untuk isian tanggal. Hapus.")
    offered = [c.value for c in one.choices]
    if len(set(offered)) < len(offered):
        yield at.problem((*place, "choices"), "Dua pilihan memakai nilai yang sama. Ubah salah satu.")
    if any(f.type == "region" for f in one.fields):
        yield at.problem((*place, "fields"), "Wilayah tidak bisa ditanyakan di dalam daftar. Jadikan isian tersendiri.")
    inner = [f.id for f in one.fields]
    if len(set(inner)) < len(inner):
        yield at.problem((*place, "fields"), "Dua isian dalam daftar ini memakai nama yang sama. Ubah salah satu.")


def _is_guard(declared: Declared, known: Known, place: Place, name: str) -> Iterator[Problem]:
    if name not in known.guards:
        yield declared.sop_source.problem(place, f"Syarat langkah `{name}` tidak dikenal. {meant(name, known.guards)}")


def _is_step(declared: Declared, place: Place, name: str, ids: Sequence[str]) -> Iterator[Problem]:
    if name not in ids:
        yield declared.sop_source.problem(place, f"Langkah `{name}` tidak ada. {meant(name, ids)}")


def _once(declared: Declared, names: Sequence[tuple[Place, str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, name in names:
        if name.casefold() in seen:
            yield declared.sop_source.problem(place, f"`{name}` sudah dipakai di atas. Beri nama lain.")
        seen.add(name.casefold())
