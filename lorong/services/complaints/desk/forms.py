"""What officers type about an incident. Whether it holds is said by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy

from lorong.kernel.city import queries as city
from lorong.lib.places import Spot
from lorong.lib.uploads import SENTENCES, Box
from lorong.portals.look.forms import KeyedForm, PlainForm
from lorong.portals.look.said import said
from lorong.services.complaints.forms import DRESSED, MomentField, NumberField
from lorong.services.complaints.pages import categories
from lorong.services.complaints.queries import office

EVERY = ("", gettext_lazy("Semua"))
DUES = (EVERY, (office.LATE, gettext_lazy("Lewat batas")), (office.SOON, gettext_lazy("Dalam dua hari")))
TURNS = (
    EVERY,
    (office.MINE, gettext_lazy("Saya pegang")),
    (office.OURS, gettext_lazy("Pengelola")),
    (office.FIELD, gettext_lazy("Petugas lapangan")),
    (office.PARTY, gettext_lazy("Pihak lain")),
    (office.RESIDENTS, gettext_lazy("Warga")),
)
MARKS = (EVERY, (office.REOPENED, gettext_lazy("Dibuka lagi")), (office.STRUCTURAL, gettext_lazy("Berulang di tempat itu")))
ORDERS = (("", gettext_lazy("Batas terdekat dulu")), ("baru", gettext_lazy("Terbaru dulu")))
KINDS = (("before", gettext_lazy("Sebelum dikerjakan")), ("after", gettext_lazy("Sesudah dikerjakan")))


class Camera(forms.FileInput):
    """Opens the telephone's camera: the picture is to be taken here and now."""

    def __init__(self) -> None:
        super().__init__({"accept": "image/*", "capture": "environment"})


class PictureField(forms.FileField):
    """One picture as it came; it is opened by the process that opens hostile files, not here."""

    widget = Camera

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[Any] | None:
        found: UploadedFile[Any] | None = super().clean(data, initial)
        if found is not None and (found.size or 0) > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(said(SENTENCES["photo-too-big"]))
        return found


