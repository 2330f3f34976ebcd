"""Drawn pictures of what is wrong, and of how it looks afterwards: one pair for each group of categories, marked CONTOH (specimen)."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from lorong.kernel.documents import actions as documents
from lorong.lib.actors import SISTEM
from lorong.lib.uploads import Clean, Picture

LARGE, SMALL = (1200, 900), (320, 240)
BEFORE, AFTER = (148, 92, 60), (62, 124, 88)  # what the ground looks like
SKY, WALL, MARK = (178, 206, 222), (226, 214, 190), (176, 38, 38)


class Drawn:
    """Pictures that are drawn once and kept as files, the same for all incidents of a group."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, bool], tuple[str, str]] = {}

    def before(self, group: str) -> tuple[str, str]:
        """(SHA-256 of the large one, of the small one) of something that is wrong."""
        return self._of(group, done=False)

    def after(self, group: str) -> tuple[str, str]:
        """The same place when it is put right."""
        return self._of(group, done=True)

    def _of(self, group: str, *, done: bool) -> tuple[str, str]:
        if (group, done) not in self._kept:
            scene = _scene(group, done=done)
            kept = documents.keep_clean_picture(actor=SISTEM, picture=Picture(_clean(scene, LARGE), _clean(scene, SMALL)))
            self._kept[group, done] = (kept.large, kept.small)
        return self._kept[group, done]


def _scene(group: str, *, done: bool) -> Image.Image:
    scene = Image.new("RGB", LARGE, SKY)
    draw = ImageDraw.Draw(scene)
    draw.rectangle((0, 560, 1200, 900), fill=AFTER if done else BEFORE)
    draw.rectangle((90, 280, 520, 600), fill=WALL)
    draw.polygon([(50, 290), (305, 130), (560, 290)], fill=(150, 74, 54))
    draw.polygon([(640, 560), (760, 560), (1080, 900), (420, 900)], fill=(112, 112, 110))
    if not done:
        for place in range(5):
            x, y = 560 + 90 * place, 640 + 46 * place
            draw.ellipse((x, y, x + 110, y + 38), fill=(64, 54, 48))
    words = f"{group.replace('-', ' ')}: {'sesudah' if done else 'sebelum'}"
    draw.text((600, 70), words, fill=(28, 38, 40), font=ImageFont.load_default(54), anchor="mm")
    draw.text((1050, 850), "CONTOH", fill=MARK, font=ImageFont.load_default(48), anchor="mm")
    return scene


def _clean(scene: Image.Image, size: tuple[int, int]) -> Clean:
    out = io.BytesIO()
    scene.resize(size).save(out, "JPEG", quality=80)
    return Clean(out.getvalue(), "image/jpeg", *size)
