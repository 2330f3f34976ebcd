"""Schools as people name them in an SMS ("depan SDN 3 Tamalanrea"): a guess at the kelurahan, which is asked back and never taken
for granted. The list is the city's pack (`cities/<city>/landmarks.csv`); a city without one knows no landmarks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from lorong.services.complaints.texting.words import WORD, Village

# As they are written on one sign and as they are said.
MEANS = {
    "sdn": "sd negeri", "smpn": "smp negeri", "sman": "sma negeri", "smkn": "smk negeri", "sdi": "sd inpres",
    "smas": "sma", "smks": "smk", "slbn": "slb negeri",
}  # fmt: skip
LONGEST = 8  # words of a name
MOST = 3  # that are offered
Landmarks = dict[tuple[str, ...], frozenset[str]]


def guessed(text: str, villages: Iterable[Village], path: Path) -> tuple[Village, ...]:
    """The kelurahan in which the longest landmark lies that a text names; several when the name does not say which."""
    known, said = landmarks(path), _words(text)
    by_code = {village.code: village for village in villages}
    for size in range(min(LONGEST, len(said)), 1, -1):
        names = (tuple(said[place : place + size]) for place in range(len(said) - size + 1))
        codes = sorted({code for name in names for code in known.get(name, ()) if code in by_code})
        if codes:
            return tuple(by_code[code] for code in codes[:MOST])
    return ()


@lru_cache(maxsize=4)
def landmarks(path: Path) -> Landmarks:
    """Regions by the words of a name, with and without the name of the city behind it."""
    found: dict[tuple[str, ...], set[str]] = {}
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = _words(row["name"])
            for key in {tuple(name), tuple(name[:-1] if name[-1] == path.parent.name else name)}:
                if len(key) > 1:
                    found.setdefault(key, set()).add(row["region"])
    return {name: frozenset(codes) for name, codes in found.items()}


def _words(text: str) -> Sequence[str]:
    said = " ".join(MEANS.get(word, word) for word in WORD.findall(text.casefold()))
    return said.split()
