"""A letter drawn, with its QR, and signed, against Typst drawing the same letter; and whether memory stays flat."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typst

from bench.frame import AT_MOST, RATIO, VALUE, Line, Reach, Result, alone, batches
from bench.place import Place
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import rendering
from lorong.kernel.documents.rendering import FIRST_SIZE, render
from lorong.kernel.documents.samples import sample_data
from lorong.kernel.documents.signing import LocalSigner, SigningOrder
from lorong.kernel.documents.signing.authority import certify, make_authority

LINE = Line("letter", "a letter drawn and signed", "Typst drawing it")
SLUG = "surat-keterangan-usaha"
PAYLOAD = "6BF%RN%O6*F1$2K-B7V4-EE7Z4W+6DIT$1OG0H3Z8%E00" * 5  # as long as one of a real letter
LETTERS = 5000
FLAT = 20  # megabytes that 5,000 letters may leave behind
A4_HEIGHT = 841.8898


def measure(place: Place) -> list[Result]:
    """Seconds a letter takes both ways, and how much memory many letters leave behind."""
    place.use(place.database())
    letter = Letter()
    size = 2 if place.small else 25
    ours, theirs = batches(letter.make, letter.draw, size=size, rounds=5)
    count = 10 if place.small else int(os.environ.get("LORONG_BENCH_LETTERS") or LETTERS)
    for _ in range(min(count // 5, 200)):  # what is loaded once
        letter.make()
    before, early = _resident(), 0
    for made in range(1, count + 1):
        letter.make()
        early = _resident() if made == count // 5 else early
    late = _resident()
    ratio = Result(LINE.id, 1000 / ours, "ms", Reach(AT_MOST, 3, RATIO), 1000 / theirs, theirs / ours)
    note = f"left by {count} letters: {early / 1024:.0f} MB after {count // 5}, {late / 1024:.0f} MB after all"
    return [ratio, alone(f"{LINE.id}_memory", (late - before) / 1024, "MB", Reach(AT_MOST, FLAT, VALUE), note=note)]


class Letter:
    """One published letter with sample data, and an official who signs it."""

    def __init__(self) -> None:
        published = catalog.current_by_slug(SLUG)
        assert published is not None, "the catalogue is published"
        self.at, self.count = datetime.now(UTC), 0
        self.template = published.letter or ""
        self.data: dict[str, Any] = sample_data(published.sop, published.form)
        root = make_authority("Makassar", self.at)
        until = self.at + timedelta(days=365)
        self.key = certify(root, name="BU LURAH", unit="Rappocini", city="Makassar", title="Lurah", at=self.at, until=until)
        self.signer = LocalSigner(root.certificate)

    def another(self) -> dict[str, Any]:
        """The data of one more letter: Typst remembers what it has drawn, and no two letters are the same."""
        self.count += 1
        number = f"500.2.2.4/{self.count:05d}/RPCN/VII/2026"
        return self.data | {"number": number, "subject": {**self.data["subject"], "nama": f"SITI CONTOH {self.count}"}}

    def make(self) -> bytes:
        """What the job does: place, draw, QR, sign."""
        made = render(self.template, self.another(), qr_url=str(self.data["check_url"]), payload=PAYLOAD, at=self.at)
        where = made.places[1]
        top = A4_HEIGHT - where.y
        box = (where.x, top - FIRST_SIZE[1] / 2.54 * 72, where.x + FIRST_SIZE[0] / 2.54 * 72, top)
        order = SigningOrder(
            place=1, name="BU LURAH", title="Lurah", location="Makassar", reason="Surat", page=where.page - 1, box=box, at=self.at,
            secret=self.key.private_key, certificate=self.key.certificate,
        )  # fmt: skip
        return self.signer.sign(made.pdf, order)

    def draw(self) -> bytes:
        """Typst alone, with a QR that is there already."""
        pdf = typst.compile(
            self.template.encode(), format="pdf", pdf_standards="a-2b", timestamp=int(self.at.timestamp()),
            **rendering._given(self.another() | {"qr": self.qr}),
        )  # fmt: skip
        assert isinstance(pdf, bytes)
        return pdf

    @property
    def qr(self) -> str:
        """Drawn once."""
        if not hasattr(self, "_qr"):
            self._qr = rendering.qr_svg(str(self.data["check_url"]), PAYLOAD)
        return self._qr


def _resident() -> int:
    """Kilobytes of memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
