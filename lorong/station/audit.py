"""Are there known weaknesses in what we stand on? `python -m lorong.station.audit`, a part of `make check`.

pip-audit asks the package index, and OSV after it, about every version in requirements-test.txt (which holds those of
requirements.txt too). A weakness fails the check. Where nobody could be asked, that is said, and nothing fails: no
network is no weakness, and no proof that there is none either. What pip-audit calls "none found" is not believed as
such, because it also says so when it could look nothing up.

A weakness that does not touch us is named in pyproject.toml, with the reason and the last day on which it is passed over:

    [[tool.lorong.audit.passed-over]]
    id = "GHSA-…"
    reason = "We never parse what strangers send with it."
    until = 2027-01-31
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

REQUIREMENTS = "requirements-test.txt"
SERVICES = ("pypi", "osv")
PATIENCE = 180  # seconds for one service
NOTE = "! "  # a line that `make check` shows although the check is good

Ask = Callable[[Path, str], str]


@dataclass(frozen=True)
class PassedOver:
    """A weakness that somebody has looked at. Past `until` it counts again."""

    id: str
    reason: str
    until: date


@dataclass(frozen=True)
class Findings:
    """What was learned: versions asked about, those nobody could tell about, and (package, ids, mended in) that are weak."""

    asked: int
    unknown: tuple[str, ...]
    weak: tuple[tuple[str, tuple[str, ...], str], ...]


def passed_over(pyproject: Mapping[str, Any]) -> tuple[PassedOver, ...]:
    """The list in pyproject.toml. Raises ValueError for an entry without id, reason or date."""
    entries = pyproject.get("tool", {}).get("lorong", {}).get("audit", {}).get("passed-over", [])
    found = []
    for entry in entries:
        id_, reason, until = (entry.get(name) for name in ("id", "reason", "until"))
        if not (id_ and isinstance(reason, str) and reason.strip() and isinstance(until, date)):
            raise ValueError(f"tool.lorong.audit.passed-over {id_ or '?'}: write id, reason and until = YYYY-MM-DD")
        found.append(PassedOver(id_, reason, until))
    return tuple(found)


def read(said: str) -> Findings | None:
    """What pip-audit's JSON says; None when it is no such JSON, or tells of nothing: nobody was reached."""
    try:
        dependencies = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    known = [d for d in dependencies if "skip_reason" not in d]
    if not known:
        return None
    weak = tuple(
        (f"{d['name']} {d['version']}", (v["id"], *v.get("aliases", ())), ", ".join(v.get("fix_versions", ())) or "?")
        for d in known
        for v in d["vulns"]
    )
    return Findings(len(known), tuple(d["name"] for d in dependencies if "skip_reason" in d), weak)


def ask(checkout: Path, service: str) -> str:
    """pip-audit's JSON from one service; whatever it says instead when it could not be asked."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", REQUIREMENTS, "--require-hashes", "--disable-pip"]
    command += ["--vulnerability-service", service, "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def judge(findings: Findings | None, over: Sequence[PassedOver], today: date) -> tuple[list[str], bool]:
    """(lines to say, whether all is good)."""
    if findings is None:
        services = ", ".join(SERVICES)
        return [f"{NOTE}Tidak bisa melihat: {services} tidak terjangkau · could not look: nothing is known either way"], True
    lines = []
    if findings.unknown:
        some = ", ".join(findings.unknown[:5]) + (", …" if len(findings.unknown) > 5 else "")
        lines.append(f"{NOTE}{len(findings.unknown)} paket tidak dikenal layanan itu · not known there: {some}")
    good = True
    for package, ids, mended in findings.weak:
        entry = next((o for o in over if o.id in ids), None)
        if entry is not None and today <= entry.until:
            lines.append(f"{NOTE}{package} {entry.id}: dilewati sampai {entry.until}: {entry.reason}")
            continue
        late = f" (dilewati sampai {entry.until}, sudah lewat · no longer passed over)" if entry else ""
        lines.append(f"{package}: {', '.join(ids)}; diperbaiki di · mended in {mended}{late}")
        good = False
    unused = {o.id for o in over} - {id_ for _, ids, _ in findings.weak for id_ in ids}
    lines += [f"{NOTE}{id_} tidak ditemukan lagi; hapus dari pyproject.toml · is found no more" for id_ in sorted(unused)]
    return lines, good


def run(checkout: Path, today: date, *, asking: Ask = ask) -> tuple[list[str], bool]:
    """(lines to say, whether all is good). Asks one service after the other until one answers."""
    pyproject = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    try:
        over = passed_over(pyproject)
    except ValueError as error:
        return [str(error)], False
    answers = (read(asking(checkout, service)) for service in SERVICES)
    return judge(next((found for found in answers if found is not None), None), over, today)


def main() -> int:
    """Says what was found; gives 1 for a weakness."""
    lines, good = run(Path.cwd(), datetime.now(UTC).date())
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
