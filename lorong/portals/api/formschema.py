"""An SOP's form as a JSON Schema (2020-12): what a program may check before it sends, never what decides.

`lib.sop.answers` decides, and is more forgiving: it also takes "1.400.000" for money and "28-7-2026" for a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lorong.kernel.cases.queries.words import in_language
from lorong.lib.sop.answers import LIST_LONGEST, LONGTEXT_LONGEST, TEXT_LONGEST
from lorong.lib.sop.schema import Form, FormField

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "maxLength": TEXT_LONGEST},
    "longtext": {"type": "string", "maxLength": LONGTEXT_LONGEST},
    "number": {"type": "integer"},
    "area": {"type": "integer", "x-unit": "m2"},
    "money": {"type": "integer", "x-unit": "IDR"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
    "yesno": {"type": "boolean"},
    "phone": {"type": "string"},
    "nik": {"type": "string", "pattern": "^[0-9]{16}$"},
    "family": {"type": "string", "format": "uuid", "x-choose": "family"},
    "region": {"type": "string", "x-choose": "region"},
}
BOUNDS = {"text": ("minLength", "maxLength"), "longtext": ("minLength", "maxLength"), "list": ("minItems", "maxItems")}


def schema_of(form: Form, *, title: str) -> dict[str, Any]:
    """The schema of all answers of a form, in the language of the request."""
    return {"$schema": DIALECT, "title": title, **_group(form.fields)}


def _group(fields: Sequence[FormField]) -> dict[str, Any]:
    always = [f.id for f in fields if f.required and not f.only_if]
    sometimes = [_asked_if(f) for f in fields if f.required and f.only_if]
    found: dict[str, Any] = {"type": "object", "properties": {f.id: _field(f) for f in fields}, "required": always}
    return {**found, "allOf": sometimes} if sometimes else found


def _field(field: FormField) -> dict[str, Any]:
    hint = " ".join(part for part in (in_language(field.hint, field.hint_en), in_language(field.because)) if part)
    found = {"title": in_language(field.label, field.label_en), **_kind(field)}
    if hint:
        found["description"] = hint
    for name, bound in zip(BOUNDS.get(field.type, ("minimum", "maximum")), (field.min, field.max), strict=True):
        if bound is not None:
            found[name] = bound
    return found


def _kind(field: FormField) -> dict[str, Any]:
    if field.type == "choice":
        return {"oneOf": [{"const": c.value, "title": in_language(c.label, c.label_en)} for c in field.choices]}
    if field.type == "list":
        return {"type": "array", "items": _group(field.fields), "minItems": 1 if field.required else 0, "maxItems": LIST_LONGEST}
    return dict(PLAIN[field.type])


def _asked_if(field: FormField) -> dict[str, Any]:
    # as `only_if` says it: the other answers, as text
    others = {other: {"enum": [_value(v) for v in values]} for other, values in field.only_if.items()}
    return {"if": {"properties": others, "required": sorted(others)}, "then": {"required": [field.id]}}


def _value(text: str) -> str | bool:
    return {"true": True, "false": False}.get(text, text)
