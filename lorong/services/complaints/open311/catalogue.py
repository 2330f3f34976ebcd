"""The kinds that can be told, and their questions, as the standard asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext, gettext_noop

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.catalog.wording import in_language
from lorong.kernel.city import queries as city
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound
from lorong.services.complaints.open311.attributes import attributes_of, fits
from lorong.services.complaints.open311.values import Attribute, Category
from lorong.services.complaints.pages import categories

BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)  # while nothing is in force
HOW = {
    "date": gettext_noop("Tanggal: 2026-08-03."),
    "time": gettext_noop("Jam: 16:00."),
    "number": gettext_noop("Bilangan bulat."),
    "area": gettext_noop("Meter persegi, bilangan bulat."),
    "money": gettext_noop("Rupiah, bilangan bulat."),
    "phone": gettext_noop("Nomor HP: 081234567890."),
}


def offered() -> list[Category]:
    """Every kind in force, in the order of the city's own page."""
    return [told(found, group) for group, found in all_kinds()]


def all_kinds() -> list[tuple[str, Published]]:
    """(name of the group, kind) in that order. Those whose questions the standard cannot ask are left out."""
    kinds = [(group, categories.published(kind.slug)) for group, of in categories.groups() for kind in of]
    return [(group, found) for group, found in kinds if found is not None and _can_be_asked(found)]


def group_of(published: Published) -> str:
    """The name of the group in which a kind stands."""
    return next((group for group, found in all_kinds() if found.slug == published.slug), "")


def published(code: str) -> Published:
    """The kind with this service_code. Raises NotFound."""
    found = categories.published(code) if code.isascii() else None
    if found is None or not _can_be_asked(found):
        raise NotFound(phrase("service_code itu tidak ada. Lihat daftarnya di services."), field="service_code")
    return found


def questions(found: Published) -> list[Attribute]:
    """What is asked beside place and words."""
    places = [(code, f"{name}, {above}") for above, names in city.villages() for code, name in names]
    how = {kind: gettext(words) for kind, words in HOW.items()}
    return attributes_of(found.form, words=in_language, how=how, places=places)


def changed() -> datetime:
    """When the catalogue last changed, in the city's zone: the newest version of anything in force."""
    return city.local(max((found.published_at for found in catalog.current()), default=BEFORE_ALL))


def _can_be_asked(found: Published) -> bool:
    return all(fits(field) for field in found.form.fields if field.required and not field.only_if)


def told(found: Published, group: str) -> Category:
    """A kind as the standard tells it."""
    sop = found.sop
    return Category(
        code=found.slug,
        name=in_language(sop.title, sop.title_en),
        description=in_language(sop.summary, sop.summary_en),
        metadata=any(fits(field) for field in found.form.fields),
        keywords=_keywords(sop.keywords),
        group=group,
    )


def _keywords(words: Sequence[str]) -> list[str]:
    return [word.replace(",", " ") for word in words]
