"""How a letter looks: the same for the same data, in every city, on as many pages as it needs."""

from __future__ import annotations

import io
import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pypdf import PdfReader

from lorong.kernel.documents.rendering import SECOND_SIZE, TemplateBroken, render, render_second, render_second_picture
from lorong.kernel.documents.samples import sample_data
from lorong.lib.sop.schema import Form, Sop
from lorong.testing import MONDAY

HEAD = """#import "/letters/_layout/surat.typ": *
#let d = json(bytes(sys.inputs.d))
"""
LETTERS = sorted(p.parent for p in settings.CATALOG_DIR.glob("letters/*/letter.typ"))
USAHA = settings.CATALOG_DIR / "letters" / "surat-keterangan-usaha"


def data_of(folder: Path = USAHA, **more: Any) -> dict[str, Any]:
    sop = Sop.model_validate(tomllib.loads((folder / "sop.toml").read_text(encoding="utf-8")))
    form = Form.model_validate(tomllib.loads((folder / "form.toml").read_text(encoding="utf-8")))
    return json.loads(json.dumps(sample_data(sop, form))) | more


def draw(template: str, data: dict[str, Any]) -> bytes:
    return render(template, data, qr_url=data["check_url"], payload="A" * 280, at=MONDAY).pdf


def words(pdf: bytes, folder: Path) -> str:
    (folder / "a.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(folder / "a.pdf"), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


@pytest.mark.parametrize("folder", LETTERS, ids=lambda folder: folder.name)
def test_every_letter_says_number_place_office_and_who_issued_the_certificate(folder: Path, tmp_path: Path) -> None:
    data = data_of(folder)
    said = words(draw((folder / "letter.typ").read_text(encoding="utf-8"), data), tmp_path)
    for expected in (
        data["number"],
        "Makassar, 28 Juli 2026",
        "BU LURAH, S.Sos.",
        "bukan BSrE",
        "7KQ-M2X",
        "KELURAHAN RAPPOCINI",
    ):
        assert expected in said
    assert "Contoh, bukan surat resmi" in said


def test_the_same_letter_drawn_twice_has_the_same_bytes() -> None:
    template = (USAHA / "letter.typ").read_text(encoding="utf-8")
    assert draw(template, data_of()) == draw(template, data_of())


def test_a_long_letter_numbers_its_pages_and_keeps_the_signature_together(tmp_path: Path) -> None:
    body = HEAD + '#show: surat.with(d, judul: "Panjang")\n#lorem(900)\n#penutup()'
    said = words(draw(body, data_of()), tmp_path)
    assert "Halaman 1 dari 3" in said and "Halaman 3 dari 3" in said
    last = said.rsplit("Halaman 2 dari 3", 1)[1]
    assert "Demikian surat" in last and "Makassar, 28 Juli 2026" in last and "NIP" in last


def test_a_real_letter_does_not_call_itself_an_example(tmp_path: Path) -> None:
    template = (USAHA / "letter.typ").read_text(encoding="utf-8")
    assert "Contoh, bukan" not in words(draw(template, data_of(demo=False)), tmp_path)


def test_a_desa_and_a_citys_crest_are_drawn(tmp_path: Path) -> None:
    data = data_of()
    data["city"] |= {"crest": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>'}
    heads = ["Pemerintah Kabupaten Kapuas", "Kecamatan Selat", "Desa Contoh"]
    data["unit"] |= {"name": "Desa Contoh", "kind": "desa", "letterhead": heads}
    said = words(draw((USAHA / "letter.typ").read_text(encoding="utf-8"), data), tmp_path)
    assert all(head.upper() in said for head in heads)


def test_answers_that_are_missing_are_a_dash_and_rows_that_are_empty_are_left_out(tmp_path: Path) -> None:
    body = HEAD + (
        '#show: surat.with(d, judul: "Uji")\n'
        '#baris((("Ada", "isi"), ("Kosong", ""), ("Tiada", none), ("Lupa", jawab(d, "tidak_ditanya"))))'
    )
    said = words(draw(body, data_of()), tmp_path)
    assert "Ada : isi" in said and "Lupa : -" in said
    assert "Kosong" not in said and "Tiada" not in said


def test_what_people_type_is_printed_and_never_run(tmp_path: Path) -> None:
    data = data_of()
    data["answers"] |= {"nama_usaha": '#panic("x") *tebal* $x^2$ <a> @b \\ `c` "Toko"'}
    said = words(draw((USAHA / "letter.typ").read_text(encoding="utf-8"), data), tmp_path)
    assert '#panic("x") *tebal* $x^2$ <a> @b \\ `c` "Toko"' in said


def test_a_template_that_fetches_from_elsewhere_or_does_not_compile_is_broken() -> None:
    for template in ('#import "@preview/x:1.0.0": *', HEAD + "#d.tidak_ada", "#let x = ", '#read("/../pyproject.toml")'):
        with pytest.raises(TemplateBroken):
            draw(template, data_of())


def test_the_second_signature_fits_its_room() -> None:
    data = data_of()
    data["second"] |= {"name": "PROF. DR. H. PAK CAMAT YANG PANJANG SEKALI NAMANYA, S.STP., M.SI."}
    page = PdfReader(io.BytesIO(render_second(data, at=MONDAY))).pages
    assert len(page) == 1
    assert "NIP 19750101" in page[0].extract_text()
    assert render_second_picture(data, at=MONDAY).startswith(b"\x89PNG")
    assert SECOND_SIZE == (7.0, 4.0)
