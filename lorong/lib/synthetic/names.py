"""Invented names from lists of name parts. A name that exists somewhere is chance; nobody is meant."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from types import MappingProxyType

from lorong.lib.nik import Sex

FILE = Path(__file__).with_name("names.csv")
GENDERS = {"male": (Sex.MALE,), "female": (Sex.FEMALE,), "neutral": (Sex.MALE, Sex.FEMALE)}
ONE_WORD_SHARE = 0.12  # many Indonesians bear a single name
TWO_FIRST_SHARE = 0.35


@lru_cache(maxsize=1)
def name_parts() -> Mapping[tuple[str, Sex], Sequence[str]]:
    """("first" or "last", sex) to the parts of that kind, sorted, so that a seed always picks the same."""
    parts: dict[tuple[str, Sex], set[str]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for sex in GENDERS[row["gender"]]:
                parts.setdefault((row["part"], sex), set()).add(row["name"])
    return MappingProxyType({kind: tuple(sorted(names)) for kind, names in parts.items()})


def full_name(rng: Random, sex: Sex) -> str:
    """A name of one to three words."""
    parts = name_parts()
    first = rng.choice(parts["first", sex])
    if rng.random() < ONE_WORD_SHARE:
        return first
    words = [first]
    if rng.random() < TWO_FIRST_SHARE:
        words.append(rng.choice(parts["first", sex]))
    words.append(rng.choice(parts["last", sex]))
    return " ".join(dict.fromkeys(words))
