"""Makes `.venv` from the locked dependencies, or finds in milliseconds that it is already right.

    python3 tools/environment.py run|test

Runs before anything is installed, on whatever Python the machine calls `python3`: standard library only, and no
syntax newer than Python 3.6, so that an old Python can still be told what is missing.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "lorong-stamp")
PROGRAM = os.path.join(VENV, "bin", "lorong")
HALF = os.path.join(VENV, "lorong-half-made")
LOCKS = {"run": ["requirements.txt"], "test": ["requirements-test.txt"]}  # the second holds the first
NEWEST_FIRST = ["python3.14", "python3.13", "python3.12", "python3.11"]
NEEDED = (3, 11)
WORK_MB = 900
FULL = "No space left on device"


def stop(indonesian, english):
    """Says what is in the way and what to do about it, and ends."""
    sys.stderr.write(f"\n  ✗ {indonesian}\n    {english}\n\n")
    sys.exit(1)


def short_version():
    """This Python's version as `3.11`."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def right_python():
    """Goes on with a newer Python of this machine when `python3` is too old."""
    if sys.version_info >= NEEDED:
        return
    for name in NEWEST_FIRST:
        path = shutil.which(name)
        if path:
            os.execv(path, [path, *sys.argv])
    have = short_version()
    stop(
        f"Lorong membutuhkan Python 3.11 atau lebih baru; di sini ada {have}. Pasang: sudo apt install python3.11-venv",
        f"Lorong needs Python 3.11 or newer; this is {have}. Install: sudo apt install python3.11-venv",
    )


