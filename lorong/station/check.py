"""`make check`: every rule a machine can keep, each named, all of them run even when one fails."""

import os
import subprocess
import sys
import time
from pathlib import Path

from lorong.station.audit import NOTE
from lorong.station.progress import Progress
from lorong.station.throwaway import throwaway_database

TYPED = ("lorong", "bench")  # mypy is strict on all of it; tests and migrations are left out by pyproject.toml


def checks() -> list[tuple[str, list[str]]]:
    """The label and the command of every check."""
    python = sys.executable
    manage = [python, "manage.py"]
    return [
        ("Gaya · ruff check", [python, "-m", "ruff", "check", "."]),
        ("Tata tulis · ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("Tipe · mypy --strict", [python, "-m", "mypy", *TYPED]),
        ("Dinding · import-linter", [str(Path(python).with_name("lint-imports"))]),
        ("Migrasi · makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("Katalog · catalogue", [*manage, "check_catalog"]),
        ("Terjemahan · translations", [python, "-m", "lorong.station.translations"]),
        ("Ketergantungan · pip-audit", [python, "-m", "lorong.station.audit"]),
    ]


def run_checks(checkout: Path, progress: Progress) -> int:
    """Runs all checks and shows the words of those that fail. Gives 1 when one did. Raises Trouble."""
    failed = []
    with throwaway_database(checkout) as address:
        env = {**os.environ, "LORONG_DATABASE_URL": address}
        for label, command in checks():
            start = time.monotonic()
            done = subprocess.run(
                command,
                cwd=checkout,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            good = done.returncode == 0
            progress.result(label, good=good, seconds=time.monotonic() - start)
            for line in done.stdout.splitlines() if good else ():
                if line.startswith(NOTE):
                    progress.say(f"    {line}")
            if not good:
                failed.append(label)
                progress.say("\n" + "\n".join(f"    {line}" for line in done.stdout.splitlines()) + "\n")
    progress.say(f"\n  {len(failed)} gagal · failed: {', '.join(failed)}" if failed else "\n  Semua beres · all good")
    return 1 if failed else 0
