"""Forms of an application beside its questions: a document, a link, for whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from lorong.portals.look.forms import Pick, PlainForm
from lorong.portals.look.questions import Choices


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
