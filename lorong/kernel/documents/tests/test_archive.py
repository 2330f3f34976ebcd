"""The signed letters, all of them, as files that an archive can keep: PDF/A-2b, readable, printable."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from lorong.kernel.documents.finishing import box_of
from lorong.kernel.documents.rendering import FIRST_SIZE, SECOND_SIZE, Rendered, render, render_second
from lorong.kernel.documents.signing import LocalSigner, SigningOrder
from lorong.kernel.documents.signing.authority import Made, certify, make_authority
from lorong.kernel.documents.tests.pdfa import asked_of_verapdf, problems
from lorong.kernel.documents.tests.test_render import LETTERS, data_of
from lorong.testing import MONDAY


@cache
def keys() -> tuple[Made, Made]:
    """An authority, and an official's key from it."""
    root = make_authority("Kota Makassar", MONDAY)
    given = {"name": "Bu Lurah", "unit": "Kelurahan Rappocini", "city": "Kota Makassar", "title": "Lurah Rappocini"}
    return root, certify(root, **given, at=MONDAY, until=MONDAY + timedelta(days=730))


def order(drawn: Rendered, place: int, appearance: bytes | None = None) -> SigningOrder:
    where, room, key = drawn.places[place], drawn.places.get(2), keys()[1]
    return SigningOrder(
        place=place,
        name="Bu Lurah",
        title="Lurah Rappocini",
        location="Makassar",
        reason="Surat contoh, kode periksa 7KQ-M2X",
        page=where.page - 1,
        box=box_of(where, FIRST_SIZE if place == 1 else SECOND_SIZE),
        at=MONDAY,
        secret=key.private_key,
        certificate=key.certificate,
        second=(room.page - 1, box_of(room, SECOND_SIZE)) if room and place == 1 else None,
        appearance=appearance,
    )


def signed(folder: Path) -> list[bytes]:
    """The letter after its first signature, and after its second where it has one."""
    data = data_of(folder)
    template = (folder / "letter.typ").read_text(encoding="utf-8")
    drawn = render(template, data, qr_url=data["check_url"], payload="A" * 280, at=MONDAY)
    signer = LocalSigner(keys()[0].certificate)
    found = [signer.sign(drawn.pdf, order(drawn, 1))]
    if 2 in drawn.places:
        found.append(signer.sign(found[0], order(drawn, 2, render_second(data, at=MONDAY))))
    return found


@pytest.mark.parametrize("folder", LETTERS, ids=lambda folder: folder.name)
def test_a_signed_letter_can_be_kept_and_read(folder: Path, tmp_path: Path) -> None:
    files = signed(folder)
    for pdf in files:
        assert problems(pdf) == []
    assert asked_of_verapdf(files[-1], tmp_path) == ""
    (tmp_path / "a.pdf").write_bytes(files[-1])
    said = subprocess.run(["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True)
    words = " ".join(said.stdout.split())
    data = data_of(folder)
    assert data["number"] in words
    assert data["signer"]["name"] in words
    if len(files) == 2:
        assert data["second"]["name"] in words


def test_the_look_at_a_letter_finds_what_is_wrong_with_it() -> None:
    pdf = signed(LETTERS[0])[-1]
    assert problems(pdf.replace(b'pdfaid:conformance="B"', b'pdfaid:conformance="X"')) != []
    assert problems(pdf.replace(b"/F 132", b"/F 134", 1)) != []
    assert problems(pdf.replace(b"/FontFile3", b"/FontFileX")) != []
    assert problems(pdf + b"x") != []
