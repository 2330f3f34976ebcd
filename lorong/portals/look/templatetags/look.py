"""The parts of a page: {% load look %}. Each part is a small template in templates/look/."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language

from lorong.kernel.catalog.wording import in_language
from lorong.lib import dates, money, nik, phone
from lorong.lib.paging import Page
from lorong.portals.look import icons, menus, words
from lorong.portals.look.folding import STEADY
from lorong.portals.look.forms import DateParts, MoneyInput
from lorong.portals.look.said import said
from lorong.portals.look.values import Side

register = template.Library()
register.filter(said)
register.filter("catalogue", in_language)

TURN_ICONS = {
    Side.YOU: "alert-circle",
    Side.CITY: "clock",
    Side.DONE: "circle-check",
    Side.BAD: "alert-triangle",
}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A picture that says nothing a word beside it does not say. size "s" is small."""
    return _drawn(icons.known(name), size, settings.STORAGES["staticfiles"]["BACKEND"])


@lru_cache(maxsize=1000)
def _drawn(name: str, size: str, storage: str) -> SafeString:
    # A page shows some twenty; the storage decides what the sprite is called.
    return format_html(
        '<svg class="i{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        " i-s" if size == "s" else "",
        static("look/icons.svg"),
        name,
    )


setattr(icon, STEADY, True)


@register.inclusion_tag("look/turn.html")
def turn(side: str, text: str) -> dict[str, Any]:
    """Whose turn: icon and words, colour second. side: you, city, done or bad."""
    return {"side": Side(side), "text": text, "icon_name": TURN_ICONS[Side(side)]}


@register.simple_block_tag
def band(
    content: SafeString,
    title: str,
    *,
    id: str = "",
    note: str = "",
    url: str = "",
    link: str = "",
    first: bool = False,
    plain: bool = False,
) -> SafeString:
    """A section: a line, a heading, its content. note: a quiet sentence under the heading; url and link: a way on."""
    values = {
        "content": content,
        "title": title,
        "id": id or f"b-{slugify(title)}",
        "note": note,
        "url": url,
        "link": link,
        "first": first,
        "plain": plain,
    }
    return render_to_string("look/band.html", values)


@register.inclusion_tag("look/path.html")
def path(stations: Iterable[Any], wide: bool = True, plan: bool = False) -> dict[str, Any]:
    """The line of a case or, with plan, of a service. stations: `values.Station` or alike."""
    return {"stations": stations, "wide": wide, "plan": plan}


@register.inclusion_tag("look/rows.html")
def rows(items: Iterable[Any], two: bool = False) -> dict[str, Any]:
    """A list with lines. items: `values.Row` or alike. two: two columns on wide screens, for short entries."""
    return {"items": items, "two": two}


@register.inclusion_tag("look/facts.html")
def facts(items: Iterable[Any], kind: str = "") -> dict[str, Any]:
    """Two to four numbers, each with its sentence. items: `values.Fact` or alike. kind: side or two."""
    assert kind in {"", "side", "two"}, f"facts has no kind {kind!r}"
    return {"items": items, "kind": kind}


@register.inclusion_tag("look/pairs.html")
def pairs(items: Iterable[tuple[str, object]], lines: bool = False) -> dict[str, Any]:
    """Names and values, one under the other. items: (name, value)."""
    return {"items": items, "lines": lines}


@register.filter
def slashes(value: object) -> SafeString:
    """A number such as 470/12/2026 breaks after a stroke, not inside a part. Whatever else stays as it is."""
    if isinstance(value, SafeString):
        return value
    if "/" not in (text := str(value)):
        return SafeString(escape(text))
    return format_html_join(SafeString("/<wbr>"), "{}", ((part,) for part in str(value).split("/")))


