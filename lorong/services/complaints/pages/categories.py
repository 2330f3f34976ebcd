"""What can be told: the public services of this room that are in force, in groups, as residents call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.catalog.wording import in_language
from lorong.portals.look import icons
from lorong.services.complaints.checking import SERVICE

GROUPS = {
    "jalan": gettext_noop("Jalan dan trotoar"),
    "penerangan": gettext_noop("Lampu jalan"),
    "sampah": gettext_noop("Sampah dan kebersihan"),
    "drainase": gettext_noop("Selokan dan banjir"),
    "air": gettext_noop("Air bersih"),
    "lalu-lintas": gettext_noop("Lalu lintas dan parkir"),
    "pohon": gettext_noop("Pohon dan taman"),
    "ketertiban": gettext_noop("Ketertiban"),
    "bangunan": gettext_noop("Bangunan dan fasilitas umum"),
    "kesehatan": gettext_noop("Kesehatan"),
    "sekolah": gettext_noop("Sekolah"),
    "layanan": gettext_noop("Layanan kantor"),
    "pungutan": gettext_noop("Pungutan"),
    "perilaku": gettext_noop("Perilaku aparat"),
}

# A picture of the sprite for each group, for kinds whose own the sprite does not have.
PICTURES = {
    "jalan": "road",
    "penerangan": "bulb",
    "sampah": "trash",
    "drainase": "ripple",
    "air": "droplet",
    "lalu-lintas": "traffic-lights",
    "pohon": "trees",
    "ketertiban": "volume",
    "bangunan": "building-community",
    "kesehatan": "stethoscope",
    "sekolah": "school",
    "layanan": "users",
    "pungutan": "coin",
    "perilaku": "user-check",
}


@dataclass(frozen=True)
class Category:
    """One kind of thing that can be told. `photo`: none, wanted or required."""

    slug: str
    title: str
    group: str
    icon: str
    in_public: bool
    photo: str


def category(slug: str) -> Category | None:
    """The kind in force under this name; None when there is none."""
    found = published(slug)
    return _category(found) if found is not None else None


def title(slug: str) -> str:
    """What a kind is called; its bare name when it is no longer in force."""
    found = category(slug)
    return found.title if found is not None else slug.replace("-", " ").capitalize()


def published(slug: str) -> Published | None:
    """The version in force of a kind; None when there is none."""
    found = catalog.current_by_slug(slug, public=True)
    return found if found is not None and _is_ours(found) else None


def groups() -> list[tuple[str, list[Category]]]:
    """(name of the group, its kinds), in the order of `GROUPS`; what the catalogue adds stands last."""
    lying: dict[str, list[Category]] = {name: [] for name in GROUPS}
    for found in catalog.current(public=True):
        if _is_ours(found):
            one = _category(found)
            lying.setdefault(one.group, []).append(one)
    return [(_group_words(name), kinds) for name, kinds in lying.items() if kinds]


def choices() -> Sequence[Any]:
    """For one control, grouped."""
    return [("", ""), *((name, [(k.slug, k.title) for k in kinds]) for name, kinds in groups())]


def _category(found: Published) -> Category:
    report = found.sop.report
    assert report is not None, "a public service says how it is told"
    name = in_language(found.sop.title, found.sop.title_en)
    picture = report.icon if report.icon in icons.names() else PICTURES.get(report.group, icons.UNKNOWN)
    return Category(found.slug, name, report.group, picture, report.in_public, report.photo)


def _is_ours(found: Published) -> bool:
    return found.service == SERVICE


def _group_words(name: str) -> str:
    return gettext(GROUPS[name]) if name in GROUPS else name.replace("-", " ").capitalize()
