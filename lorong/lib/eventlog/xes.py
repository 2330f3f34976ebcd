"""XES (IEEE 1849-2016): one trace per case, one event per activity, written as it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from xml.sax.saxutils import escape

from lorong.lib.eventlog.values import LogCase, LogEvent

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>\
<string key="lifecycle:transition" value="complete"/></global>
<classifier name="Kegiatan" keys="concept:name"/>
<classifier name="Kegiatan dan hasil" keys="move"/>
<string key="concept:name" value="{name}"/>
"""
TAIL = "</log>\n"


def xes(cases: Iterable[LogCase], *, name: str) -> Iterator[str]:
    """The document in pieces, one per case. Holds one case at a time."""
    yield HEAD.format(name=_quoted(name))
    for case in cases:
        yield _trace(case)
    yield TAIL


def _trace(case: LogCase) -> str:
    head = (
        "<trace>"
        + _string("concept:name", case.id)
        + _string("service", case.service)
        + _int("version", case.version)
        + _string("unit", case.unit)
        + _string("channel", case.channel)
        + _string("ended", case.ended)
        + _int("promised_minutes", case.promised_minutes)
        + _int("city_minutes", case.city_minutes)
        + _int("applicant_minutes", case.applicant_minutes)
        + _int("outside_minutes", case.outside_minutes)
        + _int("returns", case.returns)
    )
    return head + "".join(map(_event, case.events)) + "</trace>\n"


def _event(event: LogEvent) -> str:
    return (
        "<event>"
        + _string("concept:name", event.activity)
        + f'<date key="time:timestamp" value="{iso(event.at)}"/>'
        + (f'<date key="start_timestamp" value="{iso(event.begun)}"/>' if event.begun else "")
        + '<string key="lifecycle:transition" value="complete"/>'
        + _string("org:role", event.role)
        + _string("org:group", event.unit)
        + _string("step", event.step)
        + _string("outcome", event.outcome)
        + _string("move", event.move)
        + _int("minutes", event.minutes)
        + "</event>"
    )


def iso(at: datetime) -> str:
    """A moment in UTC with milliseconds, as both standards write it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value="{_quoted(value)}"/>' if value else ""


def _int(key: str, value: int) -> str:
    return f'<int key="{key}" value="{value}"/>'


@lru_cache(maxsize=4096)  # most words of a log are the same few
def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
