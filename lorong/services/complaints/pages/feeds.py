"""The list for programs: lines of CSV, an Atom feed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from lorong.kernel.city import queries as city
from lorong.portals.look.said import said
from lorong.services.complaints.pages import categories, listing, told
from lorong.services.complaints.values import Filters


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """CSV, line by line. What a spreadsheet would take for a formula stays words: residents wrote it."""
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell for cell in row])


def atom(request: HttpRequest, filters: Filters) -> str:
    """The newest incidents of the list, each with the moment it last moved."""
    here = settings.PUBLIC_URL
    feed = Atom1Feed(
        title=gettext("Aduan warga %(city)s") % {"city": city.this_city().name},
        link=here + reverse("complaints:list"),
        description="",
        feed_url=here + request.get_full_path(),
        language=get_language() or "id",
    )
    for row in islice(listing.everything(filters, listing.FEED), listing.FEED):
        link = here + reverse("complaints:incident", args=[row.code])
        feed.add_item(
            title=f"{categories.title(row.category)}: {said(row.stage.words)}",
            link=link,
            description=told.place_words(row.where, row.region),
            unique_id=link,
            pubdate=row.opened_at,
            updateddate=row.moved_at,
        )
    return str(feed.writeString("utf-8"))
