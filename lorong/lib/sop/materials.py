"""What goes into each step and what comes out of it: the quality standard (mutu baku) of PermenPANRB 35/2012.

The output of a step is what a later step needs, or the product. A requirement is there because some step looks at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lorong.lib.sop.problems import Problem
from lorong.lib.sop.reading import Declared
from lorong.lib.sop.schema import RESIDENTS_ROLE, Sop
from lorong.lib.sop.wording import meant

APPLICATION = "Permohonan"  # what the applicant filled in: every step may need it
REPORT = "Aduan"  # the same, where the public tells of something


def materials(declared: Declared) -> Iterator[Problem]:
    """Needs that nothing gives, outputs that nobody uses, requirements that no step looks at."""
    sop, at = declared.sop, declared.sop_source
    given = {_plain(s.gives): s.id for s in sop.steps}
    asked = {_plain(r.name) for r in sop.requirements} | {_plain(told(sop))}
    before = steps_before(sop)
    used: set[str] = set()
    for i, step in enumerate(sop.steps):
        for j, need in enumerate(step.needs):
            name = _plain(need)
            used.add(name)
            if name in asked:
                continue
            if name not in given:
                known = [told(sop), *(r.name for r in sop.requirements), *(s.gives for s in sop.steps)]
                yield at.problem(("steps", i, "needs", j), f'Tidak ada yang memberi "{need}". {meant(need, known)}')
            elif not any(_plain(sop.step(b).gives) == name for b in before[step.id]):
                said = f'"{need}" baru ada sesudah langkah `{given[name]}`, padahal dibutuhkan di sini. Pindahkan, atau ganti.'
                yield at.problem(("steps", i, "needs", j), said)
    yield from _unused(declared, used)


def _unused(declared: Declared, used: set[str]) -> Iterator[Problem]:
    sop, at = declared.sop, declared.sop_source
    for i, requirement in enumerate(sop.requirements):
        if _plain(requirement.name) not in used:
            said = f'Tidak ada langkah yang melihat "{requirement.name}". Hapus syarat ini, atau tulis di needs langkah yang memeriksanya.'
            yield at.problem(("requirements", i), said)
    product = _plain(sop.product.name)
    for i, step in enumerate(sop.steps):
        gives = _plain(step.gives)
        only_ends = all(o.next == () for o in step.outcomes.values())
        if gives not in used and gives != product and not only_ends and step.by != RESIDENTS_ROLE:
            said = f'Hasil "{step.gives}" tidak dipakai langkah mana pun. Tulis di needs langkah berikutnya, atau ganti.'
            yield at.problem(("steps", i, "gives"), said)
    # What the public gets is a change in the city, which residents judge, and no paper that a step hands over.
    if not sop.is_public and not any(_plain(s.gives) == product for s in sop.steps):
        said = f'Tidak ada langkah yang menghasilkan "{sop.product.name}". Langkah terakhir memberi produk: samakan gives-nya.'
        yield at.problem(("product", "name"), said)


def told(sop: Sop) -> str:
    """What the form makes, as steps name it in `needs`."""
    return REPORT if sop.is_public else APPLICATION


def steps_before(sop: Sop) -> Mapping[str, frozenset[str]]:
    """For each step, the steps that can have been done when it opens for the first time."""
    follows = {s.id: {t for o in s.outcomes.values() for t in o.next} for s in sop.steps}
    before: dict[str, frozenset[str]] = {}
    for step in follows:
        without = {s: targets - {step} for s, targets in follows.items() if s != step}
        early = _reached([s for s in sop.first_steps if s != step], without)
        before[step] = frozenset(s for s in early if step in _reached([s], follows))
    return before


def _reached(start: Iterable[str], follows: Mapping[str, set[str]]) -> set[str]:
    """The steps that can be reached from `start`, which belong to it."""
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        step = waiting.pop()
        if step in follows and step not in seen:
            seen.add(step)
            waiting.extend(follows[step])
    return seen


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