@register.inclusion_tag("look/paging.html", takes_context=True)
def paging(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """To the beginning and further on. The cursor travels as `sesudah`; every other part of the address stays."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("sesudah", None)
    start = "?" + query.urlencode()
    query["sesudah"] = page.after
    return {"start": "" if page.is_first else start, "further": "?" + query.urlencode() if page.after else ""}


# ---- forms


def _kind(field: BoundField) -> str:
    """How a field is drawn."""
    widget = field.field.widget
    kinds: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str], ...] = (
        (DateParts, "date"),
        (MoneyInput, "money"),
        ((forms.RadioSelect, forms.CheckboxSelectMultiple), "choices"),
        (forms.CheckboxInput, "tick"),
        (forms.Select, "choose"),
        (forms.FileInput, "pick"),
    )
    return next((kind for classes, kind in kinds if isinstance(widget, classes)), "control")


def _control(field: BoundField, kind: str, described: str) -> SafeString:
    """The widget itself, dressed and described."""
    widget = field.field.widget
    attrs: dict[str, Any] = {}
    if described and kind not in {"date", "choices"}:
        attrs["aria-describedby"] = described
    if kind in {"control", "choose", "money", "date"}:
        attrs["class"] = f"{widget.attrs.get('class', '')} form-control".strip()
    if kind == "pick":
        widget = forms.FileInput(widget.attrs)
    return field.as_widget(widget=widget, attrs=attrs)


@register.inclusion_tag("look/field.html")
def field(bound: BoundField, label: str = "", hint: str = "", prompt: str = "", heading: bool = False) -> dict[str, Any]:
    """One field: label, hint, error, control. heading: the label is the page's question. prompt: words on a file field.

    The ids of hint and error are Django's own, so that a field drawn elsewhere is described the same way.
    """
    kind = _kind(bound)
    hint = hint or str(bound.help_text)
    described = " ".join(
        part for part, there in ((f"{bound.auto_id}_helptext", hint), (f"{bound.auto_id}_error", bound.errors)) if there
    )
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": hint,
        "prompt": prompt,
        "heading": heading,
        "described": described,
        "grouped": kind in {"choices", "date"},
        "control": "" if kind == "choices" else _control(bound, kind, described),
    }


def _target(bound: BoundField) -> str:
    """The id that a link to a field leads to: the first control of a group."""
    if _kind(bound) in {"choices", "date"}:
        return f"{bound.auto_id}_0"
    return bound.id_for_label


@register.inclusion_tag("look/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """What must be mended, on top, each a link to its field. Nothing when nothing must."""
    entries: list[dict[str, str]] = [{"target": "", "label": "", "text": str(e)} for e in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        target = "" if bound.is_hidden else _target(bound)
        entries += [{"target": target, "label": str(bound.label).rstrip("?:. "), "text": str(e)} for e in bound.errors]
    return {"entries": entries, "count": len(entries)}


# ---- charts


@register.simple_tag
def chart(drawing: Any) -> SafeString:
    """A drawing made by `lorong.portals.look.charts`."""
    name = type(drawing).__name__.lower()
    return render_to_string(f"look/charts/{name}.html", {"chart": drawing})


@register.inclusion_tag("look/charts/meter.html")
def meter(part: float, whole: float, labelled_by: str) -> dict[str, Any]:
    """How far one is. labelled_by: id of the words that say the same."""
    return {"width": round(part / whole * 100) if whole else 0, "labelled_by": labelled_by}


@register.inclusion_tag("look/charts/used.html")
def used(percent: float) -> dict[str, Any]:
    """How much of a promise is used up; beyond 100 it is late. Beside words that say the same."""
    return {"width": min(round(percent), 100), "late": percent > 100}


# ---- page frame


@register.simple_tag(takes_context=True)
def doors(context: template.Context, menu: str, leave_out: str = "") -> list[menus.Door]:
    """The items of a menu, the present one marked by the page's `nav`; without those in `closed_doors`."""
    closed = frozenset(context.get("closed_doors") or ())
    return menus.doors(menu, nav=str(context.get("nav", "")), except_slugs=closed | frozenset(leave_out.split()))


# ---- words


@register.filter
def nomor(value: Any, decimals: int | None = None) -> str:
    """1.234.567 or 94,1. Nothing known is a dash."""
    return "–" if value in (None, "") else words.number(value, decimals)


@register.filter
def persen(value: Any, decimals: int = 1) -> str:
    """94,1 %. Nothing known is a dash."""
    return "–" if value in (None, "") else words.percentage(value, decimals)


@register.filter
def rupiah(value: int | None) -> str:
    """Rp1.234.567. Nothing known is a dash."""
    return "–" if value is None else money.rupiah(value)


@register.filter
def tanggal(value: date | datetime | None) -> str:
    """28 Juli 2026."""
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return dates.long_date(day, lang=_lang())


@register.filter
def hari(value: datetime | None) -> str:
    """Senin, 3 Agustus, 16.00."""
    return "" if value is None else dates.weekday_date(value, _zone(), lang=_lang())


@register.filter
def waktu(value: datetime | None) -> str:
    """16.00."""
    return "" if value is None else dates.clock(value, _zone(), lang=_lang())


@register.filter
def kapan(value: datetime | None) -> str:
    """As one says it now: hari ini 14.00, besok 09.00."""
    return "" if value is None else dates.relative(value, timezone.now(), _zone(), lang=_lang())


@register.filter
def lama(minutes: int | None, day_minutes: int | None = None) -> str:
    """1 jam 10 menit. day_minutes: what a working day is worth, for whole days first."""
    return "" if minutes is None else dates.spoken_minutes(minutes, day_minutes=day_minutes, lang=_lang())


@register.filter
def besar(said: str) -> SafeString:
    """Numbers large and their units small, for `.big`: from "1 jam 40 menit"."""
    pieces = re.findall(r"([\d.,]+)\s+([^\d]+)", said)
    return format_html_join(" ", '<span class="nowrap">{} <small>{}</small></span>', ((n, unit.strip()) for n, unit in pieces))


@register.filter
def singkat(minutes: int | None) -> str:
    """1 j 05 m: for officers only."""
    return "" if minutes is None else dates.short_minutes(minutes, lang=_lang())


def _zone() -> str:
    """The zone people see: the city's, activated for the request."""
    return timezone.get_current_timezone_name()


def _lang() -> str:
    return (get_language() or "id")[:2]


@register.filter
def grouped(digits: str) -> str:
    """NIK or KK in groups of four, nothing hidden: only for those who may see it."""
    return words.grouped(digits)


@register.filter
def masked(value: str, kind: str = "") -> str:
    """Hidden but recognisable. kind: nothing for NIK and KK, hp for a phone number (E.164), nama for a name."""
    if not value:
        return ""
    if kind == "hp":
        return phone.masked(value)
    if kind == "nama":
        return words.masked_name(value)
    assert not kind, f"masked has no kind {kind!r}"
    return words.grouped(nik.masked(value))
