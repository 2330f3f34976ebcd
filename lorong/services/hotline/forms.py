"""What is typed on the pages of the hotline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lorong.portals.look.forms import KeyedForm
from lorong.services.hotline import queries
from lorong.services.hotline.values import LONGEST

MOST_FILES = 5  # at once, from the page


class Files(forms.FileInput):
    """A file field for several files, from the gallery or straight from camera and microphone."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": "image/*,audio/*,application/pdf", "multiple": True})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Files as they came; what they are is found out by the act, and later by the process that opens them."""

    widget = Files

    def clean(self, value: Any) -> list[bytes]:
        found = [one for one in value or [] if one.size]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("Paling banyak 5 berkas. Kirim sisanya dalam pesan berikutnya."))
        if any((one.size or 0) > settings.MAX_UPLOAD_BYTES for one in found):
            raise forms.ValidationError(_("Satu berkas lebih dari 10 MB. Kirim yang lebih kecil."))
        return [one.read() for one in found]


class WriteForm(KeyedForm):
    """A message to the head of the city."""

    pesan = forms.CharField(
        label=_("Pesan Anda"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Tulis dulu pesannya.")},
    )
    berkas = FilesField(
        label=_("Foto, rekaman suara, atau PDF"),
        help_text=_("Paling banyak 5, masing-masing 10 MB."),
        required=False,
    )


class ForwardForm(KeyedForm):
    """To which office, and what the public reads of it."""

    kantor = forms.ChoiceField(label=_("Teruskan kepada"), error_messages={"required": _("Pilih kantornya.")})
    catatan = forms.CharField(
        label=_("Catatan untuk kantor itu"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    judul = forms.CharField(
        label=_("Kalimat untuk warga"),
        help_text=_("Tampil di halaman Yang kami dengar minggu ini, tanpa nama pengirim. Kosong: hanya dihitung."),
        required=False,
        max_length=160,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = [(unit.pk, unit.name) for unit in queries.offices()]
        self.fields["kantor"].choices = [("", _("Pilih kantor")), *offices]  # type: ignore[attr-defined]


class ReplyForm(KeyedForm):
    """The answer of the head of the city."""

    balasan = forms.CharField(
        label=_("Balasan Anda"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tulis dulu balasannya.")},
    )


class SettleForm(KeyedForm):
    """Is it answered?"""

    jawab = forms.ChoiceField(
        label=_("Apakah ini sudah menjawab pesan Anda?"),
        choices=[("sudah", _("Sudah")), ("belum", _("Belum"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih Sudah atau Belum.")},
    )
    catatan = forms.CharField(
        label=_("Apa yang masih kurang?"), required=False, max_length=500, widget=forms.Textarea({"rows": 3})
    )


class UniteForm(forms.Form):
    """Which other number is the same person."""

    nomor = forms.CharField(label=_("Nomor kontak yang orangnya sama"), max_length=24)