class VisitForm(KeyedForm):
    """At the place: one picture, where the telephone is, what was used. `beres`: name of the outcome that is declared along with it."""

    jenis = forms.ChoiceField(label=gettext_lazy("Foto ini menunjukkan keadaan"), choices=KINDS, widget=forms.RadioSelect)
    foto = PictureField(
        label=gettext_lazy("Foto di tempat"),
        error_messages={
            "required": gettext_lazy("Foto dulu tempatnya."),
            "empty": gettext_lazy("Foto kosong. Foto lagi."),
        },
    )
    sebab = forms.CharField(
        label=gettext_lazy("Sebab foto diambil jauh dari titik laporan, di waktu lain, atau tanpa lokasi HP"),
        max_length=300,
        required=False,
    )
    bahan = forms.CharField(label=gettext_lazy("Bahan yang dipakai"), max_length=300, required=False)
    catatan = forms.CharField(
        label=gettext_lazy("Catatan"),
        help_text=gettext_lazy("Tampil untuk umum bersama foto sesudah. Jangan tulis nama atau nomor HP."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    beres = forms.CharField(required=False, max_length=60)
    lintang = NumberField(required=False, min_value=-90, max_value=90)
    bujur = NumberField(required=False, min_value=-180, max_value=180)
    diambil = MomentField(required=False)
    dikirim = MomentField(required=False)

    @property
    def spot(self) -> Spot | None:
        """Where the telephone says that it is."""
        lat, lon = self.cleaned_data.get("lintang"), self.cleaned_data.get("bujur")
        return Spot(lat, lon) if lat is not None and lon is not None else None


def reason_field(label: Any) -> forms.CharField:
    """A reason, which stays on record with the officer's name."""
    words = {"required": gettext_lazy("Tulis alasannya, supaya orang lain paham mengapa.")}
    return forms.CharField(label=label, max_length=300, widget=forms.Textarea({"rows": 2}), error_messages=words)


class ReasonForm(KeyedForm):
    """Why."""

    alasan = reason_field(gettext_lazy("Alasan"))


class SplitForm(ReasonForm):
    """Which report becomes an incident of its own, and why."""

    laporan = forms.ChoiceField(
        label=gettext_lazy("Laporan yang dipisah"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih laporan yang dipisah.")},
    )
    field_order = ("kunci", "laporan", "alasan")

    def __init__(self, *args: Any, reports: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["laporan"].choices = reports  # type: ignore[attr-defined]


class TransferForm(ReasonForm):
    """Which office has it from now on, and why."""

    kantor = forms.ChoiceField(
        label=gettext_lazy("Kantor"),
        widget=forms.Select,
        error_messages={
            "required": gettext_lazy("Pilih kantornya."),
            "invalid_choice": gettext_lazy("Pilih kantornya dari daftar."),
        },
    )
    field_order = ("kunci", "kantor", "alasan")

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kantor"].choices = [("", ""), *units]  # type: ignore[attr-defined]


class KindForm(ReasonForm):
    """What kind of thing it really is, and why."""

    jenis = forms.ChoiceField(
        label=gettext_lazy("Jenis yang benar"),
        widget=forms.Select,
        error_messages={
            "required": gettext_lazy("Pilih jenisnya."),
            "invalid_choice": gettext_lazy("Pilih jenisnya dari daftar."),
        },
    )
    field_order = ("kunci", "jenis", "alasan")

    def __init__(self, *args: Any, kinds: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jenis"].choices = kinds  # type: ignore[attr-defined]


class ReplyForm(KeyedForm):
    """A line to one reporter, or to all of them."""

    pesan = forms.CharField(
        label=gettext_lazy("Tulis kepada pelapor"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Tulis dulu pesannya.")},
    )


MOST_BOXES = 20
SEEN = "tampilkan"
SIDES = ("kiri", "atas", "lebar", "tinggi")


class BlurForm(KeyedForm):
    """Boxes over a picture, each in four numbers: per cent of its width and height. They come as lists, a box after the other.

    Nothing is done until what came of it was looked at: `tahap` says whether it was.
    """

    alasan = reason_field(gettext_lazy("Mengapa disamarkan?"))
    tahap = forms.CharField(required=False, max_length=10)

    @property
    def was_seen(self) -> bool:
        """Whether the picture was looked at with these boxes, and is to be shown like that."""
        return str(self.data.get("tahap", "")) == SEEN

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        columns = _columns(self.data)
        rows = [row for row in zip(*columns, strict=False) if any(text.strip() for text in row)]
        try:
            cleaned["boxes"] = [_box([float(text.replace(",", ".")) for text in row]) for row in rows[:MOST_BOXES]]
        except ValueError:
            self.add_error(None, gettext("Isi keempat angka tiap kotak, antara 0 dan 100."))
        else:
            if not rows:
                self.add_error(None, gettext("Belum ada kotak. Tarik kotak di atas foto, atau isi keempat angkanya."))
        return cleaned

    @property
    def typed(self) -> list[tuple[str, ...]]:
        """What was typed, box by box, to be shown again; three empty ones at least."""
        columns = _columns(self.data) if self.is_bound else []
        rows = [row for row in zip(*columns, strict=False) if any(row)]
        return [*rows, *[("", "", "", "")] * max(1, 3 - len(rows))]


def _columns(data: Any) -> list[list[str]]:
    """What was typed, side by side; `data` is a query dict."""
    return [data.getlist(name) for name in SIDES]


def _box(numbers: list[float]) -> Box:
    """Per cent in, thousandths out; what hangs over the edge is cut off. Raises ValueError for what is no box on the picture."""
    left, top, width, height = numbers
    if not (0 <= left < 100 and 0 <= top < 100 and 0 < width <= 100 and 0 < height <= 100):
        raise ValueError
    return Box(round(left * 10), round(top * 10), max(1, round(width * 10)), max(1, round(height * 10)))


class ListForm(PlainForm):
    """What the list of an office is narrowed by. What cannot be read is left out, so that an old address still answers."""

    q = forms.CharField(required=False, max_length=80)
    keadaan = forms.ChoiceField(label=gettext_lazy("Keadaan"), required=False, widget=forms.Select(DRESSED))
    jenis = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False, widget=forms.Select(DRESSED))
    kelurahan = forms.ChoiceField(label=gettext_lazy("Kelurahan"), required=False, widget=forms.Select(DRESSED))
    batas = forms.ChoiceField(label=gettext_lazy("Batas"), required=False, widget=forms.Select(DRESSED), choices=DUES)
    di = forms.ChoiceField(label=gettext_lazy("Ada di"), required=False, widget=forms.Select(DRESSED), choices=TURNS)
    tanda = forms.ChoiceField(label=gettext_lazy("Tanda"), required=False, widget=forms.Select(DRESSED), choices=MARKS)
    urut = forms.ChoiceField(label=gettext_lazy("Urutan"), required=False, widget=forms.Select(DRESSED), choices=ORDERS)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        stages = [(stage.value, said(stage.words)) for stage in office.stages_asked()]
        ends = (office.ENDED, gettext("Sudah selesai"))
        villages = [(above, list(names)) for above, names in city.villages()]
        self.fields["keadaan"].choices = [("", gettext("Semua yang terbuka")), *stages, ends]  # type: ignore[attr-defined]
        self.fields["jenis"].choices = [("", gettext("Semua")), *categories.choices()[1:]]  # type: ignore[attr-defined]
        self.fields["kelurahan"].choices = [("", gettext("Semua")), *villages]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        """What was chosen, as far as it can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
