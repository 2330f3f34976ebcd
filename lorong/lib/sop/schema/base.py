"""What all shapes are made of: names, texts, spans, and the roles that are no officer's."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from lorong.lib.span import Span

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=80)]
Ident = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _span(text: str) -> str:
    return str(Span.parse(text))


def _working_span(text: str) -> str:
    span = Span.parse(text)
    if not span.is_working_time:
        raise ValueError(f'"{span}" bukan waktu kerja. Pakai menit, jam, atau hari kerja.')
    return str(span)


def _calendar_span(text: str) -> str:
    span = Span.parse(text)
    if span.is_working_time:
        raise ValueError(f'"{span}" adalah waktu kerja. Pakai hari, bulan, tahun, atau permanen.')
    return str(span)


def _pause(text: str) -> str:
    return _working_span(text) if text else ""


SpanText = Annotated[str, AfterValidator(_span)]
WorkSpan = Annotated[str, AfterValidator(_working_span)]
CalendarSpan = Annotated[str, AfterValidator(_calendar_span)]
Pause = Annotated[str, AfterValidator(_pause)]  # working time, or "" for none

SYSTEM_ROLE = "sistem"
OUTSIDE_ROLE = "pihak-luar"
RESIDENTS_ROLE = "warga"  # whoever told of a thing, or is asked about it: a step whose turn is the residents'
HEAD_ROLE = "kepala-unit"  # every head of a unit has it, whatever the position is called
REFUSED = "refused"  # the one end of an application that is a no; every other end gives the product
# The ends of a case of the public. All but the last two are an answer to what was told.
FIXED, ANSWERED, ARCHIVED, NOT_OURS = "fixed", "answered", "archived", "not_ours"
PUBLIC_ENDS = frozenset({FIXED, ANSWERED, ARCHIVED, NOT_OURS})
NO_ENDS = frozenset({REFUSED, ARCHIVED, NOT_OURS})  # these need a reason in writing


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
