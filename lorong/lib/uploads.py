"""Files that people send: judged by content, never by name; pictures and PDFs are written anew before they are kept.

Whatever decodes a hostile byte runs in a process of its own (`uploads_image.py`, `uploads_pdf.py`) with limits on memory, processor time
and the size of the answer, so that a bomb stops that process and nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from lorong.lib.phrases import phrase
from lorong.lib.places import Spot
from lorong.lib.spooled import Sent, Spooled

FIRST = 64  # bytes that say what a file is
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONG_SIDE = 2400  # pixels: an A4 page at 200 dots per inch
LARGE_SIDE, SMALL_SIDE = 1600, 320  # pixels: of a picture for a page, and for a list
QUALITY = 85
MAX_PAGES = 30
SECONDS = 25
_CHILD_MEMORY = 1024 * 1024 * 1024
# Sets the limits, then becomes the script: nothing of it, not even its imports, runs without them.
_LAUNCH = """
import resource, runpy, sys
memory, seconds = int(sys.argv[1]), int(sys.argv[2])
for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
    resource.setrlimit(what, (most, most))
sys.argv = sys.argv[3:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


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


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for showing: `large` for a page, `small` for a list, both without metadata.

    taken_at: what its EXIF said, with a zone only when it named one; spot: where. None: it did not say.
    """

    large: Clean
    small: Clean
    taken_at: datetime | None = None
    spot: Spot | None = None


class Box(NamedTuple):
    """A part of an upright picture, in thousandths of its width and height."""

    left: int
    top: int
    width: int
    height: int


SENTENCES = {
    "empty": phrase("Berkas kosong. Pilih lagi foto atau PDF-nya."),
    "too-big": phrase("Berkas lebih dari 10 MB. Foto lagi dengan ukuran lebih kecil, atau kirim per halaman."),
    "photo-too-big": phrase("Foto lebih dari 10 MB. Foto lagi dengan ukuran lebih kecil."),
    "no-picture": phrase("Berkas ini bukan foto. Kirim foto (JPG, PNG, WebP)."),
    "not-taken": phrase("Berkas ini bukan foto atau PDF. Kirim foto (JPG, PNG, WebP) atau PDF."),
    "heic": phrase(
        "Foto berformat HEIC belum bisa dibaca. Di iPhone: Pengaturan, Kamera, Format, pilih Paling Kompatibel, lalu foto lagi."
    ),
    "image-broken": phrase("Foto tidak utuh atau rusak. Foto lagi, lalu kirim."),
    "image-huge": phrase("Foto terlalu besar, lebih dari 50 megapiksel. Foto lagi dengan ukuran biasa."),
    "pdf-broken": phrase("PDF tidak terbaca. Buka di HP Anda, simpan sebagai PDF lagi, atau kirim fotonya."),
    "pdf-locked": phrase("PDF dikunci dengan sandi. Simpan tanpa sandi, atau kirim fotonya."),
    "pdf-long": phrase("PDF lebih dari {most} halaman. Kirim hanya halaman yang diminta.", most=MAX_PAGES),
    "pdf-huge": phrase("Isi PDF terlalu besar untuk dibuka dengan aman. Kirim foto dokumennya."),
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
    script = Path(__file__).with_name("uploads_image.py" if kind is Kind.IMAGE else "uploads_pdf.py")
    head, body = run_child(script, content, seconds=seconds)
    if head is None:
        raise UploadRefused(SENTENCES["pdf-huge" if kind is Kind.PDF else "image-broken"])
    if "refused" in head:
        raise UploadRefused(SENTENCES[str(head["refused"])])
    media_type = "image/jpeg" if kind is Kind.IMAGE else "application/pdf"
    return Clean(body, media_type, head.get("width"), head.get("height"), head.get("pages"))


def picture(content: bytes, *, seconds: float = SECONDS, boxes: Sequence[Box] = ()) -> Picture:
    """A stranger's picture as it may be shown, 1600 and 320 pixels long, and what it says of itself. Raises UploadRefused.

    boxes: where nothing is to be recognised: faces, number plates.
    """
    must_be_a_picture(content)
    lengths = [str(LARGE_SIDE), str(SMALL_SIDE), *(str(number) for box in boxes for number in box)]
    script = Path(__file__).with_name("uploads_image.py")
    head, body = run_child(script, content, seconds=seconds, arguments=lengths)
    if head is None:
        raise UploadRefused(SENTENCES["image-broken"])
    if "refused" in head:
        raise UploadRefused(SENTENCES[str(head["refused"])])
    cut = head["bytes"][0]
    large, small = (
        Clean(part, "image/jpeg", head["width"][place], head["height"][place])
        for place, part in enumerate((body[:cut], body[cut:]))
    )
    return Picture(large, small, _moment(head.get("taken_at")), Spot(head["lat"], head["lon"]) if "lat" in head else None)


def must_be_a_picture(content: Sent) -> None:
    """Look at size and first bytes only, which is safe anywhere. Raises UploadRefused with what to send instead."""
    if not len(content):
        raise UploadRefused(SENTENCES["empty"])
    if len(content) > MAX_BYTES:
        raise UploadRefused(SENTENCES["photo-too-big"])
    kind = kind_of(content.head(FIRST) if isinstance(content, Spooled) else content)
    if kind is not Kind.IMAGE:
        raise UploadRefused(SENTENCES["heic" if kind is Kind.HEIC else "no-picture"])


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None  # the thirty-first of February


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
    script: Path, content: bytes, *, seconds: float, arguments: Sequence[str] = ()
) -> tuple[dict[str, Any] | None, bytes]:
    """Run a reader of hostile bytes within limits: a gigabyte of memory, `seconds` of processor time, no files.

    `content` is its input; it answers a line of JSON, then bytes. Gives (None, b"") when it died.
    """
    limits = [str(_CHILD_MEMORY), str(max(1, int(seconds)))]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _LAUNCH, *limits, str(script), *arguments],
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
    head: dict[str, Any] = json.loads(line)
    return head, body
