"""Officials from a list: appointed once, corrected when the list says something else, replaced without a gap."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Assignment, Position
from lorong.kernel.city.values import first_day, last_day
from lorong.kernel.people.models import Person

HEADER = "Kode Jabatan;NIK;Nama Gelar;NIP;Pangkat;Sebagai;TMT;Sampai;SK"


@pytest.fixture
def seat(cast):
    """A position with a holder without an end, and two residents who hold nothing."""
    assignment = Assignment.objects.filter(held_as="definitif", days__upper_inf=True).order_by("pk")[0]
    return assignment, list(Person.objects.filter(assignments=None, synthetic=True).order_by("pk")[:2])


def load(tmp_path: Path, *rows: str) -> str:
    path, out = tmp_path / "pejabat.csv", StringIO()
    path.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    try:
        call_command("load_officers", str(path), stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


def test_a_new_holder_follows_the_one_before_without_a_gap(seat, tmp_path):
    before, (person, _) = seat
    start = city.today() + timedelta(days=3)
    row = f"{before.position.code};{person.nik};Dra. PENGGANTI;;Penata;;{start:%d-%m-%Y};;SK 12/2026"
    assert "1 ditetapkan, 0 diperbaiki, 0 sama" in load(tmp_path, row)
    before.refresh_from_db()
    assert last_day(before.days) == start - timedelta(days=1)
    now = Assignment.objects.get(position=before.position, person=person)
    assert (first_day(now.days), now.held_as, now.full_name) == (start, "definitif", "Dra. PENGGANTI")
    assert "0 ditetapkan, 0 diperbaiki, 1 sama" in load(tmp_path, row)
    assert "0 ditetapkan, 1 diperbaiki, 0 sama" in load(tmp_path, row.replace("Penata", "Pembina"))
    assert Assignment.objects.filter(position=before.position).count() == 2


def test_rows_that_cannot_be_are_named_and_the_others_loaded(seat, tmp_path):
    before, (person, other) = seat
    day = f"{city.today():%Y-%m-%d}"
    said = load(
        tmp_path,
        f"tidak/ada;{person.nik};Nama;;;;{day};;SK",
        f"{before.position.code};7371130101990001;Nama;;;;{day};;SK",
        f"{before.position.code};{person.nik};Nama;123;;;{day};;SK",
        f"{before.position.code};{person.nik};Nama;;;raja;{day};;SK",
        f"{before.position.code};{person.nik};Nama;;;;2025-01-01;;SK",
        f"{before.position.code};{person.nik};Nama;;;;{day};;",
        f"{before.position.code};{other.nik};Nama Benar;;;plh;{day};{day};SK",
    )
    for line, words in ((2, "tidak ada"), (3, "data penduduk"), (4, "18 angka"), (5, "plt"), (6, "dipegang"), (7, "dasar")):
        assert any(f"baris {line}:" in row and words in row for row in said.splitlines()), (line, said)
    assert "1 ditetapkan" in said
    assert "6 baris ditolak" in said
    assert Assignment.objects.filter(person=other, held_as="plh").exists()


def test_the_empty_list_names_every_position(seat):
    out = StringIO()
    call_command("load_officers", positions=True, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("kode_jabatan;nik;nama;mulai;dasar")
    assert len(lines) == 1 + Position.objects.filter(active=True).count()
