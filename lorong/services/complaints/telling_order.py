"""What `tell` asks the database, and what it writes: one question, and one order for all rows of a report (ADR 28).

An extra room: only `actions.tell` may ask and write so, under its key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models

from lorong.kernel.audit.action import take_entry
from lorong.kernel.cases.values import Along
from lorong.kernel.people.fields import blind_indexes
from lorong.services.complaints import jobs, values
from lorong.services.complaints.checking import Checked
from lorong.services.complaints.models import Photo, Report
from lorong.services.complaints.promising import area_of
from lorong.services.complaints.promising.paces import Key, Like, Took
from lorong.services.complaints.sealed import PHONE
from lorong.services.complaints.values import Teller

TOLD = "lorong_complaint_told"


@dataclass(frozen=True, slots=True)
class AtHand:
    """first: the report that was told under the key before. times: when `who` told lately, the newest first. paces: how long
    like things took."""

    first: Report | None
    times: Sequence[datetime]
    paces: Mapping[Key, Took]


def at_hand(key: str, who: Teller, told: Checked | None, *, counted: bool) -> AtHand:
    """What telling has to know; until the transaction ends nobody else tells under this key.

    told: what will be written, unless that is not known yet; without it no paces. counted: whether `who` has a limit.
    """
    report = told.published.sop.report if told is not None else None
    ask = {
        "key": key,
        "account": who.account_id,
        "phones": [index.hex() for index in blind_indexes(who.phone, context=PHONE)] if who.phone else [],
        "most": values.A_DAY if counted else 0,
        "kinds": [told.published.slug, report.group] if told is not None and report is not None else [],
        "areas": [area_of(told.region), ""] if told is not None else [],
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT lorong_complaint_at_hand(%s)", [json.dumps(ask)])
        first, times, paces = cursor.fetchone()[0]
    return AtHand(
        Report.objects.select_related("incident").get(pk=first) if first is not None else None,
        [datetime.fromisoformat(time) for time in times or ()],
        {(Like(kind), about, unit, area): Took(half, most, count) for kind, about, unit, area, half, most, count in paces or ()},
    )


def write(report: Report, photos: Sequence[Photo]) -> None:
    """The report about an incident that is there, its photos, the job that owes the receipt, and the entry of the act."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lorong_complaint_told(%s, '{}')", [json.dumps(_order(report, photos))])
        written(report, cursor.fetchone()[0])


def along(report: Report, photos: Sequence[Photo]) -> Along:
    """As `write`, of a report about a new incident: both are written when its case is born, whose number they then have."""
    return Along(TOLD, _order(report, photos))


def written(report: Report, ids: Sequence[int]) -> None:
    """Let incident and report be as they stand now; the number of the report begins with the incident's."""
    incident = report.incident
    for row, pk in zip((incident, report), ids, strict=True):
        row.pk, row._state.adding, row._state.db = pk, False, connection.alias
    report.number = f"{incident.code}{report.number}"
    report.incident = incident


def _order(report: Report, photos: Sequence[Photo]) -> dict[str, Any]:
    incident = report.incident
    return {
        "code": incident.code or None,
        "incident_id": incident.pk,
        "incident": _columns(incident) if incident.pk is None else None,
        "report": _columns(report),
        "photos": [_columns(photo) for photo in photos],
        "job": {"queue": jobs.QUEUE, "task": jobs.RECEIVED},
        "entry": _plain(take_entry(born=report._meta.db_table)),
    }


def _columns(row: models.Model) -> dict[str, Any]:
    """A row as the table is to have it, sealed where it is sealed; its id is the table's to give."""
    fields = (field for field in row._meta.concrete_fields if not field.primary_key)
    return {str(f.column): _in_json(f.get_db_prep_save(f.pre_save(row, True), connection)) for f in fields}


def _plain(entry: dict[str, Any] | None) -> dict[str, Any] | None:
    return entry and {name: _in_json(value) for name, value in entry.items()}


def _in_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    inner = getattr(value, "obj", value)  # what the driver wraps: JSON, and bytes
    return f"\\x{bytes(inner).hex()}" if isinstance(inner, bytes | memoryview) else inner
