"""What is typed on the pages of complaints. Whether it holds is said by the actions; here only its shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.choices import BaseChoiceIterator
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, gettext_lazy

from lorong.kernel.city import queries as city
from lorong.lib.uploads import SENTENCES
from lorong.portals.door.proof import PhoneField
from lorong.portals.look.forms import KeyedForm, PlainForm
from lorong.portals.look.said import said
from lorong.services.complaints.pages import categories
from lorong.services.complaints.pages.draft import Draft
from lorong.services.complaints.values import LONGEST, MOST_PHOTOS, MOST_WITH_ANSWER, WHERE_LONGEST

DRESSED = {"class": "form-control"}
VISIBILITIES = (
    ("open", gettext_lazy("Dengan nama: hanya petugas yang menangani melihatnya.")),
    ("anonymous", gettext_lazy("Tanpa nama (anonim): petugas dan umum tidak tahu siapa Anda.")),
    ("secret", gettext_lazy("Rahasia: isi laporan tidak tampil untuk umum.")),
)


class Pictures(forms.FileInput):
    """A file field for several pictures. camera: opens the telephone's camera instead of asking where from."""

    allow_multiple_selected = True

    def __init__(self, *, camera: bool = False) -> None:
        one = {"accept": "image/*", "data-photo": True}
        super().__init__({**one, "capture": "environment"} if camera else {**one, "multiple": True})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class PicturesField(forms.Field):
    """Pictures as they came; whether they are pictures is found out later, by the process that opens them."""

    def clean(self, value: Any) -> list[UploadedFile[Any]]:
        found = [one for one in value or [] if one.size]
        if any((one.size or 0) > settings.MAX_UPLOAD_BYTES for one in found):
            raise forms.ValidationError(said(SENTENCES["photo-too-big"]))
        return found


class NumberField(forms.FloatField):
    """A number that a script puts in: what is none counts as not said."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> float | None:
        try:
            found: float | None = super().clean(value)
        except forms.ValidationError:
            return None
        return found


class MomentField(forms.CharField):
    """A moment by the telephone's clock (ISO 8601 with its zone); what is none counts as not said."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> datetime | None:
        try:
            found = parse_datetime(str(value or ""))
        except ValueError:
            return None
        return found if found is not None and found.utcoffset() is not None else None


class Later(BaseChoiceIterator):
    """Choices that are made when they are shown: of what was sent nobody needs more than whether it is one of them."""

    def __init__(self, make: Callable[[], Iterable[Any]]) -> None:
        self.make = make

    def __iter__(self) -> Iterator[Any]:
        yield from self.make()


