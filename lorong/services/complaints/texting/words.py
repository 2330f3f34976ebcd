"""What an SMS says: whether it reports something, which part of a longer one it is, and which kelurahan it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LAPOR = re.compile(r"\W*LAPOR(?:KAN)?\b[\s:,.-]*", re.IGNORECASE)
ANSWER = re.compile(r"\W*JAWAB\b[\s:,.-]*", re.IGNORECASE)
PART = re.compile(
    r"^\W*(?:\(|\[)?([1-9])\s*(?:/|DARI)\s*([1-9])(?:\)|\])?[\s:.-]*|[\s]*(?:\(|\[)([1-9])/([1-9])(?:\)|\])\s*$", re.IGNORECASE
)
WORD = re.compile(r"[a-z0-9]+")
KIND = frozenset({"kel", "kelurahan", "desa", "ds"})
ABOVE = frozenset({"kec", "kecamatan"})
ALIKE = 0.84  # how alike two names are before we ask "do you mean"
YES_WORDS = frozenset({"sudah", "sdh", "udah", "ya", "iya", "beres"})
NO_WORDS = frozenset({"belum", "blm", "belom", "tidak", "tdk"})


@dataclass(frozen=True, slots=True)
class Village:
    """A kelurahan or desa as it is named in words: `above` is its kecamatan."""

    code: str
    name: str
    above: str


@dataclass(frozen=True, slots=True)
class Found:
    """village: the one that is meant. maybe: those that could be, when it is not clear."""

    village: Village | None
    maybe: tuple[Village, ...] = ()


def is_report(text: str) -> bool:
    """Whether an SMS begins with LAPOR, after the mark of a part."""
    return LAPOR.match(part_of(text)[1]) is not None


def answer_in(text: str) -> str | None:
    """What follows JAWAB; None when the SMS is something else."""
    mark = ANSWER.match(text)
    return text[mark.end() :].strip() if mark else None


def verdict_in(text: str) -> tuple[bool, str] | None:
    """What SUDAH or BELUM says of something that should be fixed, with the words after it; None when it is neither."""
    first, _, rest = text.strip().partition(" ")
    word = first.strip(".,!?:;").casefold()
    if word in YES_WORDS:
        return True, rest.strip()
    return (False, rest.strip()) if word in NO_WORDS else None


def part_of(text: str) -> tuple[int, str]:
    """Which part of a longer SMS it says it is ("(2/3) ..."), 0 for none, and the words without that mark."""
    mark = PART.search(text)
    if mark is None:
        return 0, text.strip()
    number, whole = (int(n) for n in (mark[1] or mark[3], mark[2] or mark[4]))
    if number > whole:
        return 0, text.strip()
    return number, (text[: mark.start()] + text[mark.end() :]).strip()


def in_order(parts: Sequence[str]) -> str:
    """The parts of one telling as one text, without LAPOR: by the numbers they carry, else as they came."""
    numbered = [(*part_of(part), place) for place, part in enumerate(parts)]
    if all(number for number, _, _ in numbered):
        numbered.sort(key=lambda row: (row[0], row[2]))
    told = (LAPOR.sub("", words, count=1) if LAPOR.match(words) else words for _, words, _ in numbered)
    return " ".join(words for words in told if words)


def place_in(text: str, villages: Iterable[Village]) -> Found:
    """Which kelurahan a text names. A name after "kel." counts before one that merely stands there, the longer before the
    shorter inside it, and the kecamatan decides between two of one name; after "kec." a name is no kelurahan."""
    said = WORD.findall(text.casefold())
    rows = [(village, WORD.findall(village.name.casefold())) for village in villages]
    hits = [(place, len(name), village) for village, name in rows for place in _places(said, name)]
    hits = [hit for hit in hits if not (hit[0] and said[hit[0] - 1] in ABOVE)]
    named = [hit for hit in hits if hit[0] and said[hit[0] - 1] in KIND]
    hits = named or [hit for hit in hits if not any(_inside(hit, other) for other in hits)]
    found = {village.code: village for _, _, village in hits}
    if len(found) > 1:
        above = {code: v for code, v in found.items() if _above_is_said(v, said, hits)}
        found = above if len(above) == 1 else found
    if len(found) == 1:
        return Found(next(iter(found.values())))
    return Found(None, tuple(found.values())[:3] or _like(said, rows))


def _places(said: Sequence[str], name: Sequence[str]) -> list[int]:
    size = len(name)
    return [place for place in range(len(said) - size + 1) if list(said[place : place + size]) == list(name)]


def _inside(hit: tuple[int, int, Village], other: tuple[int, int, Village]) -> bool:
    place, size, _ = hit
    return other[1] > size and other[0] <= place and place + size <= other[0] + other[1]


def _above_is_said(village: Village, said: Sequence[str], hits: Sequence[tuple[int, int, Village]]) -> bool:
    own = {place for place, _, hit in hits if hit.code == village.code}
    name = WORD.findall(village.above.casefold())
    return any(place not in own for place in _places(said, name))


def _like(said: Sequence[str], rows: Sequence[tuple[Village, list[str]]]) -> tuple[Village, ...]:
    scored = []
    for village, name in rows:
        whole = " ".join(name)
        windows = (" ".join(said[place : place + len(name)]) for place in range(max(0, len(said) - len(name) + 1)))
        best = max((SequenceMatcher(None, whole, window).ratio() for window in windows), default=0.0)
        if best >= ALIKE:
            scored.append((-best, village.code, village))
    return tuple(village for _, _, village in sorted(scored)[:3])