def read(path):
    """The bytes of a file; none when it is not there."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def mark(kind):
    """What an environment of this kind was made from: locks, Python, place."""
    total = hashlib.sha256()
    for name in LOCKS[kind]:
        total.update(read(os.path.join(ROOT, name)))
    total.update(f"{sys.version} {VENV}".encode())
    return kind + " " + total.hexdigest()


def is_ready(kind):
    """Whether the environment is there; one for the tests also serves to run."""
    stamps = read(STAMP).decode("utf-8", "replace").splitlines()
    kinds = [kind] if kind == "test" else [kind, "test"]
    return os.path.exists(PYTHON) and not os.path.exists(HALF) and any(mark(each) in stamps for each in kinds)


def pins(kind):
    """The pinned packages of the locks that this machine may need, as {normal name: versions, one for each Python}."""
    found = {}
    for name in LOCKS[kind]:
        text = read(os.path.join(ROOT, name)).decode("utf-8")
        for line in text.splitlines():
            match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(.*)", line)
            if match and "sys_platform == 'win32'" not in match.group(3):
                found.setdefault(normal(match.group(1)), set()).add(match.group(2))
    return found


def normal(name):
    """A package name as all spellings of it are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def works():
    """Whether the environment's Python starts, is this one's version, and has pip."""
    code = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        out = subprocess.run([PYTHON, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return out.stdout.decode().strip() == short_version()


def need_room():
    """Ends with a sentence when the disk cannot hold the environment."""
    if shutil.disk_usage(ROOT).free < WORK_MB * 1000000:
        full()


def full():
    """Ends with the sentence for a full disk."""
    stop(
        f"Ruang disk di {ROOT} tidak cukup. Kosongkan paling sedikit {WORK_MB} MB, lalu jalankan lagi.",
        f"The disk at {ROOT} has too little room. Free at least {WORK_MB} MB, then run it again.",
    )


def make_venv():
    """A new, empty environment."""
    if os.path.isdir(VENV):
        shutil.rmtree(VENV)
    os.mkdir(VENV)
    touch(HALF)
    done = subprocess.run([sys.executable, "-m", "venv", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    words = done.stdout.decode("utf-8", "replace")
    if done.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if FULL in words:
        full()
    package = f"python{short_version()}-venv"
    if "ensurepip" in words or "No module named venv" in words:
        stop(
            f"Python di mesin ini belum punya venv. Pasang: sudo apt install {package}",
            f"Python on this machine has no venv. Install: sudo apt install {package}",
        )
    stop(
        f"Lingkungan Python tidak dapat dibuat: {words.strip()[-400:]}",
        "The Python environment could not be made; the words above are venv's.",
    )


def touch(path):
    """An empty file."""
    with open(path, "w"):
        pass


def install(kind):
    """Installs exactly what is locked, each file checked by its hash, showing how far it is."""
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-input"]
    command += ["--disable-pip-version-check", "--no-compile", "--progress-bar", "off"]
    for name in LOCKS[kind]:
        command += ["-r", os.path.join(ROOT, name)]
    env = dict(os.environ, PIP_REQUIRE_VIRTUALENV="0", PYTHONUNBUFFERED="1")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=ROOT)
    words = []
    count, total = 0, len(pins(kind))
    assert process.stdout is not None
    for raw in process.stdout:
        line = raw.decode("utf-8", "replace").rstrip()
        words.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied: ")):
            count += 1
            show(count, total, line.split(":")[-1].split()[-1].split("==")[0])
        elif line.startswith("Installing collected"):
            show(total, total, "memasang · installing")
    if process.wait() == 0:
        return
    explain("\n".join(words))


def explain(words):
    """Ends with a sentence for what pip wrote."""
    sys.stderr.write("\n".join("    " + line for line in words.splitlines()[-12:]) + "\n")
    if FULL in words:
        full()
    if "NewConnectionError" in words or "NameResolutionError" in words or "ConnectTimeout" in words:
        stop(
            "Paket tidak dapat diunduh: tidak ada sambungan internet. Periksa jaringan atau proxy, lalu jalankan lagi.",
            "The packages could not be downloaded: no connection. Check the network or proxy, then run it again.",
        )
    stop(
        "Paket tidak dapat dipasang; kata-kata pip ada di atas. Perbaiki itu, lalu jalankan lagi.",
        "The packages could not be installed; pip's words are above. Mend that, then run it again.",
    )


def show(count, total, name):
    """How far the installation is: one line that changes on a screen, a few lines in a log."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r  · Paket · packages {min(count, total):>3}/{total}  {name[:40]:<40}")
    elif count % 20 == 0:
        sys.stdout.write(f"  · Paket · packages {min(count, total):>3}/{total}\n")
    sys.stdout.flush()


def satisfied(kind):
    """Whether every pinned package is installed in its version (an environment that somebody filled by hand)."""
    code = "from importlib.metadata import distributions as d; [print(x.metadata['Name'], x.version) for x in d()]"
    out = subprocess.run([PYTHON, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    have = {normal(line.split()[0]): line.split()[1] for line in out.splitlines()}
    return all(have.get(name) in versions for name, versions in pins(kind).items())


def make(kind):
    """Makes or mends the environment. A marker file lies in it while it is being changed: if that is found at the
    start, an earlier run was killed, and half an environment is thrown away rather than trusted."""
    start = time.time()
    need_choices(kind)
    if not os.path.isdir(VENV) or os.path.exists(HALF) or not works():
        need_room()
        make_venv()
    if not satisfied(kind):
        touch(HALF)
        install(kind)
        subprocess.run([PYTHON, "-m", "compileall", "-q", "-j", "0", VENV], stdout=subprocess.DEVNULL)
    with open(STAMP, "w") as file:
        file.write(mark(kind) + "\n")
    if os.path.exists(HALF):
        os.remove(HALF)
    seconds = f"{time.time() - start:.1f}".replace(".", ",")
    start_of_line = "\r" if sys.stdout.isatty() else ""
    label = "Lingkungan Python · Python environment"
    sys.stdout.write(f"{start_of_line}  ✓ {label:<58}{seconds:>6} d\n")


def quoted(words):
    """A text as the shell takes it for one word."""
    return "'" + words.replace("'", "'\\''") + "'"


def make_program():
    """`.venv/bin/lorong`: the commands of an office by one short name, from any folder; this checkout, not a copy of it.

    Written by hand because nothing of this checkout is installed into its environment.
    """
    words = (
        "#!/bin/sh\n"
        "# lorong <perintah>: the same as `python -m lorong` in the checkout. Made by tools/environment.py.\n"
        f'PYTHONPATH={quoted(ROOT)}"${{PYTHONPATH:+:$PYTHONPATH}}" exec {quoted(PYTHON)} -P -m lorong "$@"\n'
    )
    if read(PROGRAM).decode("utf-8", "replace") == words:
        return
    half = f"{PROGRAM}.{os.getpid()}"
    with open(half, "w") as file:
        file.write(words)
    os.chmod(half, 0o755)
    os.replace(half, PROGRAM)  # two commands at once: whole, or not there


def need_choices(kind):
    """Before minutes are spent: is the city there, is the port a number?"""
    if kind == "run" and subprocess.call([sys.executable, "-m", "lorong.station.choices"], cwd=ROOT) != 0:
        sys.exit(1)


def main():
    """Makes sure of the environment named on the command line."""
    right_python()
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind not in LOCKS:
        sys.exit(__doc__)
    if not is_ready(kind):
        with open(os.path.abspath(__file__)) as ourselves:
            fcntl.flock(ourselves, fcntl.LOCK_EX)  # two commands at once: the second waits, then finds it done
            if not is_ready(kind):
                make(kind)
    make_program()


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno in (28, 122):
            full()
        stop(
            f"Sistem menolak memakai {error.filename or ROOT} ({error.strerror}). Periksa pemilik dan izin folder itu.",
            f"The system refused to use {error.filename or ROOT} ({error.strerror}). Check who owns that folder.",
        )
