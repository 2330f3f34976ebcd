from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from lorong.kernel.catalog import files

CATALOG = configured.CATALOG_DIR
SLUG, BASE = "lampu-jalan-mati", "_fisik"


@pytest.fixture
def archive(tmp_path: Path, settings: Settings) -> Path:
    """One city and a catalogue of three categories that are like one base, free to be spoiled."""
    for name in (BASE, SLUG, "jalan-rusak", "trotoar-rusak"):
        shutil.copytree(CATALOG / "complaints" / name, tmp_path / "catalog" / "complaints" / name)
    shutil.copytree(configured.CITIES_DIR / "makassar", tmp_path / "cities" / "makassar")
    settings.CATALOG_DIR, settings.CITIES_DIR = tmp_path / "catalog", tmp_path / "cities"
    return tmp_path


def spoil(path: Path, old: str, new: str) -> int:
    """Change the first `old`; gives the line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def wrong() -> list[str]:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("check_catalog", stdout=out)
    return out.getvalue().splitlines()


def test_categories_without_a_fault_are_ready(archive: Path) -> None:
    out = io.StringIO()
    call_command("check_catalog", stdout=out)
    assert "3 layanan siap diterbitkan" in out.getvalue()


def test_a_fault_of_the_base_is_said_once_and_not_for_every_category(archive: Path) -> None:
    line = spoil(archive / "catalog/complaints/_fisik/sop.toml", 'needs = ["Rencana kerja"]', 'needs = ["Rencana"]')
    (said,) = [row for row in wrong() if 'Tidak ada yang memberi "Rencana"' in row]
    assert said.startswith(f"catalog/complaints/_fisik/sop.toml:{line}: salah:")


def test_an_office_that_not_every_city_has_takes_no_category(archive: Path) -> None:
    line = spoil(archive / "catalog/complaints" / SLUG / "sop.toml", '{ to = "dpu" }', '{ to = "dinas-lampu" }')
    assert any(row.startswith(f"catalog/complaints/{SLUG}/sop.toml:{line}: salah: Unit `dinas-lampu`") for row in wrong())


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('slug = "lampu-jalan-mati"', 'slug = "lampu-jalan"', "Mungkin maksudnya `lampu-jalan-mati`"),
        ('when = { letak = ["lorong"] }', 'when = { letk = ["lorong"] }', "Mungkin maksudnya `letak`"),
        ('when = { letak = ["lorong"] }', 'when = { letak = ["gang"] }', "`gang` bukan pilihan dari `letak`"),
        ("trotoar-rusak = ", "trotoar-hilang = ", "`trotoar-hilang` tidak ada di katalog"),
    ],
)
def test_what_a_city_says_of_a_category_is_checked_with_its_line(archive: Path, old: str, new: str, part: str) -> None:
    line = spoil(archive / "cities/makassar/complaints.toml", old, new)
    assert any(row.startswith(f"cities/makassar/complaints.toml:{line}: salah: ") and part in row for row in wrong())


def test_a_category_that_does_not_say_how_it_is_reported_is_found_beside_the_others(archive: Path) -> None:
    other = archive / "catalog/complaints/pesan/"
    shutil.copytree(CATALOG / "hotline" / "pesan-pimpinan", other)
    spoil(other / "sop.toml", 'service = "hotline"', 'service = "complaints"')
    assert any(row.startswith("catalog/complaints/pesan/sop.toml") and "Belum ada bagian report" in row for row in wrong())


def test_every_city_has_the_offices_and_owners_that_categories_name() -> None:
    offices = files.offices_everywhere(configured.CITIES_DIR)
    assert {"dpu", "dlh", "dishub", "satpolpp", "inspektorat"} <= set(offices)
    assert all({"pengelola-pengaduan", "petugas-lapangan"} <= roles for roles in offices.values())
    assert {"pln", "perumda-air", "balai-jalan"} <= files.parties_everywhere(configured.CITIES_DIR)
