from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from lorong.__main__ import COMMANDS, main, usage
from lorong.kernel.catalog import files, queries
from lorong.kernel.catalog.models import Procedure

SKU = "surat-keterangan-usaha"


@pytest.fixture
def small_catalog(tmp_path: Path, settings: Settings) -> Path:
    """A catalogue of one letter and the three services that exercise the engine, free to be spoiled."""
    root = tmp_path / "catalog"
    for name in ("_fonts", "_sheet", "letters/_layout", f"letters/{SKU}", "demo"):
        shutil.copytree(configured.CATALOG_DIR / name, root / name)
    settings.CATALOG_DIR = root
    return root


def run(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_a_right_catalogue_is_said_to_be_ready(small_catalog: Path) -> None:
    assert run("check_catalog", "--inspector").endswith("4 layanan siap diterbitkan.\n")


def test_a_wrong_one_is_named_with_file_and_line_and_ends_with_one(small_catalog: Path) -> None:
    path = small_catalog / "letters" / SKU / "sop.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('by = "kasi-pelayanan"', 'by = "kasi-pelayan"'), encoding="utf-8")
    line = next(i for i, r in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if 'kasi-pelayan"' in r)
    out = io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("check_catalog", stdout=out)
    assert failed.value.returncode == 1
    assert f"catalog/letters/{SKU}/sop.toml:{line}: salah: Jabatan `kasi-pelayan` tidak ada" in out.getvalue()


def test_a_letter_that_does_not_compile_is_found(small_catalog: Path) -> None:
    (small_catalog / "letters" / SKU / "letter.typ").write_text("#tidak_ada()", encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("check_catalog", SKU, stdout=out)
    assert f"catalog/letters/{SKU}/letter.typ:1: salah: Surat ini tidak dapat dibuat" in out.getvalue()
    assert "tidak_ada" in out.getvalue()


def test_an_unknown_service_is_no_service(small_catalog: Path) -> None:
    with pytest.raises(CommandError, match="surat-x"):
        call_command("check_catalog", "surat-x")


@pytest.mark.django_db
def test_publishing_twice_publishes_once_and_hidden_ones_only_when_asked(small_catalog: Path) -> None:
    before = Procedure.objects.count()
    first = run("publish_catalog", SKU)
    assert "1 layanan berlaku, 1 versi baru." in first or "1 layanan berlaku, 0 versi baru." in first
    assert "1 layanan berlaku, 0 versi baru." in run("publish_catalog", SKU)
    with pytest.raises(CommandError, match="Tidak ada layanan"):
        run("publish_catalog", "berjalan")
    run("publish_catalog", "--hidden")
    assert queries.current_by_slug("berjalan", hidden=True) is not None
    assert queries.current_by_slug("berjalan") is None
    assert Procedure.objects.count() <= before + 4


@pytest.mark.django_db
def test_nothing_is_published_while_anything_is_wrong(small_catalog: Path) -> None:
    path = small_catalog / "letters" / SKU / "sop.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("fee = 0", "fe = 0"), encoding="utf-8")
    before = Procedure.objects.count()
    with pytest.raises(CommandError, match="Tidak ada yang diterbitkan"):
        run("publish_catalog")
    assert Procedure.objects.count() == before


@pytest.mark.django_db
def test_a_new_letter_head_is_a_new_version(small_catalog: Path) -> None:
    run("publish_catalog", SKU)
    first = queries.current_by_slug(SKU)
    layout = small_catalog / "letters" / "_layout" / "surat.typ"
    layout.write_text(layout.read_text(encoding="utf-8") + "\n// tata letak baru\n", encoding="utf-8")
    run("publish_catalog", SKU)
    second = queries.current_by_slug(SKU)
    assert first is not None
    assert second is not None
    assert second.version == first.version + 1


def test_the_whole_catalogue_can_be_published() -> None:
    assert "layanan siap diterbitkan" in run("check_catalog")


def test_every_city_has_the_roles_that_letters_name() -> None:
    roles = files.roles_everywhere(configured.CITIES_DIR)
    assert {"lurah", "sekretaris", "kasi-pelayanan", "kasi-pemerintahan", "staf-pelayanan"} <= roles["kelurahan"]
    assert {"camat", "sekretaris-camat", "kasi-pelayanan"} <= roles["kecamatan"]
    assert "inspektur" in roles["kota"]


def test_the_short_commands_lead_to_the_long_ones(capsys: pytest.CaptureFixture[str]) -> None:
    main(["help"])
    assert capsys.readouterr().out == usage()
    with pytest.raises(SystemExit) as unknown:
        main(["terbang"])
    assert unknown.value.code == 2
    assert "Perintah terbang tidak ada." in capsys.readouterr().err
    main(["check", SKU])
    assert "1 layanan siap diterbitkan" in capsys.readouterr().out
    assert COMMANDS["publish"][0] == "publish_catalog"
