"""What invented people write when something is wrong in their city: patterns, places, moods and habits of typing.

The patterns stand in `complaints.toml`, by category. Those that a history is made of and those that only a measurement may
use are different sentences, so that how well a text is understood is not measured with sentences that were learned.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random

PLACES = (
    "Jalan Contoh {n}", "Jl Contoh Raya no {n}", "Lorong Contoh {n}", "dekat Masjid Contoh", "depan Pasar Contoh",
    "samping SD Contoh {n}", "perumahan Contoh Indah blok {b}", "RT 0{r} RW 0{w}", "belakang Puskesmas Contoh",
    "pertigaan Contoh", "lorong {n} Kampung Contoh", "depan rumah saya", "dekat Warung Contoh", "BTN Contoh blok {b}{n}",
)  # fmt: skip
BEFORE = ("", "", "", "", "Selamat pagi. ", "Mohon maaf, ", "Assalamualaikum, ", "Lapor Pak Wali, ", "Min, ", "Tabe, ")
AFTER = (
    "", "", "", ". Mohon ditindaklanjuti", ". Terima kasih", ", tolong segera", ". Sudah dilaporkan ke RT tapi tidak ada hasil",
    ". Kasihan anak-anak", ", sudah lama begini", ". Warga sudah mengeluh", " sejak dua minggu", "!!", ". Sampai kapan?",
)  # fmt: skip
SHORT = {
    "tidak": ("tdk", "nda", "gak", "ndak", "tak"), "yang": ("yg",), "sudah": ("sdh", "udah", "su"), "jalan": ("jln", "jl"),
    "karena": ("krn", "gara2"), "belum": ("blm", "blum"), "depan": ("dpn",), "dengan": ("dgn",), "banyak": ("bnyk", "byk"),
    "orang": ("org",), "kalau": ("kalo", "klo"), "tolong": ("tlg", "tolongg"), "mohon": ("mhn",), "sampai": ("smp", "sampe"),
    "sekali": ("skali", "bgt", "banget"), "sampah": ("sampa", "smpah"), "untuk": ("utk",), "saya": ("sy", "sya"),
    "anak-anak": ("anak2",), "di": ("d",), "lampu": ("lampux", "lmpu"), "malam": ("mlm",), "terus": ("trs", "trus"),
}  # fmt: skip
WHOLE = 0.4  # of what is written, whole patterns; the rest is put together from a thing and its fault
PARTICLES = ("mi", "ji", "ki", "pi", "mo", "kasian", "toh")
SHORTENED, PARTICLE, UNPOINTED, SMALL, SLIP = 0.3, 0.25, 0.4, 0.5, 0.3  # how often people do that


@cache
def patterns() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """What there is: category -> "known" and "unseen" (sentences with {t} for a place), "things" and "faults"."""
    found: dict[str, dict[str, list[str]]] = tomllib.loads((files(__package__) / "complaints.toml").read_text(encoding="utf-8"))
    return found


def written(category: str, chance: Random, *, unseen: bool = False, title: str = "") -> str:
    """One report as somebody would type it. title: of a category that has no sentences here; it is what people say then."""
    pattern = _pattern(category, chance, unseen) or f"{title or category.replace('-', ' ')} {{t}}"
    text = chance.choice(BEFORE) + pattern.replace("{t}", landmark(chance)) + chance.choice(AFTER)
    return _typed(text, chance)


def _pattern(category: str, chance: Random, unseen: bool) -> str:
    own = patterns().get(category)
    if own is None:
        return ""
    if unseen:
        return chance.choice(own["unseen"])
    if chance.random() < WHOLE:
        return chance.choice(own["known"])
    thing, fault = chance.choice(own["things"]), chance.choice(own["faults"])
    return chance.choice((f"{thing} {fault} {{t}}", f"{thing} {{t}} {fault}", f"di {{t}} {thing} {fault}"))


def landmark(chance: Random) -> str:
    """An invented place as people name it; nothing is called so."""
    where = chance.choice(PLACES)
    return where.format(n=chance.randint(1, 40), b=chance.choice("ABCDEF"), r=chance.randint(1, 9), w=chance.randint(1, 9))


def _typed(text: str, chance: Random) -> str:
    words = text.split(" ")
    if chance.random() < SHORTENED * 2:
        words = [chance.choice(SHORT[w.lower()]) if w.lower() in SHORT and chance.random() < 0.6 else w for w in words]
    if chance.random() < PARTICLE:
        words.insert(chance.randint(1, len(words)), chance.choice(PARTICLES))
    if chance.random() < SLIP:
        place = chance.randrange(len(words))
        words[place] = _slipped(words[place], chance)
    text = " ".join(words)
    if chance.random() < UNPOINTED:
        text = text.translate(str.maketrans("", "", ".,?!"))
    return text.lower() if chance.random() < SMALL else text


def _slipped(word: str, chance: Random) -> str:
    if len(word) < 5:
        return word
    at = chance.randint(1, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return chance.choice((word[:at] + word[at + 1 :], swapped, word[:at] + word[at] + word[at:]))
