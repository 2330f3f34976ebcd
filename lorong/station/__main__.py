"""The command behind the Makefile: `python -m lorong.station demo|test|check|screenshots|clean-demo`."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lorong.station.check import run_checks
from lorong.station.choices import Choices, read_choices
from lorong.station.demo import run_demo, running
from lorong.station.errors import Trouble, from_os_error
from lorong.station.home import alone, open_home
from lorong.station.processes import end_orphans
from lorong.station.progress import Progress
from lorong.station.suite import run_tests

CHECKOUT = Path(__file__).resolve().parents[2]


def main(arguments: list[str], *, checkout: Path = CHECKOUT, base: Path | None = None) -> int:
    """Runs one verb and gives the exit code. What a person can mend is a sentence, never a traceback."""
    progress = Progress()
    verb, rest = (arguments or ["help"])[0], arguments[1:]
    try:
        match verb:
            case "demo":
                return run_demo(checkout, read_choices(checkout, os.environ), progress, base=base)
            case "test":
                return run_tests(checkout, rest, progress)
            case "check":
                return run_checks(checkout, progress)
            case "screenshots":
                return take_screenshots(checkout, progress)
            case "clean-demo":
                return clean_demo(checkout, progress)
    except Trouble as trouble:
        return _tell(trouble)
    except OSError as error:
        return _tell(from_os_error(error))
    except KeyboardInterrupt:
        return 130
    progress.say(__doc__)
    return 2


def take_screenshots(checkout: Path, progress: Progress) -> int:
    """Starts a demo of its own beside everything else and lets `tools/screenshots.py ADDRESS` look at it."""
    chosen = read_choices(checkout, {**os.environ, "PORT": os.environ.get("PORT") or "8765"})
    with tempfile.TemporaryDirectory(prefix="lorong-", dir="/var/tmp") as folder:
        base = Path(folder)
        base.chmod(0o711)
        with running(checkout, Choices(chosen.city, chosen.port, "127.0.0.1"), progress, base=base / "data"):
            command = [sys.executable, "tools/screenshots.py", chosen.address]
            return subprocess.run(command, cwd=checkout, check=False).returncode


def clean_demo(checkout: Path, progress: Progress) -> int:
    """Removes the demo's data of every city: database, documents, static files, logs."""
    home = open_home(checkout)
    with alone(home, "demo"), progress.step(f"Menghapus · removing {home.folder}"):
        end_orphans(home)
        shutil.rmtree(home.folder)
    return 0


def _tell(trouble: Trouble) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"\n  ✗ {trouble.indonesian}\n    {trouble.english}\n\n")
    return trouble.code


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
