"""The shape of what is typed at the open doors."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lorong.kernel.documents.values import CODE_LENGTH, plain_code
from lorong.lib.phone import PhoneError, parse_mobile
from lorong.portals.look.said import said


class OutboxFilter(forms.Form):
    """Whose messages, by which way. Nothing filled in: all."""

    hp = forms.CharField(label=_("Nomor HP"), required=False, max_length=40, widget=forms.TextInput({"inputmode": "tel"}))
    lewat = forms.ChoiceField(
        label=_("Lewat"),
        required=False,
        choices=[
            ("", _("Semua")),
            ("sms", _("SMS")),
            ("whatsapp", "WhatsApp"),
            ("inbox", _("Halaman Pesan")),
            ("email", _("Pos-el")),
        ],
    )

    def clean_hp(self) -> str:
        """E.164, or empty."""
        typed = self.cleaned_data["hp"].strip()
        try:
            return parse_mobile(typed) if typed else ""
        except PhoneError as error:
            raise forms.ValidationError(said(str(error))) from error


class CodeForm(forms.Form):
    """The short code under the QR, and for a second certainty the letter's number."""

    kode = forms.CharField(
        label=_("Kode pendek"),
        help_text=_("Enam huruf dan angka di bawah kode QR, misalnya 7KQ-M2X."),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Tulis kode pendek di bawah kode QR. Nomor surat saja belum cukup.")},
    )
    no = forms.CharField(
        label=_("Nomor surat"),
        help_text=_("Boleh dikosongkan. Kalau diisi, kami cocokkan dengan kodenya."),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_kode(self) -> str:
        """The code in capitals, without hyphens; what is no code at all is said so before anything is looked up."""
        code = plain_code(self.cleaned_data["kode"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(
                _("Kode pendek terdiri dari 6 huruf dan angka, misalnya 7KQ-M2X. Lihat di bawah kode QR.")
            )
        return code


class FileCheckForm(forms.Form):
    """A letter as PDF. Read, answered, and not kept."""

    berkas = forms.FileField(
        label=_("Berkas PDF surat"),
        max_length=200,
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": _("Pilih dulu berkas PDF-nya."),
            "empty": _("Berkas itu kosong. Pilih berkas lain."),
            "max_length": _("Nama berkasnya terlalu panjang. Ganti namanya dulu."),
        },
    )
