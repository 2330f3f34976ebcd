"""Words of the hotline for its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

from lorong.kernel.city import queries as city

register = template.Library()
WAYS = {"sms": "SMS", "whatsapp": "WhatsApp"}


@register.filter
def jalan(way: str) -> str:
    """By which way a message came."""
    return WAYS.get(way) or (gettext("pos-el") if way == "email" else gettext("halaman ini"))


@register.filter
def kantor(code: str) -> str:
    """The name of an office by its code."""
    return city.unit(code).name


@register.filter
def milik(rows: Mapping[int, Any], key: int) -> Any:
    """What belongs to a row; None for nothing."""
    return rows.get(key)
