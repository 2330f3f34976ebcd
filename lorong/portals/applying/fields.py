"""A question of an SOP's form as a field on a page. What is right or wrong is `lib.sop.answers`' to say, not the field's."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext

from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.city import queries as city
from lorong.lib.sop.schema import FormField
from lorong.portals.look.forms import DateParts, MoneyInput

FEW = 8  # up to this many choices are shown at once; more fold into one control

Choices = Sequence[tuple[str, str]]


def field_of(question: FormField, *, family: Choices) -> forms.Field:
    """The field: label, hint, widget. family: (person id, words) of those who can be chosen."""
    return forms.Field(
        required=question.required,
        label=in_language(question.label, question.label_en),
        help_text=_hint(question),
        widget=_widget(question, family),
    )


def _choices(question: FormField, family: Choices) -> Choices | None:
    match question.type:
        case "choice":
            return [(c.value, in_language(c.label, c.label_en)) for c in question.choices]
        case "yesno":
            return [("ya", gettext("Ya")), ("tidak", gettext("Tidak"))]
        case "family":
            return list(family)
    return None


def _widget(question: FormField, family: Choices) -> forms.Widget:
    if question.type == "region":  # one control, grouped by kecamatan: it needs no script to depend on another
        return forms.Select(choices=[("", ""), *((above, list(names)) for above, names in city.villages())])
    choices = _choices(question, family)
    if choices is not None:
        return forms.RadioSelect(choices=choices) if len(choices) <= FEW else forms.Select(choices=[("", ""), *choices])
    attrs: dict[str, object] = {"autocomplete": "off"}
    match question.type:
        case "longtext":
            return forms.Textarea({"rows": 4})
        case "date":
            return DateParts()
        case "money":
            return MoneyInput()
        case "number" | "area":
            return forms.TextInput({**attrs, "inputmode": "numeric"})
        case "nik":
            return forms.TextInput({**attrs, "inputmode": "numeric", "maxlength": 24, "data-private": True})
        case "phone":
            return forms.TextInput({"inputmode": "tel", "autocomplete": "off"})
        case "time":
            return forms.TextInput({**attrs, "inputmode": "decimal", "maxlength": 5})
    return forms.TextInput()


def _hint(question: FormField) -> str:
    hint = in_language(question.hint, question.hint_en)
    if question.type == "nik" and not hint:
        hint = gettext("16 angka, di bagian atas KTP.")
    if question.type == "time" and not hint:
        hint = gettext("Jam dan menit, misalnya 16.00.")
    if question.type == "region" and not hint:
        hint = gettext("Pilih kecamatannya, lalu kelurahan atau desanya.")
    if question.type == "area" and not hint:
        hint = gettext("Dalam meter persegi, angka saja.")
    return " ".join(part for part in (hint, in_language(question.because)) if part)
