"""One command says who saw what, and making it leaves a trace."""

from __future__ import annotations

import csv
import stat
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lorong.kernel.audit.models import AccessEntry, AuditEntry

MONDAY = datetime(2026, 8, 3, tzinfo=UTC)
FROM, TO = MONDAY.isoformat(), (MONDAY + timedelta(hours=4)).isoformat()


def look(cast: Any, officer: str, resident: str, hours: float, **more: object) -> None:
    actor = cast.actor(officer)
    told = {
        "actor_kind": "officer",
        "actor_title": actor.holdings[0].title,
        "fields": ["NIK", "alamat"],
        "case_number": "26-0803-0001",
    }
    AccessEntry.objects.create(
        subject=cast.person(resident).pk,
        at=MONDAY + timedelta(hours=hours),
        account_id=actor.account_id,
        **{**told, "actor_name": actor.name, "purpose": "memeriksa berkas", **more},
    )


@pytest.fixture
def looks(cast) -> None:
    look(cast, "budi", "siti", -0.1)
    look(cast, "budi", "siti", 0)
    look(cast, "budi", "tono", 1, purpose="=HYPERLINK(1)")
    look(cast, "bu_lurah", "siti", 2, case_number="26-0803-0002")
    look(cast, "budi", "siti", 4)


def report(path: Path, **options: object) -> tuple[str, list[dict[str, str]]]:
    said = StringIO()
    officer = str(options.get("officer", ""))
    call_command("breach_report", "--from", FROM, "--to", TO, "--csv", str(path), "--officer", officer, stdout=said)
    return said.getvalue(), list(csv.DictReader(path.open(encoding="utf-8")))


def test_everything_between_two_moments_and_nothing_else(looks: None, cast, tmp_path: Path):
    said, rows = report(tmp_path / "a.csv")
    assert "3 kali data dilihat, 2 orang, 2 urusan" in said
    assert [(r["siapa"], r["nama"], r["urusan"]) for r in rows] == [
        ("Budi", cast.person("siti").name, "26-0803-0001"),
        ("Budi", cast.person("tono").name, "26-0803-0001"),
        (cast.person("bu_lurah").name, cast.person("siti").name, "26-0803-0002"),
    ]
    assert {r["yang dilihat"] for r in rows} == {"NIK; alamat"}


@pytest.mark.parametrize("by_number", [True, False])
def test_one_officer_by_name_or_number(looks: None, cast, tmp_path: Path, by_number: bool):
    _, rows = report(tmp_path / "a.csv", officer=str(cast.account("budi").pk) if by_number else "budi")
    assert [r["siapa"] for r in rows] == ["Budi", "Budi"]


def test_the_table_calculates_nothing_and_only_its_owner_reads_it(looks: None, tmp_path: Path):
    _, rows = report(tmp_path / "a.csv")
    assert rows[1]["untuk"] == "'=HYPERLINK(1)"
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o600


def test_the_report_itself_is_on_record(looks: None, tmp_path: Path):
    report(tmp_path / "a.csv", officer="budi")
    entry = AuditEntry.objects.get(action="audit.breach_report")
    assert entry.data == {"since": FROM, "until": TO, "officer": "budi", "looks": 2}


def test_a_file_that_is_there_is_not_written_over(looks: None, tmp_path: Path):
    (tmp_path / "a.csv").write_text("penting")
    with pytest.raises(CommandError, match="Tulis nama berkas yang baru"):
        report(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "penting"
    assert not AuditEntry.objects.filter(action="audit.breach_report").exists()


def test_moments_need_zones_and_an_order(cast, tmp_path: Path):
    with pytest.raises(CommandError, match="Tukar keduanya"):
        call_command("breach_report", "--from", TO, "--to", FROM, "--csv", str(tmp_path / "a.csv"))
    with pytest.raises(CommandError, match="zonanya"):
        call_command("breach_report", "--from", "2026-08-03 08:00", "--to", TO, "--csv", str(tmp_path / "a.csv"))
