"""The shape of what is typed at the open doors."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lorong.lib.phone import PhoneError, parse_mobile


class OutboxFilter(forms.Form):
    """Whose messages, by which way. Nothing filled in: all."""

    hp = forms.CharField(label=_("Nomor HP"), required=False, max_length=40, widget=forms.TextInput({"inputmode": "tel"}))
    lewat = forms.ChoiceField(
        label=_("Lewat"),
        required=False,
        choices=[("", _("Semua")), ("sms", _("SMS")), ("inbox", _("Halaman Pesan")), ("email", _("Pos-el"))],
    )

    def clean_hp(self) -> str:
        """E.164, or empty."""
        typed = self.cleaned_data["hp"].strip()
        try:
            return parse_mobile(typed) if typed else ""
        except PhoneError as error:
            raise forms.ValidationError(str(error)) from error
