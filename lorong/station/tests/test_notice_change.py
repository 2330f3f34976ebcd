"""What makes a demo load its data again, and what does not."""

from pathlib import Path

import pytest

from lorong.station.fingerprint import data_fingerprint, static_fingerprint

DATA = [
    "lorong/kernel/cases/migrations/0001_initial.py",
    "lorong/kernel/cases/sql/guards.sql",
    "catalog/letters/surat-keterangan-usaha/sop.toml",
    "cities/palopo/city.toml",
    "lorong/lib/synthetic/people.py",
    "lorong/kernel/audit/grants.py",
    "requirements.txt",
]
OTHER = [
    "cities/padang/city.toml",
    "lorong/kernel/cases/queries.py",
    "lorong/kernel/cases/migrations/__pycache__/x.pyc",
]
STATIC = "lorong/portals/look/static/look/lorong.css"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in (*DATA, *OTHER, STATIC):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a")
    return tmp_path


@pytest.mark.parametrize("name", DATA)
def test_a_change_of_what_the_data_is_made_from_is_noticed(checkout: Path, name: str) -> None:
    before = data_fingerprint(checkout, "palopo")
    (checkout / name).write_text("b")
    assert data_fingerprint(checkout, "palopo") != before


@pytest.mark.parametrize("name", [*OTHER, STATIC])
def test_a_change_elsewhere_loads_nothing_again(checkout: Path, name: str) -> None:
    before = data_fingerprint(checkout, "palopo")
    (checkout / name).write_text("b")
    assert data_fingerprint(checkout, "palopo") == before


def test_a_renamed_file_is_noticed(checkout: Path) -> None:
    before = data_fingerprint(checkout, "palopo")
    (checkout / DATA[2]).rename((checkout / DATA[2]).with_name("form.toml"))
    assert data_fingerprint(checkout, "palopo") != before


def test_a_changed_style_is_collected_again(checkout: Path) -> None:
    before = static_fingerprint(checkout)
    (checkout / STATIC).write_text("b")
    assert static_fingerprint(checkout) != before
