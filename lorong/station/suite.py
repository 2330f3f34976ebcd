"""`make test`: everything the tests need, then the tests. The last line is pytest's own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from lorong.station.processes import end_with_us
from lorong.station.progress import Progress
from lorong.station.system_tools import BROWSER, PDFSIG, need_tools
from lorong.station.throwaway import throwaway_database


def run_tests(checkout: Path, arguments: list[str], progress: Progress) -> int:
    """Runs pytest with `arguments` (everything, without any) and gives its exit code. Raises Trouble."""
    tools = need_tools((BROWSER, PDFSIG), progress)
    workers = str(min(4, max(2, os.cpu_count() or 2)))
    with throwaway_database(checkout) as address:
        env = {
            **os.environ,
            "LORONG_DATABASE_URL": address,
            "LORONG_CHROMIUM": tools[BROWSER.package],
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes start here; each would compile the house anew
        command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal", *arguments]
        tests = subprocess.Popen(
            command,
            cwd=checkout,
            env=env,
            stdin=subprocess.DEVNULL,
            preexec_fn=end_with_us(signal.SIGTERM),
        )
        try:
            return tests.wait()
        except KeyboardInterrupt:  # pytest got it too and is writing its summary
            return tests.wait()
