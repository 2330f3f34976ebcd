"""How services lie on the front page: by what they are about, told from their classification, with a picture each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.catalog.values import Published
from lorong.portals.citizen.words import span_words
from lorong.portals.look.values import Row

# Beginning of the classification code (Permendagri 83/2022) -> what people call it. The longest beginning wins.
SHELVES = {
    "400.12": gettext_noop("Keluarga dan kependudukan"),
    "400": gettext_noop("Bantuan, sekolah, kesehatan"),
    "500.17": gettext_noop("Tanah dan rumah"),
    "500": gettext_noop("Usaha dan penghasilan"),
    "600": gettext_noop("Tanah dan rumah"),
    "": gettext_noop("Keterangan dan izin lain"),
}
FAMILY, HELP, WORK, LAND, OTHER = SHELVES["400.12"], SHELVES["400"], SHELVES["500"], SHELVES["500.17"], SHELVES[""]

# A part of the slug -> where people look for it, when the archive's classification says otherwise; the first that fits.
ELSEWHERE = (
    ("domisili-lembaga", WORK),
    ("penghasilan", WORK),
    ("untuk-bank", WORK),
    ("memiliki-rumah", LAND),
    ("tidak-mampu", HELP),
    ("pemakaman", FAMILY),
    ("wali", FAMILY),
    ("bepergian", OTHER),
)
ORDER = (FAMILY, HELP, WORK, LAND, OTHER)

# A part of the slug -> a picture of the sprite; the first that fits.
PICTURES = (
    ("usaha", "building-store"),
    ("tidak-mampu", "heart-handshake"),
    ("bpjs", "stethoscope"),
    ("domisili", "home"),
    ("rumah", "home-heart"),
    ("nikah", "hearts"),
    ("suami-istri", "hearts"),
    ("janda", "heart-broken"),
    ("lahir", "baby-carriage"),
    ("mati", "flower"),
    ("pemakaman", "flower"),
    ("pindah", "truck"),
    ("datang", "map-pin"),
    ("waris", "users"),
    ("wali", "user-check"),
    ("orang-tua", "users"),
    ("skck", "fingerprint"),
    ("berkelakuan", "award"),
    ("kehilangan", "search"),
    ("tanah", "map-pin"),
    ("penguasaan", "map-pin"),
    ("penghasilan", "coin"),
    ("bank", "building-bank"),
    ("keramaian", "calendar"),
    ("bepergian", "plane"),
    ("kerja", "briefcase"),
    ("sekolah", "school"),
)
FIRST = (
    "surat-keterangan-usaha",
    "surat-keterangan-tidak-mampu",
    "surat-keterangan-domisili",
    "pengantar-nikah",
    "pengantar-skck",
    "surat-keterangan-ahli-waris",
)


@dataclass(frozen=True)
class Shelf:
    """Services that belong together."""

    title: str
    rows: list[Row]


def shelves(services: Iterable[Published]) -> list[Shelf]:
    """All services by what they are about, in a steady order; empty shelves are left out."""
    lying: dict[str, list[Row]] = {title: [] for title in ORDER}
    for published in services:
        lying[_shelf_of(published)].append(row_of(published))
    return [Shelf(gettext(title), rows) for title, rows in lying.items() if rows]


def row_of(published: Published) -> Row:
    """One service as a line: title, how long at most, what it costs."""
    sop = published.sop
    fee = gettext("gratis") if sop.fee == 0 else gettext("berbayar")
    note = gettext("%(promise)s, %(fee)s") % {"promise": span_words(sop.promise), "fee": fee}
    if published.is_public:
        return _told(published)
    url = reverse("citizen:service", args=[published.slug])
    return Row(in_language(sop.title, sop.title_en), url=url, note=note, icon=picture_of(published.slug))


def _told(published: Published) -> Row:
    """A thing that one tells of instead of applying for it."""
    sop = published.sop
    name, query = registry.way_in(published.service, published.slug)
    url = f"{reverse(name)}?{query}" if name else reverse("citizen:service", args=[published.slug])
    title = gettext("Lapor: %(what)s") % {"what": in_language(sop.title, sop.title_en)}
    return Row(title, url=url, note=in_language(sop.summary, sop.summary_en), icon="camera")


def picture_of(slug: str) -> str:
    """The picture of a service; a sheet of paper for what has none."""
    return next((icon for part, icon in PICTURES if part in slug), "file-text")


def often(services: Iterable[Published]) -> list[Row]:
    """The handful that most people come for, as far as the city offers them."""
    by_slug = {p.slug: p for p in services}
    return [row_of(by_slug[slug]) for slug in FIRST if slug in by_slug]


def answering(words: str, *, language: str) -> list[Row]:
    """What answers a search, best first: services to apply for, and things to tell of."""
    found = [*catalog.search(words, language=language), *catalog.search(words, language=language, public=True, limit=4)]
    return [row_of(one.published) for one in sorted(found, key=lambda one: -one.score)]


def _shelf_of(published: Published) -> str:
    elsewhere = next((title for part, title in ELSEWHERE if part in published.slug), None)
    if elsewhere is not None:
        return elsewhere
    code = published.sop.product.classification or ""
    fitting = [start for start in SHELVES if code == start or code.startswith(f"{start}.") or start == ""]
    return SHELVES[max(fitting, key=len)]
