"""What an inspector would mark down, though nothing forbids publishing: the view of PEKPPP and of the Ombudsman."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lorong.lib.sop.known import Known
from lorong.lib.sop.law import is_introduction
from lorong.lib.sop.problems import Problem, Severity
from lorong.lib.sop.reading import Declared
from lorong.lib.sop.timing import longest_normal_way
from lorong.lib.span import Span

_REVIEW_DAYS = 365  # an SOP is looked at again at least once a year (PermenPANRB 35/2012)
_MANY_DOCUMENTS = 6
_MANY_OUTCOMES = 3  # drawn as two decisions in a row; more is a step that should be split
_MANY_AT_INTAKE = 4  # of a complaint: verify, ask, not ours, archive (PermenPANRB 62/2018)
_ACTIVE_VERB = re.compile(r"^(me|ber|ter)[a-z]+", re.IGNORECASE)
_VULNERABLE = re.compile(r"disabilitas|lansia|lanjut usia|prioritas|landai|rentan|hamil|difabel", re.IGNORECASE)
_SPEED = re.compile(r"\d|paling lama|hari kerja|jam kerja", re.IGNORECASE)


def marks_down(declared: Declared, known: Known) -> list[Problem]:
    """Every remark, in the order of the file. The SOP must have passed `structure.py`."""
    found = [*_public_page(declared), *_steps(declared), *_promise(declared, known), *_sheet(declared, known)]
    return sorted(found)


def _public_page(declared: Declared) -> Iterator[Problem]:
    sop, at = declared.sop, declared.sop_source

    def remark(*place: str | int, said: str) -> Problem:
        return at.problem(place, said, Severity.REMARK)

    if not sop.title_en or not sop.summary_en:
        yield remark("title", said="Belum ada bahasa Inggris untuk judul atau ringkasan. Tulis title_en dan summary_en.")
    if len(sop.keywords) < 3:
        yield remark("keywords", said="Kata kunci kurang dari tiga. Tulis kata yang dipakai warga saat mencari.")
    if "counter" not in sop.channels or len(sop.channels) < 2:
        yield remark("channels", said="Tidak ada saluran lain. Buka juga loket bagi yang tidak memakai HP.")
    if not any("25 Tahun 2009" in basis or "25/2009" in basis for basis in sop.legal_basis):
        yield remark("legal_basis", said="Dasar hukum tidak menyebut UU 25/2009 tentang Pelayanan Publik.")
    if not _VULNERABLE.search(sop.standard.facilities):
        yield remark("standard", "facilities", said="Sarana tidak menyebut kelompok rentan: disabilitas, lansia, ibu hamil.")
    if not _SPEED.search(sop.standard.complaints):
        yield remark("standard", "complaints", said="Pengaduan tidak menyebut kapan dijawab. Tulis batas waktunya.")
    if len(sop.requirements) > _MANY_DOCUMENTS:
        yield remark("requirements", said=f"Ada {len(sop.requirements)} berkas. Kurangi yang sudah dimiliki kota.")
    for i, requirement in enumerate(sop.requirements):
        if requirement.required and not requirement.check:
            yield remark(
                "requirements",
                i,
                said=f'Petugas tidak diberi tahu apa yang diperiksa pada "{requirement.name}". Tulis check.',
            )
        if is_introduction(requirement) and requirement.by_link is None:
            yield remark("requirements", i, said='Pengantar RT/RW hanya di atas kertas. Tulis by_link = "ketua-rt".')


def _steps(declared: Declared) -> Iterator[Problem]:
    at = declared.sop_source
    for i, step in enumerate(declared.sop.steps):
        if not _ACTIVE_VERB.match(step.does):
            yield at.problem(
                ("steps", i, "does"),
                'Kegiatan tidak dimulai dengan kata kerja aktif, misalnya "Memeriksa".',
                Severity.REMARK,
            )
        if not step.citizen_sees_en or not step.title_en:
            yield at.problem(("steps", i), f"Langkah `{step.id}` belum berbahasa Inggris.", Severity.REMARK)
        if not step.is_machine and len(step.outcomes) > (_MANY_AT_INTAKE if declared.sop.is_public else _MANY_OUTCOMES):
            said = f"Langkah `{step.id}` punya {len(step.outcomes)} hasil. Pecah menjadi beberapa keputusan Ya/Tidak."
            yield at.problem(("steps", i), said, Severity.REMARK)
        if not step.is_machine and step.on_deadline is None and step.side == "city":
            yield at.problem(
                ("steps", i),
                f"Langkah `{step.id}` tidak berkata apa yang terjadi bila terlambat. Tulis on_deadline.",
                Severity.REMARK,
            )
        for name, outcome in step.outcomes.items():
            if (outcome.back_to or outcome.is_refusal) and not outcome.reasons:
                said = f"Hasil `{name}` tidak punya daftar alasan. Petugas akan menulis alasan yang berbeda-beda."
                yield at.problem(("steps", i, "outcomes", name), said, Severity.REMARK)


def _promise(declared: Declared, known: Known) -> Iterator[Problem]:
    sop = declared.sop
    promised = Span.parse(sop.promise).working_minutes(known.day_minutes)
    longest = longest_normal_way(sop, known.day_minutes)
    if promised > 3 * longest.minutes:
        said = f"Janji {sop.promise} lebih dari tiga kali jalan terpanjang ({longest.minutes} menit kerja). Janjikan lebih cepat."
        yield declared.sop_source.problem(("promise",), said, Severity.REMARK)
    if not any(o.back_to for s in sop.steps for o in s.outcomes.values()):
        said = "Berkas yang kurang tidak dapat dikembalikan, hanya diterima atau ditolak. Tambahkan hasil back_to."
        yield declared.sop_source.problem(("steps",), said, Severity.REMARK)


def _sheet(declared: Declared, known: Known) -> Iterator[Problem]:
    sheet, at = declared.sop.sop, declared.sop_source
    reviewed = max(sheet.made, sheet.revised or sheet.made)
    if (known.today - reviewed).days > _REVIEW_DAYS:
        yield at.problem(
            ("sop", "made"), "SOP ini lebih dari setahun tidak ditinjau. Tinjau, lalu tulis revised.", Severity.REMARK
        )
    if sheet.effective < sheet.made:
        yield at.problem(("sop", "effective"), "Tanggal efektif sebelum tanggal pembuatan. Perbaiki salah satu.", Severity.REMARK)
