"""What an officer types: an outcome with its reasons, a passphrase, an absence, who stands at the counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.cases.values import Said
from lorong.lib.sop.schema import Outcome, Requirement
from lorong.portals.accounts.forms import NikField
from lorong.portals.look.forms import DateParts, PlainForm

Choices = Sequence[tuple[str, str]]


def passphrase_field(label: Any, *, fresh: bool = False) -> forms.CharField:
    """A passphrase: never trimmed, never kept by the browser's form."""
    complete = "new-password" if fresh else "current-password"
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": complete, "data-private": True}),
        error_messages={"required": gettext_lazy("Sandi belum diisi. Tulis sandi tanda tangan Anda.")},
    )


def by_passkey(sent: Mapping[str, Any]) -> bool:
    """Whether a form brings a passkey instead of the passphrase."""
    return bool(sent.get("kunci_sandi"))


class OutcomeForm(PlainForm):
    """What an outcome still asks: reasons from the SOP's list, documents to be sent again, words, the passphrase."""

    def __init__(self, *args: Any, outcome: Outcome, requirements: Sequence[Requirement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome = outcome
        if outcome.reasons:
            self.fields["reasons"] = forms.MultipleChoiceField(
                label=gettext("Alasan"),
                choices=[(r, in_language(r)) for r in outcome.reasons],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if outcome.back_to and requirements:
            self.fields["asks"] = forms.MultipleChoiceField(
                label=gettext("Berkas yang harus dikirim ulang"),
                help_text=gettext("Yang dicentang dinyatakan belum bisa dipakai."),
                choices=[(r.id, in_language(r.name, r.name_en)) for r in requirements],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if outcome.back_to or outcome.reason != "none" or outcome.reasons:
            self.fields["reason"] = forms.CharField(
                label=gettext("Penjelasan untuk pemohon") if outcome.back_to or outcome.is_refusal else gettext("Penjelasan"),
                help_text=_hint(outcome),
                max_length=1000,
                required=False,
                widget=forms.Textarea({"rows": 3}),
            )
        if outcome.signs:
            self.fields["sandi"] = passphrase_field(gettext("Sandi tanda tangan"))
            self.fields["sandi"].required = not by_passkey(self.data)

    def said(self, *, checked: Sequence[str], unlocked: Any) -> Said:
        """What goes with the outcome into the history; the key goes nowhere but to the signature."""
        typed = self.cleaned_data
        return Said(
            reason=typed.get("reason", "").strip(),
            reasons=tuple(typed.get("reasons", ())),
            asks=tuple(typed.get("asks", ())),
            checked=tuple(checked),
            unlocked=unlocked,
        )


def _hint(outcome: Outcome) -> str:
    if outcome.asks:
        return in_language(outcome.asks)
    if outcome.is_refusal:
        return gettext("Tulis sebabnya dan apa yang bisa dilakukan pemohon sekarang.")
    return gettext("Rekan yang menerima berkas ini membacanya.")


class BatchForm(PlainForm):
    """One passphrase, or one passkey, for the letters that were chosen."""

    sandi = passphrase_field(gettext_lazy("Sandi tanda tangan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sandi"].required = not by_passkey(self.data)


class PasskeyForm(PlainForm):
    """What a passkey answered, and what its PRF gave: 32 bytes in base64url, as secret as the passphrase."""

    kunci_sandi = forms.JSONField()
    rahasia = forms.CharField(max_length=64)


class NewPasskeyForm(PlainForm):
    """The passphrase that lets a passkey open the signing key too."""

    sandi = passphrase_field(gettext_lazy("Sandi tanda tangan"))


class NewKeyForm(PlainForm):
    """A passphrase, twice."""

    sandi = passphrase_field(gettext_lazy("Sandi tanda tangan"), fresh=True)
    ulang = passphrase_field(gettext_lazy("Sekali lagi"), fresh=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sandi"].help_text = gettext(
            "Paling sedikit 8 karakter, tidak hanya angka. Tiga kata acak mudah diingat dan sulit ditebak."
        )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("sandi") and typed.get("ulang") and typed["sandi"] != typed["ulang"]:
            self.add_error("ulang", gettext("Tidak sama dengan yang di atas. Tulis lagi keduanya."))
        return typed


class ChangeKeyForm(NewKeyForm):
    """The old passphrase, and a new one twice."""

    lama = passphrase_field(gettext_lazy("Sandi yang sekarang"))
    field_order = ("lama", "sandi", "ulang")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sandi"].label = gettext("Sandi baru")


class AbsenceForm(PlainForm):
    """First and last day, why, and who stands in ("" leaves it to the rule of the position)."""

    first = forms.DateField(
        label=gettext_lazy("Hari pertama tidak masuk"),
        widget=DateParts,
        error_messages={
            "required": gettext_lazy("Hari pertama belum diisi."),
            "invalid": gettext_lazy("Tanggal ini tidak ada. Tulis seperti 3 8 2026."),
        },
    )
    last = forms.DateField(
        label=gettext_lazy("Hari terakhir tidak masuk"),
        widget=DateParts,
        error_messages={
            "required": gettext_lazy("Hari terakhir belum diisi. Kalau hanya sehari, tulis hari yang sama."),
            "invalid": gettext_lazy("Tanggal ini tidak ada. Tulis seperti 3 8 2026."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Sebab"),
        help_text=gettext_lazy("Misalnya cuti tahunan, sakit, atau dinas luar. Rekan seunit membacanya."),
        max_length=200,
        error_messages={"required": gettext_lazy("Sebab belum diisi. Tulis misalnya cuti tahunan.")},
    )
    substitute = forms.ChoiceField(
        label=gettext_lazy("Pengganti"),
        help_text=gettext_lazy("Selama itu, pekerjaan dan tanda tangan Anda beralih kepadanya sebagai pelaksana harian."),
        required=False,
    )

    def __init__(self, *args: Any, substitutes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].choices = [("", gettext("Menurut aturan jabatan")), *substitutes]  # type: ignore[attr-defined]


class RevokeForm(PlainForm):
    """Why an issued letter is taken back."""

    alasan = forms.CharField(
        label=gettext_lazy("Mengapa surat ini dicabut?"),
        help_text=gettext_lazy("Pemegang surat dan siapa pun yang memeriksanya akan membaca ini."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Tulis alasan pencabutan. Pemegang surat akan membacanya.")},
    )


class VisitorForm(PlainForm):
    """Who stands at the counter."""

    nik = NikField(help_text=gettext_lazy("Dari KTP yang ditunjukkan. Pencarian ini tercatat dan terlihat oleh orangnya."))
    cocok = forms.BooleanField(
        label=gettext_lazy("Saya sudah mencocokkan wajah dan KTP orang ini"),
        error_messages={"required": gettext_lazy("Cocokkan dulu wajah dan KTP-nya, lalu centang ini.")},
    )
