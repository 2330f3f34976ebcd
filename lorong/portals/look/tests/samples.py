"""One morning of invented data, on which every part is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms

from lorong.lib.paging import Page
from lorong.portals.look import charts
from lorong.portals.look.forms import DateParts, MoneyInput, Pick
from lorong.portals.look.values import Fact, Row, Station

CITY = SimpleNamespace(
    name="Kota Makassar",
    kind_name="kota",
    sms_number="+6281100001500",
    sms_shown="0811 0000 1500",
    host="makassar.contoh.go.id",
    hours="Senin sampai Kamis 08.00–16.00, Jumat 08.00–16.30",
)
SITI = SimpleNamespace(name="Siti", is_officer=False, unit_name="", turn_count=1)
BUDI = SimpleNamespace(
    name="Budi",
    is_officer=True,
    unit_name="Kelurahan Rappocini",
    turn_count=0,
    holdings=[SimpleNamespace(title="Petugas loket")],
)


class Application(forms.Form):
    """One field of every kind."""

    usaha = forms.CharField(label="Nama usaha", help_text="Seperti di papan namanya.")
    alamat = forms.CharField(label="Alamat usaha", widget=forms.Textarea({"rows": 3}), required=False)
    jenis = forms.ChoiceField(label="Jenis usaha", choices=[("makan", "Rumah makan"), ("toko", "Toko")])
    tempat = forms.ChoiceField(
        label="Di mana usahanya?",
        choices=[("rumah", "Sama dengan rumah"), ("lain", "Di tempat lain")],
        widget=forms.RadioSelect,
        help_text="Pilih satu.",
    )
    hari = forms.MultipleChoiceField(
        label="Buka pada", choices=[("sen", "Senin"), ("sel", "Selasa")], widget=forms.CheckboxSelectMultiple
    )
    mulai = forms.DateField(label="Sejak kapan", widget=DateParts, help_text="Misalnya 27 3 2019.")
    karyawan = forms.IntegerField(label="Banyaknya karyawan", min_value=0)
    omzet = forms.IntegerField(label="Omzet sebulan", widget=MoneyInput, help_text="Kira-kira saja.")
    ktp = forms.FileField(label="Foto KTP Anda", widget=Pick, help_text="Foto atau PDF, paling besar 10 MB.")
    benar = forms.BooleanField(label="Semua yang saya tulis benar")
    versi = forms.CharField(widget=forms.HiddenInput, initial="3")


def asked() -> Application:
    """The form as first shown."""
    return Application(prefix="a", initial={"mulai": date(2019, 3, 27)})


def refused() -> Application:
    """The form sent with nothing in it but a bad name."""
    form = Application({"b-mulai_d": "31", "b-mulai_m": "2", "b-mulai_y": "2019"}, prefix="b")
    form.is_valid()
    form.add_error(None, "Satu orang hanya boleh mengajukan satu surat sejenis dalam sehari.")
    return form


CASE_PATH = [
    Station("Diajukan", "done", note="Hari ini 08.12"),
    Station("Diperiksa", "now", strong="Menunggu Anda", note="sejak 09.10", icon="camera"),
    Station("Diparaf", "later", note="Kepala seksi"),
    Station("Ditandatangani", "later", note="Bu Lurah"),
    Station("Surat terbit", "later", strong="Hari ini 14.00 – besok 09.00", note="kalau dikirim pagi ini"),
]
OFFICE_PATH = [
    Station("Diajukan", "done", note="Hari ini 08.12"),
    Station("Diperiksa", "now-city", strong="Giliran kelurahan"),
    Station("Surat terbit", "later"),
]
PLAN = [
    Station("Anda mengisi", "you", note="sekitar 4 menit", number="1"),
    Station("Petugas memeriksa", "plan", note="paling lama 30 menit", number="2"),
    Station("Lurah menandatangani", "plan", note="paling lama 4 jam", number="3"),
    Station("Surat di HP Anda", "goal", note="saat itu juga"),
]
ROWS = [
    Row("Foto KTP", "#", icon="id", side="bad", turn="Perlu difoto ulang"),
    Row("Foto tempat usaha", "#", "Diterima. JPG, 0,9 MB", "camera"),
    Row("Pengantar RT 003", "", "Disetujui Ketua RT lewat tautan, 26 Juli", "file-text"),
]
FACTS = [
    Fact("paling lama", "1", "hari kerja"),
    Fact("biaya", "0", before="Rp"),
    Fact("waktu yang biasa untuk sebuah surat", "2", "jam", more=(("10", "menit"),)),
    Fact("masih terlambat hari ini", "61", url="#", link="di mana?"),
]
TURNS = charts.turn_chart(
    ident="giliran",
    title="Giliran siapa, dari jam ke jam",
    desc="Kelurahan bekerja 58 menit pada Senin pagi. Sejak 09.10 giliran Anda.",
    days=[("Senin 27", 0), ("Selasa 28", 420)],
    length=660,
    spans=[charts.Span("city", 12, 70), charts.Span("you", 70, 140)],
    now=(140, "kini 10.20"),
    predicted=(300, 480, "perkiraan selesai"),
    promise=(502, "janji kota: Selasa 09.22"),
    legend=[
        ("city", "kelurahan bekerja, 58 menit"),
        ("turn", "giliran Anda, 1 jam 10 menit"),
        ("predicted", "8 dari 10 urusan serupa selesai di sini"),
    ],
)
BINS = [("1", 96), ("2", 118), ("3", 74), ("4", 47), ("5", 28), ("6", 16), ("7", 8), ("8", 14), ("9", 6), ("10+", 4)]
HISTOGRAM = charts.histogram(
    ident="lama",
    title="Lama pengerjaan 412 surat dalam 30 hari terakhir",
    desc="388 surat selesai dalam tujuh jam kerja yang dijanjikan, 24 surat lebih lama.",
    bins=BINS,
    late_from=7,
    promise="janji: 7 jam kerja",
    late="24 lebih lama",
    axis="jam kerja sejak diajukan",
)
ON_TIME = [86.2, 87.9, 88.4, 90.1, None, 89.7, 91.2, 92.0, 92.8, 93.1, 93.6, 94.1]
MONTHS = ["Agu", "Sep", "Okt", "Nov", "Des", "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul"]
YEAR = charts.line12(
    ident="tahun",
    title="Persen tepat waktu per bulan",
    desc="Naik dari 86,2 persen pada Agustus 2025 ke 94,1 persen pada Juli 2026.",
    months=list(zip(MONTHS, ON_TIME, strict=True)),
    notes={11: "94,1"},
)
SQUARES = {str(n): f"M{n % 6 * 20} {n // 6 * 20}h20v20h-20z" for n in range(24)}
MAP = charts.city_map(
    ident="peta",
    title="Ketepatan waktu per kelurahan",
    desc="Sebagian besar kelurahan di atas 90 persen. Satu di bawah 80 persen.",
    view_box="-4 -4 128 88",
    outlines=SQUARES,
    values={code: 70 + int(code) * 1.3 for code in SQUARES if code != "23"},
    marks=[(10, 10)],
)


def everything() -> dict[str, Any]:
    """The context of parts.html."""
    return {
        "city": CITY,
        "me": SITI,
        "demo": True,
        "nav": "cases",
        "path_here": "/bagian/",
        "asked": asked(),
        "refused": refused(),
        "case_path": CASE_PATH,
        "office_path": OFFICE_PATH,
        "plan": PLAN,
        "rows_of": ROWS,
        "facts_of": FACTS,
        "pairs_of": [("Nama", "Siti"), ("Alamat", "Lorong 4 Nomor 12, RT 003 RW 007")],
        "turns_chart": TURNS,
        "histogram": HISTOGRAM,
        "bars": [
            (
                "SK Domisili",
                charts.promise_bar(label="SK Domisili: separuh 24 persen", median=24, ninth=66),
                98.0,
            ),
            ("SK Ahli Waris", charts.promise_bar(label="SK Ahli Waris: terlambat", median=82, ninth=146), 78.8),
        ],
        "year": YEAR,
        "map": MAP,
        "mini_you": charts.mini_path(stations=5, at=1, side="you"),
        "mini_city": charts.mini_path(stations=5, at=3, side="city"),
        "queue": [("Halima", 67), ("Yusuf", 87), ("Rahma", 104)],
        "page": Page([], after="xyz", is_first=False),
        "when": datetime(2026, 8, 3, 8, 0, tzinfo=UTC),
        "nik": "7371135503870001",
        "phone": "+6281100000012",
    }
