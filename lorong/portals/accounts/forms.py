"""The shape of what is typed at the door. Each mistake is a sentence at its field; what was typed stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as translate

from lorong.kernel.city import queries as city
from lorong.kernel.people.values import Claim
from lorong.lib import nik as numbers
from lorong.lib import phone as phones
from lorong.portals.look.forms import DateParts
from lorong.portals.look.said import said

_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 11}


class NikField(forms.CharField):
    """16 digits of a known region, as text without spaces."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", translate("NIK"))
        kwargs.setdefault("help_text", translate("16 angka, di bagian atas KTP."))
        super().__init__(max_length=40, widget=forms.TextInput(_DIGITS), **kwargs)
        self.error_messages["required"] = translate("NIK belum diisi. Tulis 16 angka seperti di KTP.")

    def clean(self, value: Any) -> str:
        try:
            return str(numbers.parse_nik(super().clean(value), today=city.today()))
        except numbers.NikError as error:
            raise forms.ValidationError(said(str(error))) from error


class PhoneField(forms.CharField):
    """An Indonesian mobile number, given as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", translate("Nomor HP"))
        widget = forms.TextInput({"inputmode": "tel", "autocomplete": "tel"})
        super().__init__(max_length=40, widget=widget, **kwargs)
        self.error_messages["required"] = translate("Nomor HP belum diisi. Tulis seperti 0812 3456 7890.")

    def clean(self, value: Any) -> str:
        try:
            return phones.parse_mobile(super().clean(value))
        except phones.PhoneError as error:
            raise forms.ValidationError(said(str(error))) from error


def _code_field(label: Any, missing: Any) -> forms.CharField:
    widget = forms.TextInput(_CODE)
    return forms.CharField(label=label, max_length=20, widget=widget, error_messages={"required": missing})


def _password_field(label: Any, missing: Any, *, complete: str, help_text: Any = "") -> forms.CharField:
    """A password, never trimmed. complete: what the browser's keeper of passwords is told."""
    widget = forms.PasswordInput({"autocomplete": complete})
    errors = {"required": missing}
    return forms.CharField(label=label, help_text=help_text, max_length=128, strip=False, widget=widget, error_messages=errors)


class IdentityForm(forms.Form):
    """NIK, KK and birth date. `doubts` are warnings: they are shown once, and never refuse."""

    nik = NikField()
    kk = forms.CharField(
        label=translate("Nomor KK"),
        help_text=translate("16 angka, di bagian atas Kartu Keluarga."),
        max_length=40,
        widget=forms.TextInput(_DIGITS),
        error_messages={"required": translate("Nomor KK belum diisi. Tulis 16 angka dari Kartu Keluarga.")},
    )
    birth_date = forms.DateField(
        label=translate("Tanggal lahir"),
        widget=DateParts(birthday=True),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": translate("Tanggal lahir belum diisi. Tulis seperti di KTP."),
            "invalid": translate("Tanggal ini tidak ada. Tulis tanggal, bulan, dan tahun seperti di KTP."),
        },
    )
    warned = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubts: list[str] = []

    def clean_kk(self) -> str:
        try:
            return str(numbers.parse_kk(self.cleaned_data["kk"]))
        except numbers.KkError as error:
            raise forms.ValidationError(said(str(error))) from error

    def clean_birth_date(self) -> date:
        born: date = self.cleaned_data["birth_date"]
        if born > city.today():
            raise forms.ValidationError(translate("Tanggal lahir ini belum terjadi. Periksa tahunnya."))
        return born

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        nik, kk, born = cleaned.get("nik"), cleaned.get("kk"), cleaned.get("birth_date")
        if nik and kk and nik == kk:
            self.add_error("kk", translate("Ini sama dengan NIK. Nomor KK ada di bagian atas Kartu Keluarga."))
        elif kk and int(kk[6:8]) > numbers.WOMAN:
            # a family card has no day beyond 31; a woman's NIK has
            self.add_error("kk", translate("Ini NIK, bukan nomor KK. Mungkin keduanya tertukar; periksa lagi."))
        elif nik and born:
            self.doubts = numbers.warnings(numbers.parse_nik(nik, today=city.today()), birth_date=born)
        return cleaned

    @property
    def settled(self) -> bool:
        """Whether there is nothing to warn of, or the person has seen it and goes on."""
        return not self.doubts or self.cleaned_data.get("warned") == self.seen

    @property
    def seen(self) -> str:
        """What stands for "I have seen this warning about this date"."""
        return f"{self.cleaned_data.get('nik', '')[6:12]}/{self.cleaned_data.get('birth_date', '')}"

    def typed(self) -> dict[str, str]:
        """The three values as text, for the draft."""
        cleaned = self.cleaned_data
        return {"nik": cleaned["nik"], "kk": cleaned["kk"], "birth_date": cleaned["birth_date"].isoformat()}


