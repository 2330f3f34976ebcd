"""Finding a service by the words people use: "mau bikin surat usaha", "sku", "usha".

A catalogue has tens of entries, so everything is scored in memory. A word counts when it is the same, begins the same,
or is a small slip away; a word that stands in few entries ("usaha") counts more than one that stands in all ("surat").
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+")
# Words by which people ask, not what they ask for.
_ASKING = (
    "mau ingin urus mengurus bikin buat membuat minta saya aku kami untuk yang di ke dari dan atau dengan tolong cara "
    "bagaimana gimana perlu butuh surat keterangan pengantar want need get make how to the a an of for my i letter"
)
_EMPTY = frozenset(_ASKING.split())
_PREFIXES = ("meng", "meny", "men", "mem", "me", "peng", "pen", "pem", "per", "pe", "ber", "di", "ter", "ke", "se")
_SUFFIXES = ("kannya", "annya", "nya", "kan", "an", "i")


@dataclass(frozen=True)
class Entry:
    """`key` names it; `texts` are what it is called, each with its weight."""

    key: str
    texts: tuple[tuple[str, float], ...]


class Index:
    """The entries, ready to be searched."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._words: list[tuple[str, dict[str, float]]] = [(e.key, _weighted(e)) for e in entries]
        self._phrases = {e.key: " ".join(w for text, _ in e.texts for w in words(text)) for e in entries}
        counts: dict[str, int] = {}
        for _, known in self._words:
            for word in known:
                counts[word] = counts.get(word, 0) + 1
        n = len(entries)
        self._rarity = {word: math.log(1 + n / count) for word, count in counts.items()}

    def search(self, text: str) -> list[tuple[str, float]]:
        """Keys and scores, best first; equal scores in the order of the entries. Nothing asked finds nothing."""
        asked = words(text)
        telling = [w for w in asked if w not in _EMPTY] or asked
        if not telling:
            return []
        found = [(key, self._score(telling, known) + self._phrase(asked, key)) for key, known in self._words]
        best = max((score for _, score in found), default=0.0)
        # What only just resembles one word is noise beside a real answer.
        kept = [(key, score) for key, score in found if score > 0 and score >= best * 0.25]
        return sorted(kept, key=lambda pair: -pair[1])

    def _score(self, asked: list[str], known: dict[str, float]) -> float:
        total, missed = 0.0, 0
        for word in asked:
            best = max((likeness(word, k) * w * self._rarity[k] for k, w in known.items()), default=0.0)
            total += best
            missed += best == 0.0
        return total / (1 + missed)

    def _phrase(self, asked: list[str], key: str) -> float:
        return 2.0 if len(asked) > 1 and " ".join(asked) in self._phrases[key] else 0.0


def words(text: str) -> list[str]:
    """The words of a text: small letters, without accents and signs."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


@lru_cache(maxsize=20_000)
def likeness(asked: str, known: str) -> float:
    """1 for the same word, less for the same stem, the same beginning, or a slip; 0 for another word."""
    if asked == known:
        return 1.0
    if len(asked) < 2:
        return 0.0
    if stems(asked) & stems(known):
        return 0.9
    if known.startswith(asked):
        return 0.5 + 0.4 * len(asked) / len(known)
    slips = 0 if len(asked) < 4 else 1 if len(asked) < 8 else 2
    if slips and abs(len(asked) - len(known)) <= slips and distance(asked, known) <= slips:
        return 0.6
    return 0.0


def stems(word: str) -> frozenset[str]:
    """What may be left of a word without its commonest Indonesian prefix and suffix; at least four letters each."""
    ends = {word, *(word.removesuffix(s) for s in _SUFFIXES if word.endswith(s))}
    bare = {*ends, *(w.removeprefix(p) for w in ends for p in _PREFIXES if w.startswith(p))}
    return frozenset(w for w in bare if len(w) >= 4 or w == word)


def distance(one: str, other: str) -> int:
    """How many slips lie between two words: a letter more, less, another, or two neighbours swapped."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _weighted(entry: Entry) -> dict[str, float]:
    """Each word with the best weight at which it stands."""
    weights: dict[str, float] = {}
    for text, weight in entry.texts:
        for word in words(text):
            weights[word] = max(weights.get(word, 0.0), weight)
    return weights