class OneOf(forms.ChoiceField):
    """A choice of what the city has now. `is_there` says whether something is one of them, without the list."""

    def __init__(self, *, make: Callable[[], Iterable[Any]], is_there: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(choices=Later(make), widget=forms.Select, **kwargs)
        self.is_there = is_there

    def valid_value(self, value: Any) -> bool:
        return self.is_there(str(value))


def _villages() -> list[Any]:
    return [("", ""), *((above, list(names)) for above, names in city.villages())]


class TellForm(KeyedForm):
    """What is wrong, where, and who may see it: one page."""

    foto = PicturesField(label=gettext_lazy("Foto"), required=False, widget=Pictures(camera=True))
    galeri = PicturesField(label=gettext_lazy("Pilih dari galeri"), required=False, widget=Pictures())
    teks = forms.CharField(
        label=gettext_lazy("Apa yang rusak atau mengganggu?"),
        help_text=gettext_lazy("Ceritakan singkat: apa, sejak kapan. Jangan tulis NIK atau nomor HP siapa pun."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4, "maxlength": LONGEST}),
        error_messages={"required": gettext_lazy("Ceritakan dulu apa yang rusak atau mengganggu.")},
    )
    jenis = OneOf(
        make=categories.choices,
        is_there=lambda slug: categories.published(slug) is not None,
        label=gettext_lazy("Jenisnya"),
        error_messages={
            "required": gettext_lazy("Pilih jenisnya, supaya laporan sampai ke kantor yang tepat."),
            "invalid_choice": gettext_lazy("Jenis itu tidak ada lagi. Pilih dari daftar."),
        },
    )
    wilayah = OneOf(
        make=_villages,
        is_there=lambda code: code in city.village_codes(),
        label=gettext_lazy("Kelurahan"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Kelurahan itu tidak ada. Pilih dari daftar.")},
    )
    patokan = forms.CharField(
        label=gettext_lazy("Patokan atau nama lorong"),
        help_text=gettext_lazy("Supaya petugas menemukannya: dekat apa, lorong berapa."),
        max_length=WHERE_LONGEST,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    tampil = forms.ChoiceField(
        label=gettext_lazy("Siapa yang boleh tahu?"), choices=VISIBILITIES, initial="open", widget=forms.RadioSelect
    )
    nama = forms.CharField(
        label=gettext_lazy("Nama Anda"), max_length=120, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    lintang = NumberField(required=False, min_value=-90, max_value=90)
    bujur = NumberField(required=False, min_value=-180, max_value=180)
    akurasi = NumberField(required=False, min_value=0, max_value=1_000_000)
    dari = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    ditulis = MomentField(required=False)
    dikirim = MomentField(required=False)

    def __init__(self, *args: Any, held: int = 0, known: bool, **kwargs: Any) -> None:
        """held: pictures that are here already. known: somebody with an account; others are asked for name and phone."""
        super().__init__(*args, **kwargs)
        self.held = held
        if known:
            del self.fields["nama"]
        else:
            self.fields["hp"] = PhoneField(
                help_text=gettext("Untuk kode SMS dan kabar tentang laporan ini. Tidak tampil di mana pun.")
            )

    def with_held(self, held: int) -> TellForm:
        """This form once its pictures are kept: how many there are now."""
        self.held = held
        return self

    @property
    def pictures(self) -> list[UploadedFile[Any]]:
        """Every picture that came with this page."""
        return [*self.cleaned_data.get("foto", []), *self.cleaned_data.get("galeri", [])]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._need_words(cleaned)
        if not cleaned.get("wilayah") and cleaned.get("lintang") is None and "wilayah" not in self.errors:
            self.add_error("wilayah", gettext("Tempatnya belum ada. Pakai lokasi HP, tunjuk di peta, atau pilih kelurahan."))
        if self.held + len(self.pictures) > MOST_PHOTOS:
            self.add_error("foto", gettext("Paling banyak 5 foto. Buang dulu yang tidak perlu."))
        return cleaned

    def _need_words(self, cleaned: dict[str, Any]) -> None:
        """A picture may say what words do not; and some kinds need one."""
        kind = categories.category(cleaned.get("jenis") or "")
        if self.held or self.pictures:
            self.errors.pop("teks", None)
        elif kind is not None and kind.photo == "required":
            self.add_error("foto", gettext("Untuk jenis ini foto diperlukan. Ambil satu foto dulu."))

    @staticmethod
    def shown(draft: Draft) -> dict[str, Any]:
        """A draft as this form shows it."""
        return {
            "kunci": draft.key, "teks": draft.text, "jenis": draft.category, "wilayah": draft.region, "patokan": draft.where,
            "tampil": draft.visibility, "nama": draft.name, "hp": draft.phone, "lintang": draft.lat, "bujur": draft.lon,
            "akurasi": draft.accuracy, "dari": draft.place_from, "ditulis": draft.written_at,
        }  # fmt: skip


class PhoneAskForm(PlainForm):
    """Whose reports are to be shown: a phone that is then proved by a code."""

    hp = PhoneField(help_text=gettext_lazy("Nomor yang Anda pakai saat melapor. Kode dikirim lewat SMS."))


class SayForm(KeyedForm):
    """A line of the thread."""

    pesan = forms.CharField(
        label=gettext_lazy("Tulis pesan"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Tulis dulu pesannya.")},
    )
    galeri = PicturesField(label=gettext_lazy("Tambah foto"), required=False, widget=Pictures())


class FixedForm(KeyedForm):
    """Is it really fixed?"""

    beres = forms.ChoiceField(
        label=gettext_lazy("Apakah sudah benar-benar beres?"),
        choices=(("ya", gettext_lazy("Ya, sudah beres")), ("belum", gettext_lazy("Belum beres"))),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih ya atau belum.")},
    )
    catatan = forms.CharField(
        label=gettext_lazy("Apa yang belum beres?"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    galeri = PicturesField(label=gettext_lazy("Tambah foto"), required=False, widget=Pictures())

    def __init__(self, *args: Any, photos: bool, **kwargs: Any) -> None:
        """photos: whether pictures may be given: by who told of it, not by a neighbour who was asked."""
        super().__init__(*args, **kwargs)
        if not photos:
            del self.fields["galeri"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("beres") == "belum" and not cleaned.get("catatan", "").strip():
            self.add_error("catatan", gettext("Tulis apa yang belum beres, supaya petugas tahu apa yang dikerjakan."))
        if len(cleaned.get("galeri", [])) > MOST_WITH_ANSWER:
            self.add_error("galeri", gettext("Paling banyak 3 foto. Pilih yang paling jelas."))
        if self.errors and cleaned.get("galeri"):
            self.add_error("galeri", gettext("Pilih lagi fotonya: foto tidak ikut tersimpan di halaman ini."))
        return cleaned


class FilterForm(PlainForm):
    """Which incidents are listed. What cannot be read is left out, so that an old address still answers."""

    jenis = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False, widget=forms.Select(DRESSED))
    kelurahan = forms.ChoiceField(label=gettext_lazy("Kelurahan"), required=False, widget=forms.Select(DRESSED))
    keadaan = forms.ChoiceField(label=gettext_lazy("Keadaan"), required=False, widget=forms.Select(DRESSED))
    sejak = forms.DateField(label=gettext_lazy("Sejak"), required=False, widget=forms.DateInput({**DRESSED, "type": "date"}))
    sampai = forms.DateField(label=gettext_lazy("Sampai"), required=False, widget=forms.DateInput({**DRESSED, "type": "date"}))

    def __init__(self, data: Any, *, stages: list[tuple[str, str]]) -> None:
        super().__init__(data)
        villages = [(above, list(names)) for above, names in city.villages()]
        every = [("", gettext("Semua"))]
        self.fields["jenis"].choices = [*every, *categories.choices()[1:]]  # type: ignore[attr-defined]
        self.fields["kelurahan"].choices = [*every, *villages]  # type: ignore[attr-defined]
        self.fields["keadaan"].choices = [*every, *stages]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """What was chosen, as far as it can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
