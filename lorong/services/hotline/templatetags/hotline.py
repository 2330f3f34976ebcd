"""Words of the hotline for its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy

from lorong.kernel.city import queries as city
from lorong.services.hotline.models import Line
from lorong.services.hotline.values import Kind

register = template.Library()
KINDS = {Kind.PICTURE: gettext_lazy("foto"), Kind.SOUND: gettext_lazy("rekaman suara"), Kind.PAPER: gettext_lazy("PDF")}
WAYS = {"sms": "SMS", "whatsapp": "WhatsApp"}


@register.filter
def jalan(way: str) -> str:
    """By which way a message came."""
    return WAYS.get(way) or (gettext("pos-el") if way == "email" else gettext("halaman ini"))


@register.filter
def jenis(kind: str) -> str:
    """What came along, in a word."""
    return str(KINDS[Kind(kind)])


@register.filter
def berisi(line: Line) -> bool:
    """Whether there is anything in a message that an office could answer."""
    return bool(line.text) or any(not one.refused for one in line.enclosures.all())


@register.filter
def ringkas(line: Line) -> str:
    """A message in one line of a list: its words, or what came in their place."""
    if line.text:
        return Truncator(line.text).chars(140)
    kinds = dict.fromkeys(str(KINDS[Kind(one.kind)]) for one in line.enclosures.all())
    return f"({', '.join(kinds) or line.beside or gettext('tanpa kata-kata')})"


@register.filter
def kantor(code: str) -> str:
    """The name of an office by its code."""
    return city.unit(code).name


@register.filter
def tel(number: str) -> str:
    """A number as a telephone dials it."""
    return "".join(c for c in number if c.isdigit() or c == "+")


@register.filter
def milik(rows: Mapping[int, Any], key: int) -> Any:
    """What belongs to a row; None for nothing."""
    return rows.get(key)
