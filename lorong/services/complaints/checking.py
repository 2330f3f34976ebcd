"""What is told, made sound or refused with a sentence at its field. An extra room: `tell` and `visit` ask it.

Nothing is cut off or thrown away in silence: what cannot be taken is refused, and stays with whoever typed it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib.phrases import both, phrase
from lorong.lib.places import Spot
from lorong.lib.sop.answers import clean, storable
from lorong.lib.sop.schema import Report
from lorong.lib.spooled import Sent
from lorong.services.complaints import values
from lorong.services.complaints.errors import NotTold, PlaceNotOurs
from lorong.services.complaints.values import PlaceFrom, Telling, Visibility

SERVICE = "complaints"
FURTHEST_OFF = 2**31 - 1  # seconds that a column of numbers holds
FAR = 5000  # metres outside the city from which it is another city's matter


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left to write: everything cleaned. off: seconds the phone's clock is ahead of ours."""

    published: Published
    text: str
    where: str
    spot: Spot | None
    region: str
    answers: dict[str, Any]
    name: str
    written_at: datetime
    off: int


def checked(telling: Telling, photos: Sequence[Sent], *, at: datetime, by_words: bool = False) -> Checked:
    """The telling as it will be written. Raises NotTold with `field` (category, text, region (also for the pin), where, photos,
    visibility, or the id of a question) and, for several questions at once, `detail["errors"]`.

    by_words: it came by SMS, where nobody can be asked for a photo and for every question of the category.
    """
    published = category_of(telling.category)
    if telling.visibility not in set(Visibility):
        raise NotTold("Pilih apakah nama Anda boleh diketahui petugas.", field="visibility")
    text = str(storable(telling.text)).strip()
    _photos(published, photos, joins=bool(telling.join) or by_words)
    _words(text, has_photo=bool(photos) or bool(telling.join))
    where = " ".join(str(storable(telling.where)).split())
    if len(where) > values.WHERE_LONGEST:
        raise NotTold(
            phrase("Petunjuk tempat paling panjang {most} huruf. Ringkas dulu.", most=values.WHERE_LONGEST), field="where"
        )
    spot, region = place(telling.spot, telling.region)
    written_at, off = put_right(telling.written_at, telling.sent_at, at=at)
    answers = {} if telling.join or by_words else _answers(published, telling, at)
    return Checked(published, text, where, spot, region, answers, str(storable(telling.name)).strip()[:120], written_at, off)


def category_of(slug: str) -> Published:
    """The category in force. Raises NotTold."""
    published = catalog.current_by_slug(slug, hidden=True, public=True)
    if published is None or published.service != SERVICE:
        raise NotTold("Pilih dulu jenis laporannya dari daftar.", field="category")
    return published


def report_of(slug: str) -> Report:
    """How a category is reported, also one that is no longer in force."""
    published = catalog.current_by_slug(slug, hidden=True, public=True) or next(iter(catalog.versions(slug)), None)
    assert published is not None and published.sop.report is not None, f"{slug} is no category of reports"
    return published.sop.report


def place(spot: Spot | None, region: str) -> tuple[Spot | None, str]:
    """Point and kelurahan that go together: the point says the kelurahan. Raises NotTold, PlaceNotOurs.

    A point a few metres outside the city's outline still counts as the city's.
    """
    if spot is None:
        if region not in city.village_codes():
            raise NotTold("Pilih tempatnya di peta, atau pilih kelurahannya.", field="region")
        return None, region
    if not all(map(math.isfinite, spot)) or abs(spot.lat) > 90 or abs(spot.lon) > 180:
        raise NotTold("Titik di peta tidak terbaca. Pilih lagi tempatnya.", field="region")
    inside = city.village_at(spot)
    if inside is not None:
        return spot, inside
    nearest = city.nearest_village(spot)
    if nearest is None:
        raise NotTold("Peta kota ini belum dimuat. Pilih kelurahannya dari daftar.", field="region")
    code, metres = nearest
    if metres <= values.AT_THE_EDGE:
        return spot, code
    raise _not_ours(code, metres)


def put_right(written_at: datetime | None, sent_at: datetime | None, *, at: datetime) -> tuple[datetime, int]:
    """(when it was written by our clock, seconds the phone's clock is ahead). Never later than `at`.

    How far the phone's clock is off shows at the moment of sending; what was written offline was off by as much.
    """
    off = sent_at - at if sent_at is not None else values.CLOCK_SLACK * 0
    if abs(off) <= values.CLOCK_SLACK:
        off *= 0
    seconds = max(-FURTHEST_OFF, min(FURTHEST_OFF, round(off.total_seconds())))
    if written_at is None:
        return at, seconds
    try:
        return min(written_at - off, at), seconds
    except OverflowError:  # a clock at the end of time
        return at, seconds


def _words(text: str, *, has_photo: bool) -> None:
    if len(text) > values.LONGEST:
        raise NotTold(
            phrase("Cerita paling panjang {most} huruf, punya Anda {typed}. Ringkas dulu.", most=values.LONGEST, typed=len(text)),
            field="text",
        )
    if len(text) < values.SHORTEST and not has_photo:
        raise NotTold("Ceritakan sedikit lagi: apa yang rusak atau terjadi, dan sejak kapan.", field="text")


def _photos(published: Published, photos: Sequence[Sent], *, joins: bool) -> None:
    report = published.sop.report
    assert report is not None, "only what is reported has photos"
    if len(photos) > values.MOST_PHOTOS:
        raise NotTold(
            phrase(
                "Paling banyak {most} foto. Anda mengirim {sent}; pilih yang paling jelas.",
                most=values.MOST_PHOTOS,
                sent=len(photos),
            ),
            field="photos",
        )
    if report.photo == "required" and not photos and not joins:
        raise NotTold(
            phrase(
                "{title} perlu paling sedikit satu foto. Foto dulu tempatnya.",
                title=both(published.sop.title, published.sop.title_en),
            ),
            field="photos",
        )


def _answers(published: Published, telling: Telling, at: datetime) -> dict[str, Any]:
    cleaned = clean(published.form, telling.answers, today=city.local(at).date(), places=city.village_codes())
    if not cleaned.ok:
        field, sentence = next(iter(cleaned.errors.items()))
        raise NotTold(sentence, field=field, detail={"errors": cleaned.errors})
    return cleaned.answers


def _not_ours(code: str, metres: float) -> PlaceNotOurs:
    detail = {"nearest": code, "metres": round(metres)}
    here, village = city.this_city().name, city.village_words(code)
    if metres > FAR:
        return PlaceNotOurs(
            phrase(
                "Titik itu {km} km di luar {city}, jadi bukan wewenang kota ini. Geser titiknya, atau laporkan ke pemerintah daerah di sana lewat lapor.go.id.",
                km=round(metres / 1000),
                city=here,
            ),
            field="region",
            detail=detail,
        )
    return PlaceNotOurs(
        phrase(
            "Titik itu di luar {city}. Yang paling dekat {village}, {metres} meter dari titik Anda. Geser titiknya, atau pilih kelurahan itu.",
            city=here,
            village=village,
            metres=round(metres),
        ),
        field="region",
        detail=detail,
    )


def place_is_known(place_from: str) -> str:
    """How the place was found, as it is written; what is not known is a pin."""
    return place_from if place_from in set(PlaceFrom) else PlaceFrom.PIN
