"""A small model that tells categories of texts apart, by counting: complement naive Bayes (Rennie et al. 2003, ADR 25).

What was counted (`Counts`) can be added up, so that keyword lists and the city's own history become one model, and a category
that is published later is known from its keywords at once.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from zlib import crc32

import numpy as np

from lorong.services.complaints.suggesting.words import pieces

BUCKETS = 1 << 15  # places that pieces of text are thrown into; two may share one
SMOOTH = 0.3  # what is added to every count, so that a word never seen decides nothing alone
FORM = 1  # of what is kept: another number is another way of cutting texts into pieces


@dataclass
class Counts:
    """How strongly each piece was seen in each category. `texts`: how many were read; `seen`: in how many each piece was."""

    weights: dict[str, dict[int, float]] = field(default_factory=dict)
    seen: Counter[int] = field(default_factory=Counter)
    texts: int = 0

    def add(self, text: str, category: str, *, times: float = 1.0) -> None:
        """Read one text of a category."""
        places, strengths = _read(text)
        own = self.weights.setdefault(category, {})
        for place, strength in zip(places, strengths, strict=True):
            own[place] = own.get(place, 0.0) + strength * times
            self.seen[place] += 1
        self.texts += 1

    def __add__(self, other: Counts) -> Counts:
        merged = {slug: dict(own) for slug, own in self.weights.items()}
        for slug, own in other.weights.items():
            into = merged.setdefault(slug, {})
            for place, weight in own.items():
                into[place] = into.get(place, 0.0) + weight
        return Counts(merged, self.seen + other.seen, self.texts + other.texts)

    def packed(self) -> bytes:
        """As bytes that `unpacked` reads."""
        slugs = sorted(self.weights)
        rows = [(number, place, weight) for number, slug in enumerate(slugs) for place, weight in self.weights[slug].items()]
        columns: list[Any] = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []]
        out = io.BytesIO()
        np.savez_compressed(
            out, form=np.int32(FORM), slugs=np.array(slugs, dtype=np.str_), texts=np.int64(self.texts),
            category=np.array(columns[0], np.int16), place=np.array(columns[1], np.int32), weight=np.array(columns[2], np.float32),
            seen_place=np.array(list(self.seen), np.int32), seen=np.array(list(self.seen.values()), np.int32),
        )  # fmt: skip
        return out.getvalue()

    @classmethod
    def unpacked(cls, body: bytes) -> Self | None:
        """What was packed; None when it was made by another way of reading texts."""
        kept = np.load(io.BytesIO(body), allow_pickle=False)
        if int(kept["form"]) != FORM:
            return None
        slugs = [str(slug) for slug in kept["slugs"]]
        weights: dict[str, dict[int, float]] = {slug: {} for slug in slugs}
        for number, place, weight in zip(kept["category"].tolist(), kept["place"].tolist(), kept["weight"].tolist(), strict=True):
            weights[slugs[number]][place] = weight
        seen = Counter(dict(zip(kept["seen_place"].tolist(), kept["seen"].tolist(), strict=True)))
        return cls(weights, seen, int(kept["texts"]))


class Model:
    """Counts made ready for asking."""

    def __init__(self, counts: Counts) -> None:
        self.slugs = sorted(counts.weights)
        places = sorted(counts.seen)
        self._row = np.full(BUCKETS, -1, np.int32)
        self._row[places] = np.arange(len(places))
        seen = np.array([counts.seen[place] for place in places], np.float32)
        self._rare = np.log((1 + counts.texts) / (1 + seen)) if places else np.zeros(0, np.float32)
        strong = np.zeros((len(places), len(self.slugs)), np.float32)
        for number, slug in enumerate(self.slugs):
            own = counts.weights[slug]
            strong[self._row[list(own)], number] = list(own.values())
        self._told = self._weighed(strong * self._rare[:, None])

    @staticmethod
    def _weighed(strong: Any) -> Any:
        """How much a piece speaks for a category: the less it is seen in all others, the more."""
        if not strong.size:
            return strong
        others = strong.sum(1, keepdims=True) - strong + SMOOTH
        told = -np.log(others / others.sum(0))
        return (told / np.abs(told).sum(0)).astype(np.float32)

    def shares(self, text: str) -> list[tuple[str, float]]:
        """(category, share) of all categories, the likeliest first; shares add up to 1. Nothing when no piece is known."""
        places, strengths = _read(text)
        rows = self._row[list(places)] if places else np.zeros(0, np.int32)
        known = rows >= 0
        if not known.any():
            return []
        rows, strength = rows[known], np.array(strengths, np.float32)[known] * self._rare[rows[known]]
        length = float(np.linalg.norm(strength))
        if not length:
            return []
        scores = (strength / length) @ self._told[rows]
        # In units of their own spread: then of what is said to be seven in ten, about seven in ten are so.
        likely = np.exp((scores - scores.max()) / (float(scores.std()) or 1.0))
        likely /= likely.sum()
        return [(self.slugs[place], float(likely[place])) for place in np.argsort(-likely, kind="stable")]


def counted(examples: Iterable[tuple[str, str]]) -> Counts:
    """(text, category) read one by one."""
    counts = Counts()
    for text, category in examples:
        counts.add(text, category)
    return counts


def hits(model: Model, examples: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """The share of examples whose category comes first, and that of those where it is among the first three."""
    if not examples:
        return 0.0, 0.0
    first = three = 0
    for text, category in examples:
        best = [slug for slug, _ in model.shares(text)[:3]]
        first += best[:1] == [category]
        three += category in best
    return first / len(examples), three / len(examples)


def _read(text: str) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """The places of a text's pieces and how strongly each is there; of every text all strengths together have length 1."""
    found = Counter(crc32(piece.encode()) % BUCKETS for piece in pieces(text))
    raw = [1 + math.log(count) for count in found.values()]
    length = math.sqrt(sum(strength * strength for strength in raw)) or 1.0
    return tuple(found), tuple(strength / length for strength in raw)
