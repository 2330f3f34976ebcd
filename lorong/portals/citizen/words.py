"""Spans and lengths of time as the city's people say them, in both languages."""

from __future__ import annotations

from django.utils.translation import ngettext

from lorong.lib.span import Span, Unit


def span_words(text: str) -> str:
    """A span of the catalogue ("1 hari kerja", "6 bulan") in the reader's language."""
    number, unit = span_parts(text)
    return f"{number} {unit}".strip()


def span_parts(text: str) -> tuple[str, str]:
    """(number, unit), for a number that matters: ("1", "hari kerja"); ("", "permanen") for what never ends."""
    span = Span.parse(text)
    many = {
        Unit.MINUTE: ngettext("menit", "menit", span.amount),
        Unit.HOUR: ngettext("jam", "jam", span.amount),
        Unit.WORKING_DAY: ngettext("hari kerja", "hari kerja", span.amount),
        Unit.DAY: ngettext("hari", "hari", span.amount),
        Unit.MONTH: ngettext("bulan", "bulan", span.amount),
        Unit.YEAR: ngettext("tahun", "tahun", span.amount),
        Unit.PERMANENT: ngettext("seterusnya", "seterusnya", 1),
    }
    return (str(span.amount) if span.amount else ""), many[span.unit]