def again(draft: dict[str, Any]) -> IdentityForm:
    """The form as it was filled in for a draft, to be shown with what the register said."""
    year, month, day = str(draft["birth_date"]).split("-")
    parts = {"birth_date_d": day, "birth_date_m": month, "birth_date_y": year}
    form = IdentityForm({"nik": draft["nik"], "kk": draft["kk"], **parts})
    form.is_valid()
    return form


def claim_of(draft: dict[str, Any]) -> Claim:
    """The claim that an `IdentityForm` put into a draft."""
    return Claim(draft["nik"], draft["kk"], date.fromisoformat(draft["birth_date"]))


class PhoneForm(forms.Form):
    phone = PhoneField(help_text=translate("Kode dikirim lewat SMS ke nomor ini."))


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=translate("Alamat pos-el"),
        max_length=254,
        help_text=translate("Kami kirim tautan konfirmasi ke alamat ini."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": translate("Alamat pos-el belum diisi. Contoh: siti@contoh.id."),
            "invalid": translate("Ini bukan alamat pos-el. Contoh: siti@contoh.id."),
        },
    )


class CodeForm(forms.Form):
    code = _code_field(translate("Kode dari SMS"), translate("Kode belum diisi. Tulis 6 angka dari SMS."))


class PasswordForm(forms.Form):
    phone = PhoneField()
    password = _password_field(
        translate("Kata sandi"), translate("Kata sandi belum diisi. Tulis kata sandi akun Anda."), complete="current-password"
    )


class NewPasswordForm(forms.Form):
    password = _password_field(
        translate("Kata sandi baru"),
        translate("Kata sandi belum diisi. Tulis kata sandi yang baru."),
        complete="new-password",
        help_text=translate("Paling sedikit 10 huruf atau angka. Beberapa kata acak mudah diingat dan sulit ditebak."),
    )


class RecoverForm(forms.Form):
    phone = PhoneField(help_text=translate("Nomor yang terdaftar di akun Anda."))
    nik = NikField()


class FactorForm(forms.Form):
    code = _code_field(
        translate("Kode dari aplikasi, atau kode cadangan"), translate("Kode belum diisi. Buka aplikasi kode di HP Anda.")
    )


class AppForm(forms.Form):
    typed = _code_field(
        translate("Kode 6 angka yang ditunjukkan aplikasi"), translate("Kode belum diisi. Tulis 6 angka dari aplikasi.")
    )


class CredentialForm(forms.Form):
    """What the browser's key answered, and on adding one, how its owner calls it."""

    credential = forms.JSONField(widget=forms.HiddenInput)
    name = forms.CharField(label=translate("Nama perangkat ini"), max_length=60, required=False)


class CounterForm(forms.Form):
    nik = NikField(help_text=translate("Dari KTP yang ditunjukkan."))
    phone = PhoneField(help_text=translate("HP yang dibawa orangnya; kode SMS dibacakan kepada Anda."))
    lost = forms.BooleanField(label=translate("HP atau kunci lamanya hilang: keluarkan semua perangkat lama"), required=False)
