"""Programs of the machine that the tests need and pip cannot bring: a browser, and a judge of signatures."""

import os
import shutil
import subprocess
from dataclasses import dataclass

from lorong.station.errors import Trouble
from lorong.station.progress import Progress


@dataclass(frozen=True)
class Tool:
    """A program under any of its `names`, the Debian `package` that holds it, and what the tests use it for."""

    names: tuple[str, ...]
    package: str
    purpose: str


BROWSER = Tool(
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "chromium",
    "perjalanan peramban · browser journeys",
)
PDFSIG = Tool(("pdfsig",), "poppler-utils", "pemeriksaan tanda tangan · signature checks")


def find(tool: Tool) -> str:
    """The path of a program, or an empty text."""
    return next((path for name in tool.names if (path := shutil.which(name))), "")


def need_tools(tools: tuple[Tool, ...], progress: Progress) -> dict[str, str]:
    """Finds every program, installing the missing ones where we may (root, with apt-get).

    Gives the path of each by its package name. Raises Trouble that says which command brings the rest.
    """
    missing = [tool for tool in tools if not find(tool)]
    if missing and os.getuid() == 0 and shutil.which("apt-get"):
        packages = [tool.package for tool in missing]
        with progress.step(f"Memasang · installing {' '.join(packages)}"):
            _install(packages)
        missing = [tool for tool in tools if not find(tool)]
    if missing:
        command = f"sudo apt-get install {' '.join(tool.package for tool in missing)}"
        names = ", ".join(f"{tool.names[0]} ({tool.purpose})" for tool in missing)
        raise Trouble(
            f"Pengujian membutuhkan {names}. Pasang dengan: {command}",
            f"The tests need {names}. Install with: {command}",
        )
    return {tool.package: find(tool) for tool in tools}


def _install(packages: list[str]) -> None:
    """Asks apt; a list of packages that is too old or missing is fetched first. What it says is shown if it fails."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    for command in (install, ["apt-get", "update"], install):
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if command is install and done.returncode == 0:
            return
    raise Trouble(
        f"apt-get tidak dapat memasang {' '.join(packages)}: {done.stderr.strip()[-300:]}",
        f"apt-get could not install {' '.join(packages)}. Install them by hand, then run this again.",
    )
