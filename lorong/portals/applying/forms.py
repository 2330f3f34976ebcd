"""Forms of an application: a page of questions from `form.toml`, a document, a link, for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext, gettext_lazy

from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.city import queries as city
from lorong.lib.sop.answers import LIST_LONGEST, applies, clean
from lorong.lib.sop.schema import Form, FormField
from lorong.portals.applying.fields import Choices, field_of
from lorong.portals.look.forms import Pick, PlainForm
from lorong.portals.look.said import said


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
    ) -> None:
        """raw: all answers so far. offered: what the register offers, by question. family: (id, words)."""
        super().__init__(data, prefix="")
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
            posted = str(self.data.get(f"{question.id}-jumlah", "0"))
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
        value = self.fields[name].widget.value_from_datadict(self.data, self.files, name)
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


class PaperForm(PlainForm):
    """One document as photo or PDF."""

    berkas = forms.FileField(label=gettext_lazy("Foto atau PDF"), required=False, widget=Pick)

    def __init__(self, *args: Any, name: str, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["berkas"]
        field.label, field.required = name, required
        field.error_messages["required"] = gettext("Foto atau unggah %(name)s dulu.") % {"name": name}
        field.error_messages["empty"] = gettext("Berkas kosong. Pilih lagi foto atau PDF-nya.")


class LinkForm(PlainForm):
    """To whom the link goes: name and mobile number of the RT head."""

    party = forms.CharField(
        label=gettext_lazy("Nama Ketua RT"),
        max_length=120,
        error_messages={"required": gettext_lazy("Tulis nama Ketua RT, supaya beliau tahu tautannya untuk siapa.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Nomor HP Ketua RT"),
        help_text=gettext_lazy("Kami kirim SMS berisi tautan. Beliau menjawab dari HP, tanpa akun."),
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "data-private": True}),
        error_messages={"required": gettext_lazy("Nomor HP belum diisi. Tulis seperti 0812 3456 7890.")},
    )


class SubjectForm(PlainForm):
    """For whom the letter is."""

    siapa = forms.ChoiceField(
        label=gettext_lazy("Untuk siapa surat ini?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Pilih dulu untuk siapa surat ini."),
            "invalid_choice": gettext_lazy("Pilih salah satu orang dari daftar."),
        },
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["siapa"].choices = choices  # type: ignore[attr-defined]


def _shown(value: Any) -> Any:
    """An answer as its widget shows it: a cleaned yes or no goes back to its word."""
    return ("ya" if value else "tidak") if isinstance(value, bool) else value
