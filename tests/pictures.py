"""Pictures as a phone sends them."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image

from lorong.lib.synthetic.papers import Paper, photo_of

NAMES = {
    "ktp": "Kartu Tanda Penduduk",
    "kk": "Kartu Keluarga",
    "pengantar_rt": "Surat Pengantar RT",
    "foto_usaha": "Warung Coto Siti",
}


@cache
def photo(words: str = "foto") -> bytes:
    """A JPEG of one colour, which is quick to make; other words give another colour."""
    out = io.BytesIO()
    number = sum(words.encode())
    Image.new("RGB", (640, 400), (number % 200, number // 7 % 200, 120)).save(out, "JPEG")
    return out.getvalue()


@cache
def paper(kind: str, words: str = "") -> bytes:
    """A JPEG of a paper that a person can recognise, marked CONTOH. kind: a requirement; other words make another paper."""
    lines = (("NIK", "7371000000000000"), ("Nama", "SITI CONTOH"), ("Alamat", "Lorong 4 Nomor 12"), ("Catatan", words or "-"))
    return photo_of(Paper(kind, NAMES.get(kind, kind.replace("_", " ").capitalize()), "Kota Contoh", lines))
