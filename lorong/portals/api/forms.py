"""The form by which somebody makes a token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext

from lorong.kernel.people.values import TOKEN_LIVES, Scope
from lorong.portals.api.guide import scope_words
from lorong.portals.look.forms import PlainForm


class TokenForm(PlainForm):
    """Which program, what it may do, and for how long."""

    name = forms.CharField(
        label=gettext_lazy("Program apa?"),
        help_text=gettext_lazy("Nama yang Anda kenali nanti, misalnya Aplikasi kas RT."),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Tulis nama programnya, supaya Anda mengenalinya nanti.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Apa yang boleh dilakukannya atas nama Anda?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Pilih paling sedikit satu.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Sampai kapan?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih sampai kapan token ini berlaku.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(s.value, scope_words(s.value)) for s in Scope]  # type: ignore[attr-defined]
        lives = [(d, ngettext("%(days)s hari", "%(days)s hari", d) % {"days": d}) for d in TOKEN_LIVES]
        self.fields["days"].choices = lives  # type: ignore[attr-defined]
        self.fields["days"].error_messages["invalid_choice"] = gettext("Pilih salah satu dari daftar.")

    @property
    def chosen(self) -> list[Scope]:
        """What it may do."""
        return [Scope(value) for value in self.cleaned_data["scopes"]]
