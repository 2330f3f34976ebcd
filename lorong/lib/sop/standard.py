"""The fourteen components of a service standard (UU 25/2009 art. 21), from what an SOP states and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lorong.lib.money import rupiah
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.reading import Declared
from lorong.lib.sop.schema import Sop
from lorong.lib.toml_lines import Place

# What people write when they have nothing to say yet.
_EMPTY_WORDS = frozenset(
    {"-", "--", "...", "…", "n/a", "na", "tbd", "todo", "nihil", "belum ada", "menyusul", "akan diisi", "isi di sini"}
)


@dataclass(frozen=True)
class Component:
    """`letter`: of art. 21; `published`: one of the six of service delivery, which the public page shows (PermenPANRB 15/2014)."""

    letter: str
    name: str
    text: str
    published: bool
    place: Place


def components(sop: Sop) -> tuple[Component, ...]:
    """All fourteen, the six published ones first."""
    standard = sop.standard
    needed = "\n".join(r.name for r in sop.requirements) or "Tidak ada berkas yang perlu disiapkan."
    fee = "Gratis" if sop.fee == 0 else rupiah(sop.fee)
    return (
        Component("b", "Persyaratan", needed, True, ("requirements",)),
        Component("c", "Sistem, mekanisme, dan prosedur", standard.procedure, True, ("standard", "procedure")),
        Component("d", "Jangka waktu pelayanan", sop.promise, True, ("promise",)),
        Component("e", "Biaya atau tarif", fee, True, ("fee",)),
        Component("f", "Produk pelayanan", sop.product.name, True, ("product", "name")),
        Component("j", "Penanganan pengaduan, saran, dan masukan", standard.complaints, True, ("standard", "complaints")),
        Component("a", "Dasar hukum", "\n".join(sop.legal_basis), False, ("legal_basis",)),
        Component("g", "Sarana, prasarana, dan fasilitas", standard.facilities, False, ("standard", "facilities")),
        Component("h", "Kompetensi pelaksana", standard.competence, False, ("standard", "competence")),
        Component("i", "Pengawasan internal", standard.supervision, False, ("standard", "supervision")),
        Component("k", "Jumlah pelaksana", standard.staff_count, False, ("standard", "staff_count")),
        Component("l", "Jaminan pelayanan", standard.guarantee, False, ("standard", "guarantee")),
        Component("m", "Jaminan keamanan dan keselamatan", standard.safety, False, ("standard", "safety")),
        Component("n", "Evaluasi kinerja pelaksana", standard.evaluation, False, ("standard", "evaluation")),
    )


def standard_is_whole(declared: Declared) -> Iterator[Problem]:
    """A component that says nothing. (One that is absent does not even read, see `reading.py`.)"""
    for component in components(declared.sop):
        text = component.text.strip()
        if text.casefold().strip(" .") in _EMPTY_WORDS or not text.strip(" .-…"):
            said = f'Komponen standar pelayanan "{component.name}" belum berisi (UU 25/2009 Pasal 21 huruf {component.letter}). Tuliskan isinya.'
            yield declared.sop_source.problem(component.place, said)
