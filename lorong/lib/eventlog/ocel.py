"""OCEL 2.0 as JSON (ocel-standard.org): cases, letters, offices and services as objects, activities as events.

The stream is read twice, once for objects and once for events, so that neither is held in memory. What it gives must be the
same both times: ended cases of a period that is over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
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
    """The document in pieces, one for each case. `cases` opens the stream; it is called twice."""
    yield '{"objectTypes":' + json.dumps(_object_types(), ensure_ascii=False) + ',\n"objects":['
    seen: set[str] = set()  # offices and services: as many as the city has
    yield from _list(_objects(case, seen) for case in cases())
    yield '],\n"events":['
    activities: dict[str, None] = {}
    yield from _list(_events(case, activities) for case in cases())
    types = [_type(name, EVENT_ATTRIBUTES) for name in activities]
    yield '],\n"eventTypes":' + json.dumps(types, ensure_ascii=False) + "}\n"


def _object_types() -> list[dict[str, Any]]:
    return [_type(CASE, CASE_ATTRIBUTES), _type(LETTER, {}), _type(OFFICE, {}), _type(SERVICE, {"judul": "string"})]


def _type(name: str, attributes: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": n, "type": t} for n, t in attributes.items()]}


def _objects(case: LogCase, seen: set[str]) -> list[str]:
    found = []
    for office in sorted({case.unit, *(e.unit for e in case.events if e.unit)} - seen):
        seen.add(office)
        found.append(_object(f"{OFFICE}:{office}", OFFICE, {}, []))
    if case.service not in seen:
        seen.add(case.service)
        found.append(_object(f"{SERVICE}:{case.service}", SERVICE, {"judul": case.title}, []))
    values = (
        case.version, case.channel, case.ended, case.promised_minutes, case.city_minutes, case.applicant_minutes,
        case.outside_minutes, case.returns,
    )  # fmt: skip
    related = [_to(f"{SERVICE}:{case.service}", "jenis"), _to(f"{OFFICE}:{case.unit}", "diterima di")]
    if any(e.makes_letter for e in case.events):
        found.append(_object(f"{LETTER}:{case.id}", LETTER, {}, []))
        related.append(_letter(case, "menghasilkan"))
    return [*found, _object(f"{CASE}:{case.id}", CASE, dict(zip(CASE_ATTRIBUTES, values, strict=True)), related)]


def _object(ident: str, kind: str, values: dict[str, Any], related: list[str]) -> str:
    said = ",".join(f'{{"name":{_quoted(n)},"time":"{ALWAYS}","value":{_value(v)}}}' for n, v in values.items())
    return f'{{"id":{json.dumps(ident)},"type":"{kind}","attributes":[{said}],"relationships":[{",".join(related)}]}}'


def _events(case: LogCase, activities: dict[str, None]) -> list[str]:
    found, signed = [], False
    about = [f'{{"objectId":"{CASE}:{case.id}","qualifier":"tentang"}}']
    for place, event in enumerate(case.events):
        activities[event.activity] = None
        signed = signed or event.makes_letter
        related = about if place else [*about, _to(f"{SERVICE}:{case.service}", "meminta")]
        if event.unit:
            related = [*related, _to(f"{OFFICE}:{event.unit}", "di")]
        if signed:
            related = [*related, _letter(case, "menandatangani" if event.makes_letter else "memakai")]
        found.append(_event(event, related))
    return found


def _event(event: LogEvent, related: list[str]) -> str:
    # Put together by hand: a general writer of JSON takes three times as long, and a city has millions of these.
    begun = f',{{"name":"mulai","value":"{iso(event.begun)}"}}' if event.begun else ""
    return (
        f'{{"id":{json.dumps(event.id)},"type":{_quoted(event.activity)},"time":"{iso(event.at)}","attributes":['
        f'{{"name":"langkah","value":{_quoted(event.step)}}},{{"name":"hasil","value":{_quoted(event.outcome)}}},'
        f'{{"name":"peran","value":{_quoted(event.role)}}},{{"name":"menit","value":{event.minutes}}}{begun}],'
        f'"relationships":[{",".join(related)}]}}'
    )


@lru_cache(maxsize=8192)  # services and offices: the same few in millions of rows
def _to(ident: str, how: str) -> str:
    return f'{{"objectId":{_quoted(ident)},"qualifier":"{how}"}}'


def _letter(case: LogCase, how: str) -> str:
    return f'{{"objectId":"{LETTER}:{case.id}","qualifier":"{how}"}}'


@lru_cache(maxsize=4096)  # as in `xes`
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _value(value: str | int) -> str:
    return _quoted(value) if isinstance(value, str) else str(value)


def _list(cases: Iterable[list[str]]) -> Iterator[str]:
    comma = "\n"
    for rows in cases:
        if rows:
            yield comma + ",\n".join(rows)
            comma = ",\n"
