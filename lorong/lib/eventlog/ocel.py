"""OCEL 2.0 as JSON (ocel-standard.org): cases, letters, offices and services as objects, activities as events.

The stream is read twice, once for objects and once for events, so that neither is held in memory. What it gives must be the
same both times: ended cases of a period that is over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lorong.lib.eventlog.values import LogCase, LogEvent
from lorong.lib.eventlog.xes import iso

CASE, LETTER, OFFICE, SERVICE = "urusan", "surat", "kantor", "layanan"
CASE_ATTRIBUTES = {
    "versi": "integer", "saluran": "string", "hasil": "string", "janji_menit": "integer", "menit_kota": "integer",
    "menit_pemohon": "integer", "menit_luar": "integer", "dikembalikan": "integer",
}  # fmt: skip
EVENT_ATTRIBUTES = {"langkah": "string", "hasil": "string", "peran": "string", "mulai": "time", "menit": "integer"}
ALWAYS = "1970-01-01T00:00:00.000+00:00"  # how the standard dates what never changes


def ocel(cases: Callable[[], Iterable[LogCase]]) -> Iterator[str]:
    """The document in pieces. `cases` opens the stream; it is called twice."""
    yield '{"objectTypes":' + _dumps(_object_types()) + ',\n"objects":['
    yield from _list(_objects(cases()))
    yield '],\n"events":['
    activities: dict[str, None] = {}
    yield from _list(_events(cases(), activities))
    yield '],\n"eventTypes":' + _dumps([_type(name, EVENT_ATTRIBUTES) for name in activities]) + "}\n"


def _object_types() -> list[dict[str, Any]]:
    return [_type(CASE, CASE_ATTRIBUTES), _type(LETTER, {}), _type(OFFICE, {}), _type(SERVICE, {"judul": "string"})]


def _type(name: str, attributes: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": n, "type": t} for n, t in attributes.items()]}


def _objects(cases: Iterable[LogCase]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()  # offices and services: as many as the city has
    for case in cases:
        for office in {case.unit, *(e.unit for e in case.events if e.unit)} - seen:
            yield {"id": f"{OFFICE}:{office}", "type": OFFICE, "attributes": [], "relationships": []}
            seen.add(office)
        if case.service not in seen:
            seen.add(case.service)
            yield _object(f"{SERVICE}:{case.service}", SERVICE, {"judul": case.title}, [])
        yield from _case_objects(case)


def _case_objects(case: LogCase) -> Iterator[dict[str, Any]]:
    values = (
        case.version, case.channel, case.ended, case.promised_minutes, case.city_minutes, case.applicant_minutes,
        case.outside_minutes, case.returns,
    )  # fmt: skip
    related = [(f"{SERVICE}:{case.service}", "jenis"), (f"{OFFICE}:{case.unit}", "diterima di")]
    if any(e.makes_letter for e in case.events):
        yield _object(f"{LETTER}:{case.id}", LETTER, {}, [])
        related.append((f"{LETTER}:{case.id}", "menghasilkan"))
    yield _object(f"{CASE}:{case.id}", CASE, dict(zip(CASE_ATTRIBUTES, values, strict=True)), related)


def _object(ident: str, kind: str, values: dict[str, Any], related: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "id": ident,
        "type": kind,
        "attributes": [{"name": n, "time": ALWAYS, "value": v} for n, v in values.items()],
        "relationships": _related(related),
    }


def _events(cases: Iterable[LogCase], activities: dict[str, None]) -> Iterator[dict[str, Any]]:
    for case in cases:
        signed = False
        for place, event in enumerate(case.events):
            activities[event.activity] = None
            signed = signed or event.makes_letter
            yield _event(case, event, signed, first=place == 0)


def _event(case: LogCase, event: LogEvent, signed: bool, *, first: bool) -> dict[str, Any]:
    values = {"langkah": event.step, "hasil": event.outcome, "peran": event.role, "menit": event.minutes}
    if event.begun:
        values["mulai"] = iso(event.begun)
    related = [(f"{CASE}:{case.id}", "tentang")]
    if first:
        related.append((f"{SERVICE}:{case.service}", "meminta"))
    if event.unit:
        related.append((f"{OFFICE}:{event.unit}", "di"))
    if signed:
        related.append((f"{LETTER}:{case.id}", "menandatangani" if event.makes_letter else "memakai"))
    return {
        "id": event.id,
        "type": event.activity,
        "time": iso(event.at),
        "attributes": [{"name": n, "value": v} for n, v in values.items()],
        "relationships": _related(related),
    }


def _related(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"objectId": ident, "qualifier": how} for ident, how in pairs]


def _list(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    comma = "\n"
    for row in rows:
        yield comma + _dumps(row)
        comma = ",\n"


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
