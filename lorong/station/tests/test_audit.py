"""What `make check` says of known weaknesses, and what it does when nobody can be asked."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lorong.station import audit, check
from lorong.station.progress import Progress

TODAY = date(2026, 11, 22)
KNOWN = {"name": "django", "version": "5.2.0", "vulns": []}
WEAK = {
    "name": "pillow",
    "version": "12.0.0",
    "vulns": [{"id": "PYSEC-2026-7", "aliases": ["CVE-2026-1234"], "fix_versions": ["12.0.1"]}],
}
SKIPPED = {"name": "lorong-hanya-di-sini", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def said(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


def at(tmp_path: Path, more: str = "") -> Path:
    (tmp_path / "pyproject.toml").write_text(f"[project]\nname = 'x'\n{more}")
    return tmp_path


def over(day: str, id_: str = "CVE-2026-1234") -> str:
    return f'[[tool.lorong.audit.passed-over]]\nid = "{id_}"\nreason = "Kami tidak membaca TIFF."\nuntil = {day}\n'


def test_a_known_weakness_fails_and_says_where_it_is_mended(tmp_path: Path) -> None:
    lines, good = audit.run(at(tmp_path), TODAY, asking=lambda *_: said(KNOWN, WEAK))
    assert not good
    assert lines == ["pillow 12.0.0: PYSEC-2026-7, CVE-2026-1234; diperbaiki di · mended in 12.0.1"]


def test_no_weakness_is_good_and_silent(tmp_path: Path) -> None:
    assert audit.run(at(tmp_path), TODAY, asking=lambda *_: said(KNOWN)) == ([], True)


@pytest.mark.parametrize("answer", ["", "ConnectionError", "{}", said(), said(SKIPPED)])
def test_without_anybody_to_ask_it_says_so_and_does_not_fail(tmp_path: Path, answer: str) -> None:
    [line], good = audit.run(at(tmp_path), TODAY, asking=lambda *_: answer)
    assert good
    assert line.startswith("! Tidak bisa melihat")


def test_the_second_service_is_asked_when_the_first_is_silent(tmp_path: Path) -> None:
    lines, good = audit.run(at(tmp_path), TODAY, asking=lambda _, service: said(WEAK) if service == "osv" else "")
    assert not good
    assert "pillow" in lines[0]


def test_what_could_not_be_looked_up_is_named(tmp_path: Path) -> None:
    lines, good = audit.run(at(tmp_path), TODAY, asking=lambda *_: said(KNOWN, SKIPPED))
    assert good
    assert "lorong-hanya-di-sini" in lines[0]


@pytest.mark.parametrize(("day", "good"), [("2026-11-22", True), ("2026-11-21", False)])
def test_a_weakness_is_passed_over_until_its_day(tmp_path: Path, day: str, good: bool) -> None:
    lines, found = audit.run(at(tmp_path, over(day)), TODAY, asking=lambda *_: said(WEAK))
    assert found is good
    assert ("Kami tidak membaca TIFF." in lines[0]) is good


@pytest.mark.parametrize("entry", ['id = "CVE-1"\nreason = ""\nuntil = 2027-01-01', 'id = "CVE-1"\nreason = "x"', 'reason = "x"'])
def test_passing_over_needs_a_reason_and_a_day(tmp_path: Path, entry: str) -> None:
    lines, good = audit.run(at(tmp_path, f"[[tool.lorong.audit.passed-over]]\n{entry}\n"), TODAY, asking=lambda *_: said(KNOWN))
    assert not good
    assert "write id, reason and until" in lines[0]


def test_an_entry_that_has_become_useless_is_named(tmp_path: Path) -> None:
    lines, good = audit.run(at(tmp_path, over("2027-01-01", "CVE-2020-1")), TODAY, asking=lambda *_: said(KNOWN))
    assert good
    assert "CVE-2020-1 tidak ditemukan lagi" in lines[0]


def test_make_check_audits_and_shows_what_could_not_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert any(command[-1] == "lorong.station.audit" for _, command in check.checks())
    shown = [check.sys.executable, "-c", "print('! Tidak bisa melihat'); print('lainnya')"]
    monkeypatch.setattr(check, "checks", lambda: [("Ketergantungan", shown)])
    monkeypatch.setenv("LORONG_DATABASE_URL", "postgresql://localhost/none")
    assert check.run_checks(tmp_path, Progress()) == 0
    told = "".join(capsys.readouterr())
    assert "Tidak bisa melihat" in told
    assert "lainnya" not in told
