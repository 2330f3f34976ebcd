"""Writes requirements.txt and requirements-test.txt: every package in one version, every file with its hash.

    python3 tools/lock.py [--upgrade]

Needs `uv` (any place on the PATH, or in .venv). The files name no download address: pip asks the index the machine is
set up for, and a file with another hash is refused wherever it comes from.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Compiles both files; gives uv's exit code."""
    uv = shutil.which("uv", path=f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if uv is None:
        sys.stderr.write("\n  ✗ uv belum ada. Pasang: pipx install uv\n    uv is missing. Install: pipx install uv\n\n")
        return 1
    common = [uv, "pip", "compile", "pyproject.toml", "--no-config", "--universal", "--python-version", "3.11"]
    # no index is named: uv asks the public one, whatever this machine is set up for
    common += ["--generate-hashes", "--only-binary", ":all:"]
    common += ["--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock", "--quiet"]
    common += sys.argv[1:]
    env = {key: value for key, value in os.environ.items() if not key.startswith(("UV_", "PIP_"))}
    for extra in (
        ["--output-file", "requirements.txt"],
        ["--extra", "test", "--constraint", "requirements.txt", "--output-file", "requirements-test.txt"],
    ):
        done = subprocess.run([*common, *extra], cwd=ROOT, env=env, check=False)
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
