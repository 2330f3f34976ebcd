"""Requests as they leave, fifty at a time, without building them anew: one question to the database, and each incident is written
once for as long as nothing of it changes.

An extra room. The database gives each incident as one text that holds all that is told of it. What was made of that text before
is taken as it is: nothing can be out of date, because whatever changes makes another text. `queries` tells the same at leisure,
and a test holds the two against each other.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.wording import language
from lorong.kernel.city import queries as city
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.masking import masked
from lorong.lib.paging import decode, encode
from lorong.lib.places import Spot
from lorong.services.complaints.open311.asking import Wanted
from lorong.services.complaints.open311.queries import request_of
from lorong.services.complaints.open311.values import Status
from lorong.services.complaints.open311.writing import alone
from lorong.services.complaints.queries import Listed, stage_of, title_of

MOST_KEPT = 5000  # incidents of one language and form that a process keeps written; some 3 MB

# What may be told is decided here as in `complaints.queries.public`: words and pictures only of what was checked, and never of a
# report that is secret, hidden or taken back.
_ROWS = """
SELECT json_build_array(i.opened_at, i.id, i.code, i.category, i.place[1], i.place[0], i.region,
    CASE WHEN i.checked_at IS NOT NULL THEN i."where" ELSE '' END, i.moved_at, i.unit, i.turn, i.step, i.checked_at, i.ended,
    i.ended_at, i.promised_until, i.merged_into_id, i.reporters,
    CASE WHEN i.checked_at IS NOT NULL THEN (
        SELECT t.text FROM complaints_report t WHERE t.incident_id = i.id AND t.withdrawn_at IS NULL AND NOT t.hidden
            AND t.visibility <> 'secret' AND t.text <> '' ORDER BY t.id LIMIT 1) END,
    CASE WHEN i.checked_at IS NOT NULL THEN (
        SELECT f.id FROM complaints_report t JOIN complaints_photo f ON f.report_id = t.id
        WHERE t.incident_id = i.id AND t.withdrawn_at IS NULL AND NOT t.hidden AND t.visibility <> 'secret'
            AND NOT f.hidden AND f.small_id IS NOT NULL ORDER BY t.id, f.ordinal LIMIT 1) END)::text
FROM complaints_incident i
WHERE i.in_public{where}
ORDER BY i.opened_at DESC, i.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""


class Row(NamedTuple):
    """The members of the text, in its order."""

    opened_at: str
    id: int
    code: str
    category: str
    lat: float | None
    lon: float | None
    region: str
    where: str
    moved_at: str
    unit: str
    turn: str
    step: str
    checked_at: str | None
    ended: str
    ended_at: str | None
    promised_until: str | None
    merged_into_id: int | None
    reporters: int
    text: str | None
    photo: int | None


def page(wanted: Wanted, suffix: str) -> tuple[list[str], str]:
    """The requests as they are written in that form, the newest first; and the cursor of the next page, "" for none."""
    texts = _texts(wanted)
    kept = _kept(suffix)
    told = []
    for text in texts[: wanted.size]:
        found = kept.get(text)
        if found is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            found = kept[text] = alone("request", _request(Row(*json.loads(text))).told(), suffix)
        told.append(found)
    if len(texts) <= wanted.size or wanted.ids:
        return told, ""
    last = Row(*json.loads(texts[wanted.size - 1]))
    return told, encode([datetime.fromisoformat(last.opened_at), last.id])


def _texts(wanted: Wanted) -> list[str]:
    where, values = _conditions(wanted)
    values |= {"limit": wanted.size + 1, "offset": 0 if wanted.after else (wanted.page - 1) * wanted.size}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(where=where), values)
        return [text for (text,) in cursor.fetchall()]


def _conditions(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    if wanted.ids:
        return " AND i.code = ANY(%(ids)s)", {"ids": [one.replace("\0", "") for one in wanted.ids]}
    found = [" AND i.opened_at BETWEEN %(since)s AND %(until)s"]
    values: dict[str, Any] = {"since": wanted.since, "until": wanted.until}
    if wanted.codes:
        found.append(" AND i.category = ANY(%(codes)s)")
        values["codes"] = [one.replace("\0", "") for one in wanted.codes]
    if len(wanted.statuses) == 1:
        found.append(" AND i.ended = ''" if Status.OPEN in wanted.statuses else " AND i.ended <> ''")
    before = decode(wanted.after, [datetime, int]) if wanted.after else None
    if before is not None:
        found.append(" AND (i.opened_at, i.id) < (%(opened)s, %(last)s)")
        values |= {"opened": before[0], "last": before[1]}
    return "".join(found), values


def _kept(suffix: str) -> dict[str, str]:
    # Names come from the city and the catalogue: when either changes, everything is written anew.
    versions = (str(found.id) for found in catalog.current(public=True))
    return MEMORY.get(("open311", language(), suffix, *versions), dict)


def _request(row: Row) -> Any:
    return request_of(
        Listed(
            code=row.code,
            category=row.category,
            title=title_of(row.category),
            stage=stage_of(
                turn=row.turn,
                step=row.step,
                checked_at=_moment(row.checked_at),
                ended=row.ended,
                merged_into_id=row.merged_into_id,
            ),
            unit=city.unit(row.unit).name,
            region=row.region,
            where=masked(row.where),
            spot=Spot(row.lat, row.lon) if row.lat is not None and row.lon is not None else None,
            opened_at=datetime.fromisoformat(row.opened_at),
            moved_at=datetime.fromisoformat(row.moved_at),
            ended_at=_moment(row.ended_at),
            reporters=row.reporters,
            promised_until=_moment(row.promised_until),
            photo=row.photo,
            text=masked(row.text) if row.text else "",
        )
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
