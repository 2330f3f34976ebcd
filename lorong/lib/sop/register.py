"""What the city's register already holds about a person, so that no form asks for it again (UU 25/2009 art. 4, 18)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lorong.lib.sop.problems import Problem
from lorong.lib.sop.reading import Declared
from lorong.lib.sop.schema import FormField
from lorong.lib.sop.wording import meant
from lorong.lib.toml_lines import Place

# Attribute that `prefill` may name -> the ways in which forms ask for it.
REGISTER: dict[str, tuple[str, ...]] = {
    "name": ("nama", "nama lengkap", "nama pemohon"),
    "nik": ("nik", "nomor induk kependudukan", "nomor ktp", "no ktp", "nomor nik", "no nik"),
    "kk": ("kk", "nomor kk", "no kk", "nomor kartu keluarga", "no kartu keluarga"),
    "birth_place": ("tempat lahir",),
    "birth_date": ("tanggal lahir", "tgl lahir", "tempat dan tanggal lahir", "tempat tanggal lahir", "ttl"),
    "age": ("umur", "usia"),
    "sex": ("jenis kelamin", "kelamin", "jk"),
    "religion": ("agama",),
    "marital": ("status kawin", "status perkawinan", "status pernikahan"),
    "education": ("pendidikan", "pendidikan terakhir"),
    "occupation": ("pekerjaan",),
    "citizenship": ("kewarganegaraan", "warga negara", "kebangsaan"),
    "address": (
        "alamat",
        "alamat rumah",
        "alamat tinggal",
        "alamat tempat tinggal",
        "alamat lengkap",
        "alamat ktp",
        "alamat kk",
        "alamat sekarang",
    ),
    "rt": ("rt",),
    "rw": ("rw",),
    "rt_rw": ("rt rw", "rt dan rw"),
    "kelurahan": ("kelurahan", "desa", "kelurahan desa"),
    "kecamatan": ("kecamatan",),
    "phone": ("nomor hp", "no hp", "nomor telepon", "no telepon", "hp", "telepon", "nomor wa"),
    "relation": ("hubungan dalam keluarga", "shdk"),
}
ATTRIBUTES = frozenset(f"{who}.{name}" for who in ("person", "applicant") for name in REGISTER)

# Words that say whose it is: the applicant's own.
_OWN = re.compile(r"\b(anda|saya|pemohon|sendiri|sesuai|menurut|di|pada|dalam|yang|ktp|kk|e ktp|ktp el)\b")


def attribute_asked(one: FormField) -> str | None:
    """The register's attribute that a field asks for, or None. Only a person's own: "nama usaha", "nama ayah" are other things."""
    for text in (one.label, one.id.replace("_", " ")):
        whole = _plain(text)
        own = " ".join(_OWN.sub(" ", whole).split())
        for attribute, ways in REGISTER.items():
            if whole in ways or own in ways:
                return attribute
    return None


def asks_what_is_known(declared: Declared) -> Iterator[Problem]:
    """A field that asks for what the city holds, unless it offers it for change and says why."""
    for i, page in enumerate(declared.form.pages):
        for j, one in enumerate(page.fields):
            place: Place = ("pages", i, "fields", j)
            if one.prefill is not None and one.prefill not in ATTRIBUTES:
                said = f"Data penduduk `{one.prefill}` tidak dikenal. {meant(one.prefill, ATTRIBUTES)}"
                yield declared.form_source.problem((*place, "prefill"), said)
            attribute = attribute_asked(one)
            if attribute is not None and not (one.prefill and one.because):
                said = (
                    f'"{one.label}" sudah ada di data penduduk. Hapus isian ini; kalau memang bisa berbeda, '
                    f'tulis prefill = "person.{attribute}" dan because.'
                )
                yield declared.form_source.problem(place, said)
            elif one.prefill is not None and not one.because:
                said = f'Jelaskan mengapa "{one.label}" tetap ditanyakan. Tulis because.'
                yield declared.form_source.problem(place, said)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", text.casefold()).split())
