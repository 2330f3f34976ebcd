"""Files that people send: judged by content, never by name; pictures and PDFs are written anew before they are kept.

Whatever decodes a hostile byte runs in a process of its own (`uploads_child.py`) with limits on memory, processor time
and the size of the answer, so that a bomb stops that process and nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONG_SIDE = 2400  # pixels: an A4 page at 200 dots per inch
QUALITY = 85
MAX_PAGES = 30
SECONDS = 25
CHILD = Path(__file__).with_name("uploads_child.py")
_CHILD_MEMORY = 1024 * 1024 * 1024


class UploadRefused(Exception):
    """The file is not taken. `sentence` says why and what to send instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Kind(StrEnum):
    """What the first bytes say a file is."""

    IMAGE = "image"
    PDF = "pdf"
    HEIC = "heic"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Clean:
    """A file as it is kept: JPEG or PDF, without what does not belong in it. `width`, `height` in pixels."""

    content: bytes
    media_type: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None


SENTENCES = {
    "empty": "Berkas kosong. Pilih lagi foto atau PDF-nya.",
    "too-big": "Berkas lebih dari 10 MB. Foto lagi dengan ukuran lebih kecil, atau kirim per halaman.",
    "not-taken": "Berkas ini bukan foto atau PDF. Kirim foto (JPG, PNG, WebP) atau PDF.",
    "heic": "Foto berformat HEIC belum bisa dibaca. Di iPhone: Pengaturan, Kamera, Format, pilih Paling Kompatibel, lalu foto lagi.",
    "image-broken": "Foto tidak utuh atau rusak. Foto lagi, lalu kirim.",
    "image-huge": "Foto terlalu besar, lebih dari 50 megapiksel. Foto lagi dengan ukuran biasa.",
    "pdf-broken": "PDF tidak terbaca. Buka di HP Anda, simpan sebagai PDF lagi, atau kirim fotonya.",
    "pdf-locked": "PDF dikunci dengan sandi. Simpan tanpa sandi, atau kirim fotonya.",
    "pdf-long": f"PDF lebih dari {MAX_PAGES} halaman. Kirim hanya halaman yang diminta.",
    "pdf-huge": "Isi PDF terlalu besar untuk dibuka dengan aman. Kirim foto dokumennya.",
}


def clean(content: bytes, *, seconds: float = SECONDS) -> Clean:
    """The file as it may be kept: a picture as JPEG without metadata, upright, at most 2400 pixels long; a PDF without
    scripts, actions and attachments. Raises UploadRefused.
    """
    if not content:
        raise UploadRefused(SENTENCES["empty"])
    if len(content) > MAX_BYTES:
        raise UploadRefused(SENTENCES["too-big"])
    kind = kind_of(content)
    if kind in {Kind.OTHER, Kind.HEIC}:
        raise UploadRefused(SENTENCES["heic" if kind is Kind.HEIC else "not-taken"])
    head, body = run_child([str(kind)], content, seconds=seconds)
    if head is None:
        raise UploadRefused(SENTENCES["pdf-huge" if kind is Kind.PDF else "image-broken"])
    if "refused" in head:
        raise UploadRefused(SENTENCES[str(head["refused"])])
    media_type = "image/jpeg" if kind is Kind.IMAGE else "application/pdf"
    return Clean(body, media_type, head.get("width"), head.get("height"), head.get("pages"))


def kind_of(content: bytes) -> Kind:
    """Image, PDF, HEIC or other, by the first bytes."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or content[:4] + content[8:12] == b"RIFFWEBP":
        return Kind.IMAGE
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        return Kind.HEIC
    return Kind.OTHER


def run_child(
    arguments: Sequence[str], content: bytes, *, seconds: float, script: Path = CHILD
) -> tuple[dict[str, int | None] | None, bytes]:
    """Run a reader of hostile bytes within limits; its answer is a line of JSON, then bytes. (None, b"") when it died."""
    limits = [str(_CHILD_MEMORY), str(max(1, int(seconds)))]
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(script), *limits, *arguments],
            input=content,
            capture_output=True,
            timeout=seconds + 5,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        return None, b""
    line, newline, body = done.stdout.partition(b"\n")
    if done.returncode != 0 or not newline:
        return None, b""
    head: dict[str, int | None] = json.loads(line)
    return head, body
