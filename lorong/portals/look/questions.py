"""The questions of an SOP's form on a page: each a field, together a form. What is right or wrong is `lib.sop.answers`' to
say, not the field's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext

from lorong.kernel.catalog.wording import in_language
from lorong.kernel.city import queries as city
from lorong.lib.sop.answers import LIST_LONGEST, applies, clean
from lorong.lib.sop.schema import Form, FormField
from lorong.portals.look.forms import DateParts, MoneyInput, PlainForm
from lorong.portals.look.said import said

FEW = 8  # up to this many choices are shown at once; more fold into one control

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Group:
    """What stands together: one question, or the rows of a list (`rows` of bound fields, `name` for its buttons)."""

    question: BoundField | None = None
    name: str = ""
    label: str = ""
    hint: str = ""
    rows: list[list[BoundField]] = field(default_factory=list)
    may_grow: bool = False


class QuestionForm(PlainForm):
    """The questions of one or more pages, those that apply given the answers so far.

    `typed` is what to keep, as it was typed; errors are those of `lib.sop.answers.clean` and of nothing else.
    """

    def __init__(
        self,
        form: Form,
        questions: Sequence[FormField],
        *,
        raw: Mapping[str, Any],
        offered: Mapping[str, Any],
        family: Choices,
        today: date,
        data: Any = None,
        prefix: str = "",
    ) -> None:
        """raw: all answers so far. offered: what the register offers, by question. family: (id, words).

        prefix: set before every name where other fields stand on the same page."""
        super().__init__(data, prefix=prefix)
        self.sop_form, self.today, self.raw = form, today, raw
        self.family = family
        self.all_questions = questions
        self.questions = [q for q in questions if applies(q, raw)]
        self.counts: dict[str, int] = {}
        for question in self.questions:
            value = raw.get(question.id, offered.get(question.id, ""))
            if question.type == "list":
                self._add_rows(question, value if isinstance(value, list) else [])
            else:
                self.fields[question.id] = field_of(question, family=family)
                self.initial[question.id] = _shown(value)

    def _add_rows(self, question: FormField, rows: list[Any]) -> None:
        count = len(rows)
        if self.is_bound:
            posted = str(self.data.get(self.add_prefix(f"{question.id}-jumlah"), "0"))
            count = min(int(posted), LIST_LONGEST) if posted.isdigit() else 0
        count = max(count, question.min or 1, 1)
        self.counts[question.id] = count
        for i in range(count):
            row = rows[i] if i < len(rows) and isinstance(rows[i], Mapping) else {}
            for part in question.fields:
                name = f"{question.id}-{i}-{part.id}"
                self.fields[name] = field_of(part, family=self.family)
                self.initial[name] = _shown(row.get(part.id, ""))

    @property
    def groups(self) -> list[Group]:
        """The questions in order, for the template."""
        return [self._group(q) for q in self.questions]

    def _group(self, question: FormField) -> Group:
        if question.type != "list":
            return Group(question=self[question.id])
        count = self.counts[question.id]
        rows = [[self[f"{question.id}-{i}-{part.id}"] for part in question.fields] for i in range(count)]
        return Group(
            name=question.id,
            label=in_language(question.label, question.label_en),
            hint=" ".join(t for t in (in_language(question.hint, question.hint_en), in_language(question.because)) if t),
            rows=rows,
            may_grow=count < min(question.max or LIST_LONGEST, LIST_LONGEST),
        )

    @property
    def typed(self) -> dict[str, Any]:
        """Every answer of this page as it was typed; a list with the row added or taken away that was asked for."""
        typed: dict[str, Any] = {}
        for question in self.questions:
            if question.type == "list":
                typed[question.id] = self._typed_rows(question)
            else:
                typed[question.id] = self._typed(question.id)
        return typed

    def _typed(self, name: str) -> Any:
        value = self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return "" if value is None else value

    def _typed_rows(self, question: FormField) -> list[dict[str, Any]]:
        count = self.counts[question.id]
        rows = [{p.id: self._typed(f"{question.id}-{i}-{p.id}") for p in question.fields} for i in range(count)]
        taken = str(self.data.get("hapus", ""))
        rows = [row for i, row in enumerate(rows) if taken != f"{question.id}:{i}"]
        return [*rows, {}] if self.data.get("tambah") == question.id else rows

    @property
    def rows_changed(self) -> bool:
        """Whether a row is to be added or taken away rather than the page sent on."""
        return "tambah" in self.data or "hapus" in self.data

    @property
    def reveals(self) -> bool:
        """Whether what was typed makes further questions of this page apply: they are shown before anything is wrong."""
        merged = {**self.raw, **self.typed}
        shown = {q.id for q in self.questions}
        return any(q.id not in shown and applies(q, merged) for q in self.all_questions)

    def full_clean(self) -> None:
        """Ask `lib.sop.answers`, and put each sentence at its field."""
        self._errors = ErrorDict(renderer=self.renderer)
        if not self.is_bound:
            return
        only = [q.id for q in self.questions]
        merged = {**self.raw, **self.typed}
        family = [value for value, _ in self.family]
        cleaned = clean(self.sop_form, merged, today=self.today, family=family, places=city.village_codes(), only=only)
        self.cleaned_data = dict.fromkeys(self.fields)
        for place, sentence in cleaned.errors.items():
            name = place.replace(".", "-")
            self.add_error(name if name in self.fields else None, said(sentence))
        self.cleaned_data = cleaned.answers


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


def _shown(value: Any) -> Any:
    """An answer as its widget shows it: a cleaned yes or no goes back to its word."""
    return ("ya" if value else "tidak") if isinstance(value, bool) else value
