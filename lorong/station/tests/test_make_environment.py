"""`tools/environment.py`: made, found, mended, refused. Packages come from a folder, not from the network."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
PYTHON = getattr(sys, "_base_executable", sys.executable)


def make_wheel(folder: Path) -> str:
    """A package of one line; gives the hash a lock would hold."""
    path = folder / "contoh_paket-1.0-py3-none-any.whl"
    info = "contoh_paket-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("contoh_paket.py", "words = 'ada'\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: contoh-paket\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"contoh_paket.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that needs one package, with the tool that installs it."""
    (tmp_path / "tools").mkdir()
    shutil.copy(REPOSITORY / "tools" / "environment.py", tmp_path / "tools")
    shutil.copytree(REPOSITORY / "lorong" / "station", tmp_path / "lorong" / "station")
    (tmp_path / "lorong" / "__init__.py").touch()
    (tmp_path / "cities" / "makassar").mkdir(parents=True)
    (tmp_path / "cities" / "makassar" / "city.toml").touch()
    lock = f"contoh-paket==1.0 \\\n    --hash=sha256:{make_wheel(tmp_path)}\n"
    (tmp_path / "requirements.txt").write_text(lock)
    (tmp_path / "requirements-test.txt").write_text(lock)
    return tmp_path


def run(checkout: Path, kind: str = "run", *, code: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the tool as the Makefile does; `code` goes before it, to change the machine it finds itself on."""
    tool = checkout / "tools" / "environment.py"
    command = [PYTHON, str(tool), kind]
    if code:
        runs = f"\nimport runpy; sys.argv = [{str(tool)!r}, {kind!r}]; runpy.run_path({str(tool)!r}, run_name='__main__')"
        command = [PYTHON, "-c", "import sys\n" + code + runs]
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "CITY", "PORT"))}
    clean |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(checkout), "PIP_CONFIG_FILE": os.devnull, **env}
    return subprocess.run(command, cwd=checkout, env=clean, capture_output=True, text=True, check=False)


def installed(checkout: Path) -> str:
    python = checkout / ".venv" / "bin" / "python"
    code = "import contoh_paket; print(contoh_paket.words)"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


def test_an_environment_is_made_once_found_at_once_and_mended_when_half(checkout: Path) -> None:
    first = run(checkout)
    assert first.returncode == 0, first.stderr
    assert "Lingkungan Python" in first.stdout
    assert installed(checkout) == "ada"

    start = time.monotonic()
    second = run(checkout)
    assert (second.returncode, second.stdout) == (0, "")
    assert time.monotonic() - start < 1

    site = next((checkout / ".venv" / "lib").glob("python*/site-packages"))
    (site / "contoh_paket.py").unlink()
    (checkout / ".venv" / "lorong-half-made").touch()
    assert run(checkout).returncode == 0
    assert installed(checkout) == "ada", "half an environment is thrown away"

    python = checkout / ".venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "uninstall", "-y", "-q", "contoh-paket"], check=True)
    (checkout / "requirements.txt").write_text("contoh-paket==1.0\n")
    without_hash = run(checkout)
    (checkout / ".venv" / "lorong-half-made").unlink()
    (checkout / "requirements.txt").write_text("contoh-paket==1.0 --hash=sha256:" + "0" * 64 + "\n")
    for refused in (without_hash, run(checkout)):
        assert refused.returncode == 1
        assert "tidak dapat dipasang" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert installed(checkout) == ""


def test_an_environment_for_the_tests_also_runs_the_demo(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()
    code = (
        "import importlib.util as u; s = u.spec_from_file_location('environment', 'tools/environment.py')\n"
        "e = u.module_from_spec(s); s.loader.exec_module(e)\n"
        "open(e.STAMP, 'w').write(e.mark(sys.argv[1])); print(e.is_ready('run'), e.is_ready('test'))"
    )
    for kind, expected in (("test", "True True"), ("run", "True False")):
        told = subprocess.run(
            [PYTHON, "-c", "import sys\n" + code, kind], cwd=checkout, capture_output=True, text=True, check=True
        )
        assert told.stdout.strip() == expected


def test_the_short_name_of_the_commands_works_from_any_folder(tmp_path: Path) -> None:
    checkout = tmp_path / "kota kita's"  # a space and a quote, as folders of people have
    (checkout / "tools").mkdir(parents=True)
    shutil.copy(REPOSITORY / "tools" / "environment.py", checkout / "tools")
    (checkout / "lorong").mkdir()
    (checkout / "lorong" / "__init__.py").touch()
    (checkout / "lorong" / "__main__.py").write_text("import os, sys; print(os.getcwd(), sys.argv[1:])")
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
    for name in ("requirements.txt", "requirements-test.txt"):
        (checkout / name).touch()
    code = (
        "import runpy, sys; e = runpy.run_path('tools/environment.py'); "
        "open(e['STAMP'], 'w').write(e['mark']('run')); sys.argv = ['x', 'run']; e['main']()"
    )
    subprocess.run([PYTHON, "-c", code], cwd=checkout, check=True)

    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "lorong").mkdir(parents=True)
    (elsewhere / "lorong" / "__main__.py").write_text("print('the wrong one')")
    said = subprocess.run(
        [checkout / ".venv" / "bin" / "lorong", "check", "dua kata"], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == f"{elsewhere} ['check', 'dua kata']"


def test_an_old_python_gets_a_sentence_or_a_newer_one_is_used(checkout: Path, tmp_path: Path) -> None:
    old = "sys.version_info = (3, 9, 2)"
    refused = run(checkout, code=old, PATH=str(tmp_path / "nothing"))
    assert refused.returncode == 1
    assert "Python 3.11 atau lebih baru; di sini ada 3.9" in refused.stderr

    newer = tmp_path / "bin"
    newer.mkdir()
    (newer / "python3.12").write_text('#!/bin/sh\necho "went on with $*"\n')
    (newer / "python3.12").chmod(0o755)
    went_on = run(checkout, code=old, PATH=str(newer))
    assert went_on.stdout.startswith("went on with ")


def test_a_python_without_venv_gets_the_command_that_brings_it(checkout: Path, tmp_path: Path) -> None:
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "venv.py").write_text("import sys; sys.exit('... because ensurepip is not available.')")
    refused = run(checkout, PYTHONPATH=str(shadow))
    assert refused.returncode == 1
    assert f"sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in refused.stderr
    assert not (checkout / ".venv").exists()


def test_a_wrong_city_is_told_before_anything_is_installed(checkout: Path) -> None:
    refused = run(checkout, CITY="jakarta")
    assert refused.returncode == 1
    assert "Pilih salah satu: makassar" in refused.stderr
    assert not (checkout / ".venv").exists()


def test_a_disk_with_too_little_room_is_told_before_anything_is_installed(checkout: Path) -> None:
    tiny = "import shutil; shutil.disk_usage = lambda path: type('u', (), {'free': 1000000})"
    refused = run(checkout, code=tiny)
    assert refused.returncode == 1
    assert "tidak cukup" in refused.stderr
    assert not (checkout / ".venv").exists()
