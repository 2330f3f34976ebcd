from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from pypdf import PdfReader

from lorong.kernel.catalog import files
from lorong.kernel.catalog.management.commands.sop_sheet import SAMPLE_UNIT
from lorong.kernel.catalog.sheet import draw_sheet, sheet_data
from lorong.lib.sop.reading import service_folders


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def sop(slug: str):  # type: ignore[no-untyped-def]
    declared = files.readings(only=[slug])[0].declared
    assert declared is not None
    return declared.sop


def test_the_form_says_who_made_it_what_it_rests_on_and_every_step() -> None:
    text = words(draw_sheet(sop("surat-keterangan-usaha"), SAMPLE_UNIT))
    for part in (
        "KELURAHAN RAPPOCINI",
        "065/SKU/2026",
        "2 Maret 2026",
        "BU LURAH, S.Sos.",
        "PENERBITAN SURAT KETERANGAN USAHA",
        "Undang-Undang Nomor 25 Tahun 2009",
        "Mutu Baku",
        "Pelaksana",
        "Memeriksa kelengkapan",
        "Menandatangani surat",
        "Tidak",
        "Jumlah waktu layanan",
        "6 jam 35 menit kerja",
    ):
        assert part in text, part


def test_the_same_input_gives_the_same_bytes_with_fonts_inside() -> None:
    first = draw_sheet(sop("surat-keterangan-usaha"), SAMPLE_UNIT)
    assert first == draw_sheet(sop("surat-keterangan-usaha"), SAMPLE_UNIT)
    fonts = [f.get_object() for p in PdfReader(io.BytesIO(first)).pages for f in p["/Resources"]["/Font"].values()]
    assert fonts
    assert all("TeXGyreBonum" in str(f["/BaseFont"]) for f in fonts)


def test_a_city_calls_its_roles_as_it_likes() -> None:
    named = SAMPLE_UNIT.__class__(
        lines=("Desa Contoh",), approver_title="Kepala Desa", approver_name="PAK DESA", titles=(("lurah", "Kepala Desa"),)
    )
    assert "Kepala Desa" in sheet_data(sop("surat-keterangan-usaha"), named)["columns"]


def test_a_long_form_goes_on_over_pages_with_letters_in_pentagons() -> None:
    data = sheet_data(sop("berjalan"), SAMPLE_UNIT)
    assert len(data["pages"]) == 2
    letters = [{p["letter"] for p in page["pentagons"]} for page in data["pages"]]
    assert letters[0] & letters[1]


@pytest.mark.parametrize("folder", [f.name for f in service_folders(settings.CATALOG_DIR)])
def test_every_service_of_the_catalogue_has_its_form(folder: str) -> None:
    pdf = draw_sheet(sop(folder), SAMPLE_UNIT)
    assert pdf.startswith(b"%PDF-")
    assert "Jumlah waktu layanan" in words(pdf)


def test_the_command_writes_the_form(tmp_path: Path) -> None:
    call_command("sop_sheet", "berjalan", out=str(tmp_path), stdout=io.StringIO())
    assert (tmp_path / "sop-berjalan.pdf").read_bytes().startswith(b"%PDF-")
