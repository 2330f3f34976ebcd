"""What an officer types who gives an incident to somebody outside the city. Whether it holds is said by the action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from lorong.portals.look.forms import KeyedForm
from lorong.services.complaints.elsewhere.queries import Receiver


class OutsideForm(KeyedForm):
    """To whom, why, and for another city: where it is in their words."""

    ke = forms.ChoiceField(
        label=gettext_lazy("Kepada siapa"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Pilih penerimanya."),
            "invalid_choice": gettext_lazy("Pilih penerimanya dari daftar."),
        },
    )
    alasan = forms.CharField(
        label=gettext_lazy("Alasan, dibaca pelapor"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Tulis alasannya, supaya warga tahu mengapa diteruskan.")},
    )
    tempat = forms.CharField(
        label=gettext_lazy("Tempatnya di sana"),
        help_text=gettext_lazy("Hanya untuk kota lain: kelurahan atau desa di sana, dan patokannya."),
        max_length=200,
        required=False,
    )
    catatan = forms.CharField(
        label=gettext_lazy("Catatan untuk penerima"),
        help_text=gettext_lazy("Jangan tulis nama atau nomor HP siapa pun."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    field_order = ("kunci", "ke", "tempat", "alasan", "catatan")

    def __init__(self, *args: Any, receivers: Sequence[Receiver], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ke"].choices = [(one.code, _words(one)) for one in receivers]  # type: ignore[attr-defined]
        if not any(one.by_machine for one in receivers):
            del self.fields["tempat"]


def _words(one: Receiver) -> str:
    if one.by_machine:
        return gettext("%(name)s: antar-sistem, langsung ke aplikasi mereka") % {"name": one.name}
    said = gettext("%(name)s: tautan lewat SMS. %(has)s") if one.has else gettext("%(name)s: tautan lewat SMS")
    return said % {"name": one.name, "has": one.has}
