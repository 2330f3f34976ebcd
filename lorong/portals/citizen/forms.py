"""Forms of the resident's own pages: an answer to what was asked, a message, a survey, a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from lorong.kernel.cases.queries import Ask
from lorong.lib.satisfaction import ELEMENTS
from lorong.portals.look.forms import KeyedForm, Pick, PlainForm

LONGEST = 4000
YES, NO = "ya", "tidak"


class AnswerForm(KeyedForm):
    """A file field for every document asked for, and room for a word to the officer. `sent` gives what came."""

    pesan = forms.CharField(
        label=gettext_lazy("Pesan untuk petugas"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, asks: Sequence[Ask], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = [ask for ask in asks if ask.is_document]
        for ask in self.asks:
            field = forms.FileField(label=ask.name, required=not ask.answered, widget=Pick)
            field.error_messages["required"] = gettext("Foto atau unggah %(name)s dulu.") % {"name": ask.name}
            field.error_messages["empty"] = gettext("Pilih lagi %(name)s: berkasnya kosong.") % {"name": ask.name}
            self.fields[self.name_of(ask)] = field
        if not self.asks:
            self.fields["pesan"].label = gettext("Jawaban Anda")

    @staticmethod
    def name_of(ask: Ask) -> str:
        """The name of the file field of one document."""
        return f"berkas_{ask.requirement}"

    @property
    def pickers(self) -> list[tuple[Ask, Any]]:
        """Each document asked for, with its field."""
        return [(ask, self[self.name_of(ask)]) for ask in self.asks]

    @property
    def sent(self) -> list[tuple[Ask, Any]]:
        """The files that came, each with what it answers."""
        return [(ask, self.cleaned_data[self.name_of(ask)]) for ask in self.asks if self.cleaned_data.get(self.name_of(ask))]


class SayForm(KeyedForm):
    """A line of the conversation, with a file or without."""

    pesan = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 3}), label=gettext_lazy("Balas"))
    berkas = forms.FileField(required=False, widget=Pick, label=gettext_lazy("Lampirkan berkas"))


class WithdrawForm(KeyedForm):
    """Why it is taken back; may be left empty."""

    alasan = forms.CharField(label=gettext_lazy("Alasan"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}))


class SurveyForm(PlainForm):
    """Nine questions (PermenPANRB 14/2017), whether money was asked, and what could be better."""

    diminta = forms.ChoiceField(
        label=gettext_lazy("Apakah ada yang meminta uang atau pemberian?"),
        help_text=gettext_lazy("Jawaban ini hanya dibaca Inspektorat, tidak oleh kantor yang melayani Anda."),
        choices=[(NO, gettext_lazy("Tidak ada")), (YES, gettext_lazy("Ya, ada"))],
        widget=forms.RadioSelect,
        required=False,
    )
    catatan = forms.CharField(
        label=gettext_lazy("Kalau ada: siapa, kapan, berapa?"),
        help_text=gettext_lazy("Hanya dibaca Inspektorat."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    saran = forms.CharField(
        label=gettext_lazy("Apa yang bisa lebih baik?"),
        help_text=gettext_lazy("Dibaca pimpinan kantor itu, tanpa nama Anda. Jangan tulis nama atau nomor."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "id"
        asked = {}
        for question in ELEMENTS:
            # the best answer first: a list is read from the top, and most people are content
            choices = [(str(value), text.text(lang)) for value, text in reversed(list(enumerate(question.answers, 1)))]
            asked[question.code.value] = forms.ChoiceField(
                label=question.question.text(lang),
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": gettext("Pilih satu jawaban.")},
            )
        self.fields = {**asked, **self.fields}

    @property
    def grades(self) -> dict[str, int]:
        """The nine answers, element code to 1..4."""
        return {question.code.value: int(self.cleaned_data[question.code.value]) for question in ELEMENTS}

    @property
    def asked_to_pay(self) -> bool | None:
        """Whether money was asked; None when that was not answered."""
        return {YES: True, NO: False}.get(self.cleaned_data["diminta"])


class ReportForm(KeyedForm):
    """A report to the inspectorate: what happened; where, about which case and by whom may be left out."""

    apa = forms.CharField(
        label=gettext_lazy("Apa yang terjadi?"),
        help_text=gettext_lazy("Siapa, kapan, di mana, berapa. Sejauh yang Anda tahu."),
        max_length=3000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": gettext_lazy("Ceritakan dulu apa yang terjadi.")},
    )
    di_mana = forms.CharField(label=gettext_lazy("Kantor mana?"), required=False, max_length=160)
    nomor = forms.CharField(label=gettext_lazy("Nomor urusan, kalau ada"), required=False, max_length=24)
    pelapor = forms.CharField(
        label=gettext_lazy("Nama atau nomor HP Anda"),
        help_text=gettext_lazy("Boleh dikosongkan. Kalau diisi, Inspektorat bisa bertanya lagi kepada Anda."),
        required=False,
        max_length=120,
    )

    @property
    def told(self) -> dict[str, str]:
        """What the kernel keeps of it."""
        given = self.cleaned_data
        return {
            "key": given["kunci"],
            "text": given["apa"],
            "place": given["di_mana"],
            "case_number": given["nomor"],
            "teller": given["pelapor"],
        }


class OutsideForm(KeyedForm):
    """What an outside party answers: one of the outcomes that the link allows, and a word to it."""

    jawaban = forms.ChoiceField(
        label=gettext_lazy("Jawaban Anda"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Pilih jawaban dulu."),
            "invalid_choice": gettext_lazy("Pilih salah satu jawaban."),
        },
    )
    catatan = forms.CharField(label=gettext_lazy("Catatan"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jawaban"].choices = choices  # type: ignore[attr-defined]
