"""A list of another system is taken over: every fault with its line, nothing twice, and nothing at all when it is only tried."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.places import Spot
from lorong.services.complaints.importing import NEEDED, OPTIONAL, Unfit, key_of, telling_of
from lorong.services.complaints.models import Incident, Report
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, spot_of
from lorong.testing import MONDAY, WITA

PLACES = (
    ("Kecamatan Tallo", (("73.71.07.1001", "Kelurahan Tallo"), ("73.71.07.1002", "Kelurahan Baru"))),
    ("Kecamatan Ujung Pandang", (("73.71.03.1001", "Kelurahan Baru"),)),
)
ROW = {"jenis": "lampu-jalan-mati", "uraian": "Lampu mati di lorong", "kelurahan": "Tallo"}


def read(**more: str) -> Any:
    return telling_of({**ROW, **more}, categories={"lampu-jalan-mati"}, places=PLACES, now=MONDAY, zone=WITA)


def test_a_row_says_what_where_and_when():
    told = read(waktu="1-8-2026 14:30", patokan="Dekat pasar", tampil="Anonim", nama="Siti")
    assert (told.category, told.region, told.where, told.visibility) == (
        "lampu-jalan-mati",
        "73.71.07.1001",
        "Dekat pasar",
        "anonymous",
    )
    assert told.written_at.isoformat() == "2026-08-01T14:30:00+08:00"
    assert read(lintang="-5,147", bujur="119,432").spot == Spot(-5.147, 119.432)
    assert read(jenis="Lampu Jalan Mati").category == "lampu-jalan-mati"


@pytest.mark.parametrize(
    ("cells", "about"),
    [
        ({"jenis": "apa saja"}, "jenis"),
        ({"uraian": ""}, "uraian"),
        ({"tampil": "publik"}, "tampil"),
        ({"kelurahan": ""}, "kelurahan"),
        ({"kelurahan": "Baru"}, "kelurahan"),
        ({"kelurahan": "Antah"}, "kelurahan"),
        ({"lintang": "119.4", "bujur": "-5.1"}, "lintang"),
        ({"lintang": "x", "bujur": "1"}, "lintang"),
        ({"waktu": "kemarin"}, "waktu"),
        ({"waktu": "2027-01-01"}, "waktu"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(cells: dict[str, str], about: str):
    with pytest.raises(Unfit, match=f"^{about}.*\\.$"):
        read(**cells)


@given(st.dictionaries(st.sampled_from([*NEEDED, *OPTIONAL]), st.text()))
def test_whatever_stands_in_a_file_is_read_or_refused(cells: dict[str, str]):
    try:
        told = telling_of(cells, categories={"lampu-jalan-mati"}, places=PLACES, now=MONDAY, zone=WITA)
    except Unfit:
        return
    assert told.spot or told.region


def test_a_row_is_known_by_its_own_key_or_by_all_it_says():
    assert key_of({"kunci": "A-1", "uraian": "x"}) == key_of({"kunci": "A-1", "uraian": "y"})
    assert key_of({"uraian": "x"}) != key_of({"uraian": "y"})
    assert len(key_of(ROW)) <= 64


@pytest.fixture
def listed(tmp_path: Path, street: Street) -> Path:
    """Three rows, the second of which cannot be taken."""
    spot = spot_of()
    rows = [
        f"A-1;{SLUG};Lampu mati di depan masjid;{spot.lat};{spot.lon};;2026-07-01",
        f"A-2;{SLUG};Lampu mati di laut;0;100;;2026-07-02",
        f"A-3;{SLUG};Lampu mati di lorong lima;;;{RAPPOCINI};2026-07-03",
    ]
    file = tmp_path / "lama.csv"
    file.write_text("\n".join(["Nomor;Kategori;Deskripsi;Lat;Long;Kelurahan;Tanggal", *rows]), encoding="utf-8")
    return file


def taken(file: Path, *more: str) -> str:
    """What the command says; it fails, since a row was refused."""
    said = StringIO()
    with pytest.raises(CommandError, match="Perbaiki"):
        call_command("import_reports", str(file), *more, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_a_file_that_is_only_tried_leaves_nothing(listed: Path):
    said = taken(listed)
    assert "Baris 3: " in said
    assert "2 laporan bisa masuk" in said and "1 ditolak" in said
    assert (Report.objects.count(), Incident.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_file_is_taken_once_however_often_it_is_run(listed: Path):
    assert "2 laporan masuk, 0 sudah ada, 1 ditolak" in taken(listed, "--write")
    assert "0 laporan masuk, 2 sudah ada, 1 ditolak" in taken(listed, "--write")
    assert sorted(Report.objects.values_list("channel", "text")) == [
        ("import", "Lampu mati di depan masjid"),
        ("import", "Lampu mati di lorong lima"),
    ]
    assert {at.date().isoformat() for at in Report.objects.values_list("written_at", flat=True)} <= {
        "2026-06-30",
        "2026-07-01",
        "2026-07-02",
        "2026-07-03",
    }


@pytest.mark.django_db
def test_a_file_without_its_columns_is_refused_whole(tmp_path: Path):
    file = tmp_path / "salah.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Kolom jenis, uraian tidak ada"):
        call_command("import_reports", str(file))
