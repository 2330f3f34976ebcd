"""The browser and the judge of signatures: found, installed where we may, asked for where we may not."""

import os
from pathlib import Path

import pytest

from lorong.station.errors import Trouble
from lorong.station.progress import Progress
from lorong.station.system_tools import BROWSER, PDFSIG, need_tools


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing is installed; programs put in this folder are."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(machine: Path, name: str, script: str = "exit 0") -> None:
    (machine / name).write_text(f"#!/bin/sh\n{script}\n")
    (machine / name).chmod(0o755)


def test_what_is_there_is_used_under_any_of_its_names(machine: Path) -> None:
    program(machine, "google-chrome")
    program(machine, "pdfsig")
    found = need_tools((BROWSER, PDFSIG), Progress())
    assert found == {"chromium": str(machine / "google-chrome"), "poppler-utils": str(machine / "pdfsig")}


def test_root_gets_what_is_missing_from_apt_after_fetching_its_lists(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    program(machine, "pdfsig")
    listed, browser = machine / "listed", machine / "chromium"
    program(
        machine,
        "apt-get",
        f'[ "$1" = update ] && : > {listed} && exit 0\n'
        f"[ -e {listed} ] || exit 100\n"
        f'[ "$*" = "install -y --no-install-recommends chromium" ] || exit 101\n'
        f": > {browser}; /bin/chmod 755 {browser}",
    )
    assert need_tools((BROWSER, PDFSIG), Progress())["chromium"] == str(browser)


def test_apt_that_cannot_is_told_with_its_words(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    program(machine, "apt-get", "echo 'E: tidak ada jaringan' >&2; exit 100")
    with pytest.raises(Trouble, match="E: tidak ada jaringan"):
        need_tools((BROWSER,), Progress())


def test_an_ordinary_user_gets_the_command_to_type(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    program(machine, "apt-get", "exit 9")
    with pytest.raises(Trouble, match="sudo apt-get install chromium poppler-utils"):
        need_tools((BROWSER, PDFSIG), Progress())
