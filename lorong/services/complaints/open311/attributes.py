"""Questions of a category as attributes of the standard, and a program's answers as those of our form. Pure.

A list of one choice each is the standard's `multivaluelist`. Other lists have no place in the standard: a category with a
required one would be closed to programs, which the catalogue's tests refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lorong.lib.sop.schema import Form, FormField
from lorong.services.complaints.open311.values import Attribute, Datatype

KINDS: Mapping[str, Datatype] = {
    "text": Datatype.STRING,
    "longtext": Datatype.TEXT,
    "number": Datatype.NUMBER,
    "area": Datatype.NUMBER,
    "money": Datatype.NUMBER,
    "date": Datatype.DATETIME,
    "time": Datatype.STRING,
    "choice": Datatype.SINGLE,
    "yesno": Datatype.SINGLE,
    "phone": Datatype.STRING,
    "nik": Datatype.STRING,
    "region": Datatype.SINGLE,
    "list": Datatype.MULTI,
}
Words = Callable[[str, str], str]  # (Indonesian, English) to the one that is wanted


def fits(field: FormField) -> bool:
    """Whether the standard can ask this question."""
    if field.type == "list":
        return len(field.fields) == 1 and field.fields[0].type == "choice"
    return field.type in KINDS


def attributes_of(form: Form, *, words: Words, how: Mapping[str, str], places: Sequence[tuple[str, str]]) -> list[Attribute]:
    """The questions of a category. words: picks the language. how: type of field to how it is written.

    places: (code, name) of the regions that may be chosen. A question that is only asked after another is never required.
    """
    fields = [field for field in form.fields if fits(field)]
    return [_attribute(field, order, words, how, places) for order, field in enumerate(fields, start=1)]


def _attribute(
    field: FormField, order: int, words: Words, how: Mapping[str, str], places: Sequence[tuple[str, str]]
) -> Attribute:
    hint = words(field.hint, field.hint_en)
    label = words(field.label, field.label_en)
    return Attribute(
        code=field.id,
        datatype=KINDS[field.type],
        required=field.required and not field.only_if,
        order=order,
        description=f"{label}. {hint}" if hint else label,
        how=how.get(field.type, ""),
        options=_options(field, words, places),
    )


def _options(field: FormField, words: Words, places: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    if field.type == "yesno":
        return [("true", words("Ya", "Yes")), ("false", words("Tidak", "No"))]
    if field.type == "region":
        return list(places)
    asked = field.fields[0] if field.type == "list" else field
    return [(choice.value, words(choice.label, choice.label_en)) for choice in asked.choices]


def answers_of(form: Form, sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A program's answers in the shape our form reads. sent: `attribute[code]` and `attribute[code][]` as they came.

    What no question asks is left out. Of a date with a time only the date counts, since no question asks for more.
    """
    found: dict[str, Any] = {}
    for field in form.fields:
        values = [value for name in (f"attribute[{field.id}]", f"attribute[{field.id}][]") for value in sent.get(name, ())]
        values = [value for value in values if value.strip()]
        if not values or not fits(field):
            continue
        if field.type == "list":
            found[field.id] = [{field.fields[0].id: value} for value in values]
        else:
            found[field.id] = values[-1].split("T")[0] if field.type == "date" else values[-1]
    return found
