"""What is asked, one page a question: `form.toml`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from lorong.lib.sop.schema.base import Ident, Shape, Text


class Choice(Shape):
    value: Ident
    label: Text
    label_en: str = ""


FieldType = Literal[
    "text", "longtext", "number", "money", "date", "time", "choice", "yesno", "phone", "nik", "family", "list", "area", "region"
]


class FormField(Shape):
    """`prefill`: an attribute of the register offered for change ("person.address"); `because` says why it is asked at all.

    `family` chooses a member of the applicant's household; `area` is a measure in square metres; `region` chooses a
    kelurahan or desa of the city, and offers the one where the subject is registered.
    `only_if` shows the field when another field of the same form has one of the values (no expressions).
    """

    id: Ident
    label: Text
    label_en: str = ""
    hint: str = ""
    hint_en: str = ""
    type: FieldType
    required: bool = True
    min: int | None = None
    max: int | None = None
    past: bool | None = None  # dates: True = not in the future, False = not in the past
    choices: tuple[Choice, ...] = ()
    fields: tuple[FormField, ...] = ()
    prefill: str | None = None
    because: str = ""
    only_if: dict[Ident, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _fits_its_type(self) -> FormField:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices dipakai untuk type choice, dan hanya untuk itu")
        if (self.type == "list") != bool(self.fields):
            raise ValueError("fields dipakai untuk type list, dan hanya untuk itu")
        return self


class Page(Shape):
    """One question, one page on a phone."""

    id: Ident
    title: Text
    title_en: str = ""
    hint: str = ""
    fields: tuple[FormField, ...] = Field(min_length=1)


class Form(Shape):
    pages: tuple[Page, ...] = ()

    @property
    def fields(self) -> tuple[FormField, ...]:
        return tuple(f for page in self.pages for f in page.fields)
