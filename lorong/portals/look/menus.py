"""Which doors stand in the menus, by the names of their URLs.

A name that the installation does not have leaves its item out: a city may run without a door.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import get_language, gettext, gettext_noop

from lorong.portals.look.values import MenuItem

CITIZEN = (
    MenuItem("services", gettext_noop("Layanan"), "citizen:home", "home"),
    MenuItem("cases", gettext_noop("Urusan saya"), "citizen:cases", "folder-open"),
    MenuItem("reports", gettext_noop("Aduan"), "complaints:list", "map-pin"),
    MenuItem("check", gettext_noop("Cek surat"), "public:check", "shield-check"),
    MenuItem("open", gettext_noop("Data terbuka"), "public:open", "chart-bar"),
)
TABS = (
    MenuItem("services", gettext_noop("Layanan"), "citizen:home", "home"),
    MenuItem("cases", gettext_noop("Urusan"), "citizen:cases", "folder-open"),
    MenuItem("reports", gettext_noop("Aduan"), "complaints:list", "map-pin"),
    MenuItem("messages", gettext_noop("Pesan"), "citizen:messages", "message-circle"),
    MenuItem("me", gettext_noop("Saya"), "citizen:me", "user-circle"),
)
OFFICER = (
    MenuItem("inbox", gettext_noop("Kotak kerja"), "officer:inbox"),
    MenuItem("board", gettext_noop("Papan unit"), "officer:board"),
    MenuItem("counter", gettext_noop("Loket"), "officer:counter"),
    MenuItem("complaints", gettext_noop("Aduan"), "complaints_desk:jobs"),
    MenuItem("letters", gettext_noop("Surat keluar"), "officer:letters"),
    MenuItem("absence", gettext_noop("Cuti"), "officer:absence"),
    MenuItem("hotline", gettext_noop("Pesan warga"), "hotline:inbox"),
    MenuItem("command", gettext_noop("Komando"), "command:home"),
)
TRUST = (
    MenuItem("check", gettext_noop("Cek keaslian surat"), "public:check"),
    MenuItem("open", gettext_noop("Janji dan kenyataan"), "public:open"),
    MenuItem("figures", gettext_noop("Capaian penanganan aduan"), "complaints:figures"),
    MenuItem("looked", gettext_noop("Siapa yang melihat data saya"), "citizen:looked"),
)
HELP = (
    MenuItem("write", gettext_noop("Tulis kepada kepala daerah"), "hotline:write"),
    MenuItem("told", gettext_noop("Yang kami dengar minggu ini"), "hotline:digest"),
    MenuItem("heads", gettext_noop("Pejabat dan nomor kantornya"), "hotline:directory"),
    MenuItem("report", gettext_noop("Laporkan masalah atau pungutan"), "citizen:report"),
    MenuItem("access", gettext_noop("Aksesibilitas"), "citizen:access"),
)
VISITOR = (
    MenuItem("services", gettext_noop("Layanan"), "citizen:home", "home"),
    MenuItem("reports", gettext_noop("Aduan"), "complaints:list", "map-pin"),
    MenuItem("check", gettext_noop("Cek surat"), "public:check", "shield-check"),
)
TILES = (
    MenuItem("tell", gettext_noop("Laporkan yang rusak atau mengganggu"), "complaints:new", "camera"),
    MenuItem("reports", gettext_noop("Lihat aduan warga"), "complaints:list", "map-pin"),
)
MENUS = {"citizen": CITIZEN, "tiles": TILES, "tabs": TABS, "visitor": VISITOR, "officer": OFFICER, "trust": TRUST, "help": HELP}


@dataclass(frozen=True)
class Door:
    """An item that can be walked to: `current` when the page shown belongs to it."""

    slug: str
    label: str
    url: str
    icon: str
    current: bool


def doors(menu: str, *, nav: str = "", except_slugs: frozenset[str] = frozenset()) -> list[Door]:
    """The items of a menu that this installation has, in order, labels in the reader's language."""
    return list(_known(menu, nav, except_slugs, get_language(), get_urlconf() or settings.ROOT_URLCONF))


@lru_cache(maxsize=1000)
def _known(menu: str, nav: str, except_slugs: frozenset[str], language: str | None, urlconf: str) -> tuple[Door, ...]:
    # The same for everybody who may enter the same doors: worked out once for each language.
    found = []
    for item in MENUS[menu]:
        if item.slug in except_slugs:
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        found.append(Door(item.slug, gettext(item.label), url, item.icon, item.slug == nav))
    return tuple(found)


def url_names() -> frozenset[str]:
    """Every URL name that a menu knows."""
    return frozenset(item.url_name for menu in MENUS.values() for item in menu)
