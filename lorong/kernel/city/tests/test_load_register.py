"""A real register, as offices export it: good rows in, bad rows back with their reasons, again and again."""

from __future__ import annotations

import csv
import stat
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.city.management.commands import load_register as command
from lorong.kernel.city.tests.register_files import HEADER, REGION, rows, write
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import Household, Person
from lorong.kernel.people.sealing_rows import PERSON_COLUMNS
from lorong.lib.residents_file import ALIASES, NEEDED
from lorong.lib.tables import TableError, encoding_of, open_table

NIK_INDEX = PERSON_COLUMNS.index("nik_index")


def load(path: Path, **options) -> str:
    out = StringIO()
    call_command("load_register", str(path), processes=1, stdout=out, **options)
    return out.getvalue()


def rejected(path: Path) -> list[dict[str, str]]:
    with path.with_name(f"{path.stem}-ditolak.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture
def real():
    return Person.objects.filter(synthetic=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_what_offices_save_can_be_read(cast, real, tmp_path, encoding, delimiter):
    given = list(rows(8))
    given[2][2] = "Ngurah Désiré"
    said = load(write(tmp_path / "data.csv", given, encoding=encoding, delimiter=delimiter))
    assert "8 orang baru" in said
    assert set(real.values_list("name", flat=True)) >= {"Ngurah Désiré", "Warga Contoh 0"}


def test_people_are_stored_as_the_register_says_and_can_be_found(cast, real, tmp_path):
    given = list(rows(4))
    load(write(tmp_path / "data.csv", given))
    person = people.person_by_nik(given[1][0])
    assert (person.name, person.sex, person.relation, person.religion, person.marital, person.education) == (
        "Warga Contoh 1", "P", 3, 1, 2, 5,
    )  # fmt: skip
    assert (person.household.kk, person.household.rt, person.household.region) == (given[1][1], "003", REGION)
    assert person.household.members.count() == 4
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.*, h.* FROM people_person p JOIN people_household h ON h.id = household_id WHERE NOT p.synthetic"
        )
        stored = b"".join(
            bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for r in cursor.fetchall() for v in r
        )
    assert given[1][0].encode() not in stored
    assert b"Jl. Contoh" not in stored


def test_loading_again_writes_only_what_changed(cast, real, tmp_path):
    given = list(rows(12))
    path = write(tmp_path / "data.csv", given)
    load(path)
    before = dict(real.values_list("nik_index", "pk"))
    assert "0 orang baru, 0 berubah, 12 sama" in load(path)
    given[3][2] = "Nama Baru"
    given[4][1] = given[0][1]  # moved to another family card
    assert "0 orang baru, 2 berubah, 10 sama" in load(write(path, given))
    assert dict(real.values_list("nik_index", "pk")) == before
    moved = people.person_by_nik(given[4][0])
    assert moved.household.kk == given[0][1]
    assert Household.objects.filter(synthetic=False).count() == 3
    assert AuditEntry.objects.filter(action="people.load_residents").count() == 3


def test_bad_rows_come_back_with_line_and_every_reason_and_can_be_mended(cast, real, tmp_path):
    given = list(rows(6))
    good = [list(row) for row in given]
    given[1][0] = "12345"
    given[2][4] = "31-02-1990"
    given[3][14], given[3][6], given[3][12] = "9999", "Jedi", "RT 3"
    given[5][0] = given[4][0]
    path = write(tmp_path / "data.csv", given)
    said = load(path)
    assert "2 orang baru" in said
    assert "4 baris ditolak" in said
    back = {int(row["baris"]): row for row in rejected(path)}
    assert set(back) == {3, 4, 5, 7}
    assert "16 angka" in back[3]["alasan"]
    assert "kalender" in back[4]["alasan"]
    assert all(name in back[5]["alasan"] for name in ("agama", "rt", "kode_wilayah"))
    assert "baris 6" in back[7]["alasan"]
    file = path.with_name("data-ditolak.csv")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8-sig").replace("12345", good[1][0])
    mended = tmp_path / "lagi.csv"
    mended.write_text(text, encoding="utf-8")
    assert "1 orang baru" in load(mended)


def test_only_checking_writes_nothing(cast, real, tmp_path):
    given = list(rows(4))
    given[0][0] = "1"
    said = load(write(tmp_path / "data.csv", given), check=True)
    assert "3 baris dapat dimuat" in said
    assert "1 baris ditolak" in said
    assert not real.exists()


def test_several_processes_prepare_the_same_rows_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(command.connection, "close", lambda: None)  # the test's own transaction lives in it
    table = open_table(write(tmp_path / "data.csv", list(rows(90))), needed=NEEDED, aliases=ALIASES)
    monkeypatch.setattr(command, "BATCH", 7)
    found = []
    for count in (1, 2):
        with command._workers(count, (table, frozenset({REGION}), date(2026, 8, 3))) as prepare:
            found.append(
                [one for good, _ in prepare(command._batches(table.raw())) for one in good.persons[NIK_INDEX].split(",")]
            )
    assert found[0] == found[1]
    assert len(found[0]) == 90


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kosong"),
        (b"nik,nama\n1,2\n", "Kolom no_kk"),
        (b"\x50\x4b\x03\x04\x00\x01\x02", "Kolom"),
        (HEADER.encode() + b";nik\n", "lebih dari sekali"),
    ],
    ids=["empty", "columns missing", "a spreadsheet", "column twice"],
)
def test_a_file_that_is_no_register_is_refused_whole(cast, real, tmp_path, content, said):
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        load(path)
    assert not real.exists()


def test_a_quote_that_never_closes_says_where_and_keeps_what_came_before(cast, real, tmp_path):
    path = write(tmp_path / "data.csv", list(rows(4)))
    path.write_text(path.read_text() + '"buka;' + "x" * 200_000)
    with pytest.raises(CommandError, match=r"Baris 6.*kutip"):
        load(path)
    assert real.count() == 4


def test_the_encoding_is_told_by_the_whole_file(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"a" * 3_000_000 + "é".encode("cp1252") + b"b")
    assert encoding_of(path) == "cp1252"
    path.write_bytes(b"a" * 1_048_575 + "é".encode() + b"b" * 10)
    assert encoding_of(path) == "utf-8"
    with pytest.raises(TableError):
        open_table(path, needed=["nik"])
