"""`make demo` and `make test`: what a newcomer types, and what they are promised."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-test.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def make(*arguments: str, folder: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key not in {"CITY", "PORT", "HOST", "MAKEFLAGS"}}
    return subprocess.run(["make", *arguments], cwd=folder, env={**clean, **env}, capture_output=True, text=True, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a clean clone has before anything is installed, as far as the first questions need it."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("tools", "lorong/station"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "lorong" / "__init__.py").touch()
    for pack in (ROOT / "cities").glob("*/city.toml"):
        (tmp_path / "cities" / pack.parent.name).mkdir(parents=True)
        shutil.copy(pack, tmp_path / "cities" / pack.parent.name)
    return tmp_path


def test_make_alone_lists_every_target_with_what_it_does() -> None:
    told = make().stdout
    for target in ("help", "demo", "test", "check", "lock", "screenshots", "clean-demo"):
        assert re.search(rf"^  make {target}\s+\S", told, re.MULTILINE), target
    assert make("help").stdout == told


def test_a_city_that_is_not_there_is_answered_before_anything_is_installed(clone: Path) -> None:
    for answer in (make("demo", "CITY=jakarta", folder=clone), make("demo", folder=clone, CITY="jakarta")):
        assert answer.returncode != 0
        assert "kapuas, makassar, padang, palopo" in answer.stderr
        assert "Traceback" not in answer.stderr
    assert not (clone / ".venv").exists()


def test_the_robot_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "exec make test </dev/null" in script.read_text()


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://|file:|--index-url|--find-links|/home/|/tmp/", text)
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if PIN.match(block):
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {"requirements.txt": project["dependencies"]}
    asked["requirements-test.txt"] = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    for name, wanted in asked.items():
        locked = {normal(found) for found, _ in PIN.findall((ROOT / name).read_text())}
        for requirement in wanted:
            match = re.match(r"[A-Za-z0-9._-]+", requirement)
            assert match
            assert normal(match.group()) in locked, f"{requirement} is not in {name}: run make lock"


def test_the_tests_run_on_the_versions_the_city_runs_on() -> None:
    run, test = (set(PIN.findall((ROOT / name).read_text())) for name in LOCKS)
    assert run <= test


def test_the_example_environment_lists_every_variable_and_no_other() -> None:
    read = set(re.findall(r'env(?:_bool)?\(\s*"(LORONG_[A-Z_]+)"', (ROOT / "lorong" / "settings.py").read_text()))
    listed = set(re.findall(r"^#?\s?(LORONG_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert listed == read
