from __future__ import annotations

import pytest

from lorong.lib.sop.register import attribute_asked
from lorong.lib.sop.schema import FormField


@pytest.mark.parametrize(
    ("field_id", "label", "attribute"),
    [
        ("nik", "NIK", "nik"),
        ("nama", "Nama lengkap", "name"),
        ("nama_anda", "Nama Anda sesuai KTP", "name"),
        ("x", "Nomor Kartu Keluarga", "kk"),
        ("tempat_lahir", "Di mana Anda lahir?", "birth_place"),
        ("x", "Tempat, tanggal lahir", "birth_date"),
        ("x", "Agama", "religion"),
        ("x", "Pekerjaan Anda di KTP", "occupation"),
        ("x", "Alamat KTP", "address"),
        ("x", "RT/RW", "rt_rw"),
        ("no_hp", "Nomor HP", "phone"),
    ],
)
def test_a_field_that_asks_what_the_register_holds_is_seen(field_id: str, label: str, attribute: str) -> None:
    assert attribute_asked(FormField(id=field_id, label=label, type="text")) == attribute


@pytest.mark.parametrize(
    ("field_id", "label"),
    [
        ("nama_usaha", "Nama usaha"),
        ("nama_bayi", "Nama bayi"),
        ("nama_ayah", "Nama ayah"),
        ("tanggal_meninggal", "Tanggal meninggal"),
        ("alamat_usaha", "Alamat usaha"),
        ("alamat_tujuan", "Alamat tujuan"),
        ("pekerjaan_ayah", "Pekerjaan ayah"),
        ("telepon_saksi", "Nomor HP saksi"),
        ("keperluan", "Keperluan"),
    ],
)
def test_a_field_about_something_else_is_left_alone(field_id: str, label: str) -> None:
    assert attribute_asked(FormField(id=field_id, label=label, type="text")) is None
