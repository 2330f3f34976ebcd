"""Rules of law that a declared service must not break: dated, each with its basis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lorong.lib.sop.known import Known
from lorong.lib.sop.problems import Problem, Severity
from lorong.lib.sop.reading import Declared
from lorong.lib.sop.schema import Requirement, Sop


@dataclass(frozen=True)
class Rule:
    """In force from `since` until `until` (None: still); `codes`: the kinds of letter it is about."""

    basis: str
    since: date
    codes: frozenset[str] = frozenset()
    classes: tuple[str, ...] = ()  # beginnings of classification codes
    until: date | None = None

    def concerns(self, sop: Sop, today: date) -> bool:
        """Whether the rule is in force today and is about this service."""
        in_force = self.since <= today and (self.until is None or today <= self.until)
        classification = sop.product.classification or ""
        return in_force and (sop.code in self.codes or any(classification.startswith(c) for c in self.classes))


# No introduction by RT, RW or kelurahan for family cards, identity cards, civil records and moving.
NO_INTRODUCTION = Rule(
    basis="Perpres 96/2018 dan Permendagri 108/2019",
    since=date(2018, 10, 18),
    codes=frozenset({"PINDAH", "DATANG", "LAHIR", "MATI", "UBAHDATA", "KK", "KTP", "AKTA"}),
)
# Population administration is free of charge. 400.12: kependudukan dan pencatatan sipil (Permendagri 83/2022).
NO_FEE = Rule(
    basis="UU 24/2013 Pasal 79A",
    since=date(2013, 12, 24),
    codes=frozenset({"PINDAH", "DATANG", "LAHIR", "MATI", "UBAHDATA", "KK", "KTP", "AKTA", "SKD", "BEDA"}),
    classes=("400.12.",),
)
_INTRODUCTION = re.compile(r"\bpengantar\b.*\b(rt|rw)\b|\b(rt|rw)\b.*\bpengantar\b", re.IGNORECASE)


def lawful(declared: Declared, known: Known) -> Iterator[Problem]:
    """What the law forbids, or asks to be founded."""
    sop, at = declared.sop, declared.sop_source
    if NO_INTRODUCTION.concerns(sop, known.today):
        for i, requirement in enumerate(sop.requirements):
            if is_introduction(requirement):
                said = f"Untuk {sop.code} pengantar RT/RW tidak boleh diminta lagi ({NO_INTRODUCTION.basis}). Hapus syarat ini."
                yield at.problem(("requirements", i), said)
    if sop.fee > 0 and NO_FEE.concerns(sop, known.today):
        yield at.problem(("fee",), f"Layanan kependudukan tidak boleh dipungut biaya ({NO_FEE.basis}). Tulis fee = 0.")
    elif sop.fee > 0 and not any(re.search("retribusi|tarif", basis, re.IGNORECASE) for basis in sop.legal_basis):
        said = "Biaya perlu dasar hukum. Tambahkan peraturan retribusi atau tarifnya ke legal_basis, atau tulis fee = 0."
        yield at.problem(("fee",), said, Severity.WARNING)


def is_introduction(requirement: Requirement) -> bool:
    """Whether a requirement is an introduction by the RT or RW, on paper or by link."""
    return requirement.by_link == "ketua-rt" or _INTRODUCTION.search(requirement.name) is not None
