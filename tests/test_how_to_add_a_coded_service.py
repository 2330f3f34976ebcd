"""docs/howto/add-a-coded-service.md, followed by a machine in a copy of the checkout: its files and its commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
PAGE = (ROOT / "docs/howto/add-a-coded-service.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```\w+ (\S+/\S+)\n(.*?)^```", PAGE, re.M | re.S))
LINE = re.search(r"one line in `(\S+)`, after `(\S+)`: `(\S+)`", PAGE)
assert LINE is not None
GUARD = "lorong/services/permits/tests/test_guard.py"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program and its catalogue, with the service of the page."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("lorong", "catalog"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    (copy / "cities").symlink_to(ROOT / "cities")
    for name, text in FILES.items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(text, encoding="utf-8")
    for name in ("__init__.py", "tests/__init__.py"):
        (copy / "lorong/services/permits" / name).touch()
    file, after, line = LINE.groups()
    text = (copy / file).read_text(encoding="utf-8")
    assert text.count(after) == 1
    (copy / file).write_text(text.replace(after, f"{after}\n    {line}"), encoding="utf-8")
    return copy


def run(checkout: Path, *words: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(checkout), "DJANGO_SETTINGS_MODULE": "lorong.settings"}
    done = subprocess.run([sys.executable, *words], cwd=checkout, env=env, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_the_check_finds_nothing_wrong_with_its_sop(checkout: Path):
    assert "1 layanan siap diterbitkan." in run(checkout, "-m", "lorong", "check", "izin-keramaian")


def test_the_tests_of_its_guard_hold(checkout: Path):
    assert "2 passed" in run(checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:xdist", GUARD)
