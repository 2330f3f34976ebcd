"""Drawn papers and photos of invented people: what a phone's camera would send. Each is marked CONTOH (specimen)."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]

INK: Colour = (28, 38, 40)
DIM: Colour = (96, 108, 110)
TABLE: Colour = (122, 96, 72)  # what the paper lies on
WALL: Colour = (226, 214, 190)
MARK: Colour = (176, 38, 38)


@dataclass(frozen=True)
class Paper:
    """What is written on it. `kind`: the requirement it answers; `lines`: label and value, in order."""

    kind: str
    title: str
    office: str
    lines: tuple[tuple[str, str], ...]


def photo_of(paper: Paper) -> bytes:
    """A JPEG of the paper, a little crooked on a table; a card for a KTP, a street front for a photo of a place."""
    if paper.kind.startswith(("foto_", "pas_foto")):
        picture = _place(paper)
    elif paper.kind.startswith("ktp"):
        picture = _laid(_card(paper), tilt=-2.5)
    else:
        picture = _laid(_sheet(paper), tilt=1.5)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


@cache
def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def _card(paper: Paper) -> Image.Image:
    """An identity card in the proportions of ISO/IEC 7810 ID-1 (85.6 × 54 mm)."""
    card = Image.new("RGB", (856, 540), (176, 208, 226))
    draw = ImageDraw.Draw(card)
    for step in range(0, 540, 6):  # the faint waves of security paper
        draw.line([(x, step + 6 * math.sin(x / 40)) for x in range(0, 857, 8)], fill=(164, 198, 219))
    draw.text((428, 34), paper.office.upper(), fill=INK, font=_font(26), anchor="mm")
    draw.text((428, 68), paper.title, fill=INK, font=_font(24), anchor="mm")
    _lines(draw, paper.lines, top=108, left=34, gap=36, size=22)
    draw.rectangle((640, 130, 816, 360), fill=(196, 60, 54))
    draw.ellipse((688, 168, 768, 258), fill=(118, 84, 62))
    draw.pieslice((660, 262, 796, 470), 180, 360, fill=(52, 62, 88))
    _mark(draw, (640, 440), 40)
    return card


def _sheet(paper: Paper) -> Image.Image:
    """A page of paper with a head, a title and lines."""
    sheet = Image.new("RGB", (820, 1060), (250, 249, 244))
    draw = ImageDraw.Draw(sheet)
    draw.text((410, 70), paper.office.upper(), fill=INK, font=_font(24), anchor="mm")
    draw.line((70, 104, 750, 104), fill=INK, width=3)
    draw.text((410, 160), paper.title.upper(), fill=INK, font=_font(30), anchor="mm")
    _lines(draw, paper.lines, top=230, left=80, gap=48, size=24)
    below = 260 + 48 * len(paper.lines)
    for number in range(4):  # the running text, too small to read in a photo
        y = below + 34 * number
        draw.line((80, y, 740 - 160 * (number == 3), y), fill=(190, 192, 188), width=6)
    draw.text((560, below + 190), "Yang menyatakan,", fill=INK, font=_font(22))
    draw.line([(570 + 4 * x, below + 270 + 18 * math.sin(x / 3)) for x in range(40)], fill=(34, 54, 122), width=4)
    _mark(draw, (410, 980), 54)
    return sheet


def _place(paper: Paper) -> Image.Image:
    """A house front under a roof, with a sign: a shop, a home, an office."""
    scene = Image.new("RGB", (1000, 720), (190, 218, 232))
    draw = ImageDraw.Draw(scene)
    draw.rectangle((0, 560, 1000, 720), fill=(150, 140, 128))
    draw.rectangle((160, 250, 840, 590), fill=WALL)
    draw.polygon([(110, 260), (500, 90), (890, 260)], fill=(150, 74, 54))
    draw.rectangle((230, 400, 370, 590), fill=(92, 64, 44))
    draw.rectangle((450, 390, 770, 520), fill=(74, 96, 104))
    for x in range(450, 771, 64):
        draw.line((x, 390, x, 520), fill=WALL, width=6)
    draw.rectangle((300, 280, 700, 350), fill=(15, 98, 90))
    draw.text((500, 315), paper.title, fill=(255, 255, 255), font=_font(34), anchor="mm")
    _mark(draw, (860, 680), 34)
    return scene


def _lines(draw: ImageDraw.ImageDraw, lines: Sequence[tuple[str, str]], *, top: int, left: int, gap: int, size: int) -> None:
    for number, (label, value) in enumerate(lines):
        y = top + gap * number
        draw.text((left, y), label, fill=DIM, font=_font(size))
        draw.text((left + 9 * size, y), f": {value}", fill=INK, font=_font(size))


def _mark(draw: ImageDraw.ImageDraw, at: tuple[int, int], size: int) -> None:
    draw.text(at, "CONTOH", fill=MARK, font=_font(size), anchor="mm", stroke_width=1)


def _laid(paper: Image.Image, *, tilt: float) -> Image.Image:
    """The paper on a table, turned by `tilt` degrees, as a hand holding a phone sees it."""
    margin = 90
    table = Image.new("RGB", (paper.width + 2 * margin, paper.height + 2 * margin), TABLE)
    draw = ImageDraw.Draw(table)
    for y in range(0, table.height, 14):
        draw.line((0, y, table.width, y + 10), fill=(116, 91, 68), width=2)
    turned = paper.convert("RGBA").rotate(tilt, expand=True, resample=Image.Resampling.BICUBIC)
    shadow = Image.new("RGBA", turned.size, (0, 0, 0, 90))
    spot = ((table.width - turned.width) // 2, (table.height - turned.height) // 2)
    table.paste(shadow, (spot[0] + 8, spot[1] + 10), turned.getchannel("A").point(lambda value: value // 3))
    table.paste(turned, spot, turned)
    return table
