"""The translation check: everything on the screen has its English, with the same placeholders."""

import re
import sys
from pathlib import Path

import polib  # type: ignore[import-untyped]

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


def faults(folder: Path) -> list[str]:
    """What is wrong in the `.po` files below a folder, a sentence each; none is good."""
    found = []
    for path in sorted(folder.rglob("*.po")):
        for entry in polib.pofile(str(path)):
            if entry.obsolete:
                continue
            where = f"{path.name}:{entry.linenum}: {entry.msgid!r}"
            answers = list(entry.msgstr_plural.values()) or [entry.msgstr]
            if "fuzzy" in entry.flags or not all(answers):
                found.append(f"{where} has no translation")
                continue
            asked = {entry.msgid, entry.msgid_plural} - {""}
            wanted = {frozenset(PLACEHOLDER.findall(text)) for text in asked}
            if any(frozenset(PLACEHOLDER.findall(text)) not in wanted for text in answers):
                found.append(f"{where} has other placeholders in its translation")
    return found


def main() -> int:
    """Prints every fault; gives 1 when there is one."""
    found = [fault for folder in ("lorong", "catalog") for fault in faults(Path.cwd() / folder)]
    for fault in found:
        sys.stdout.write(fault + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
