"""What a text about something that is wrong says, apart from how somebody types: the pieces that categories are told by.

An Indonesian word is taken with and without its affixes, everyday abbreviations are written out, the particles of Makassar
are left away, and every longer word also gives its letters four by four, so that a slip of the finger still says something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

LONGEST = 2000  # characters of a text that are read; what it is about stands at its beginning
SPELT = {
    "tdk": "tidak", "gak": "tidak", "ga": "tidak", "nggak": "tidak", "enggak": "tidak", "nda": "tidak", "ndak": "tidak",
    "tak": "tidak", "tra": "tidak", "sdh": "sudah", "udah": "sudah", "su": "sudah", "blm": "belum", "blum": "belum",
    "jln": "jalan", "jl": "jalan", "jlan": "jalan", "krn": "karena", "gara2": "karena", "dpn": "depan", "bnyk": "banyak",
    "byk": "banyak", "org": "orang", "tlg": "tolong", "mhn": "mohon", "mlm": "malam", "bgt": "sekali", "banget": "sekali",
    "skali": "sekali", "smp": "sampai", "sampe": "sampai", "aer": "air", "pdam": "pdam", "pam": "pdam", "ledeng": "pdam",
    "selokan": "got", "parit": "got", "drainase": "got", "motornya": "motor", "sampa": "sampah", "lampux": "lampu",
    "hp": "telepon", "pkl": "pedagang", "pju": "lampu jalan", "tl": "lampu lalu lintas", "apill": "lampu lalu lintas",
    "odgj": "gangguan jiwa", "dbd": "demam berdarah", "tps": "bak sampah", "jukir": "juru parkir", "pbg": "imb",
    "kluarga": "keluarga", "skolah": "sekolah", "bs": "bisa", "dlm": "dalam", "pnh": "penuh", "rsk": "rusak",
}  # fmt: skip
NOTHING = frozenset(
    [
        "yang",
        "dan",
        "di",
        "ke",
        "dari",
        "ini",
        "itu",
        "ada",
        "saya",
        "kami",
        "kita",
        "untuk",
        "dengan",
        "pada",
        "juga",
        "sudah",
        "belum",
        "mohon",
        "tolong",
        "sangat",
        "sekali",
        "karena",
        "kalau",
        "saja",
        "lagi",
        "atau",
        "oleh",
        "para",
        "si",
        "sang",
        "nya",
        "pun",
        "lah",
        "kah",
        "toh",
        "mi",
        "ji",
        "ki",
        "pi",
        "mo",
        "ma",
        "na",
        "ta",
        "ko",
        "ka",
        "le",
        "kodong",
        "kasian",
        "tabe",
        "bapak",
        "ibu",
        "pak",
        "bu",
        "min",
        "admin",
        "selamat",
        "pagi",
        "siang",
        "sore",
        "assalamualaikum",
        "terima",
        "kasih",
        "dekat",
        "depan",
        "samping",
        "belakang",
        "sebelah",
        "sini",
        "sana",
        "warga",
        "contoh",
        "nomor",
        "no",
        "rt",
        "rw",
        "blok",
        "lorong",
        "perumahan",
        "btn",
        "utg",
        "yg",
        "dgn",
        "dr",
        "sy",
        "utk",
        "d",
    ]
)
PARTICLE = re.compile(r"(?<=[a-z]{4})(?:mi|ji|ki|pi|mo)$")
END = re.compile(r"(?:nya|lah|kah|ku|mu|kan|an|i)$")
FRONT = re.compile(r"^(?:di|me(?:ng|ny|m|n)?|ber|ter|pe(?:ng|ny|m|n)?|ke|se)(?=[a-z]{4})")


def words_of(text: str) -> list[str]:
    """The words that tell something, spelt out, in order."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST]).encode("ascii", "ignore").decode().lower()
    found = re.findall(r"[a-z]+2?", plain)
    spelt = (part for word in found for part in SPELT.get(word, word).split())
    calm = (re.sub(r"(.)\1{2,}", r"\1", word).rstrip("2") for word in spelt)
    return [bare for word in calm if (bare := PARTICLE.sub("", word)) not in NOTHING and len(bare) > 1]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its usual affixes: a rule of thumb, the same for every text ("dibersihkan" -> "bersih")."""
    bare = word
    for _ in range(2):
        shorter = END.sub("", bare)
        bare = shorter if len(shorter) >= 4 else bare
    return FRONT.sub("", bare)


def pieces(text: str) -> list[str]:
    """Everything that a text is judged by: words, stems, pairs of stems, letters four by four."""
    words = words_of(text)
    stems = [stem(word) for word in words]
    return [*(f"={s}" for s in stems), *(f"{a} {b}" for a, b in pairwise(stems)), *_letters(words)]


def _letters(words: list[str]) -> Iterator[str]:
    for word in words:
        if len(word) >= 4:
            framed = f"<{word}>"
            yield from (framed[at : at + 4] for at in range(len(framed) - 3))
