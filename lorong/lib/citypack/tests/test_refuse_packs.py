"""A pack with a fault: what is said, and where."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lorong.lib.citypack import PackInvalid, load
from lorong.lib.citypack.tests.conftest import CITIES
from lorong.lib.citypack.toml_source import read_toml

Spoil = Callable[[str, str, str], PackInvalid]
KEY = re.compile(r"""([\w-]+|"[^"]*") *=""")
FILES = ("city.toml", "units.toml", "positions.toml", "calendar.toml", "services.toml", "complaints.toml")


@pytest.mark.parametrize("file", [*FILES, "regions.csv", "regions.geojson"])
def test_a_missing_file_is_named(copy: Path, file: str) -> None:
    (copy / file).unlink()
    with pytest.raises(PackInvalid) as caught:
        load(copy)
    assert copy / file in {problem.file for problem in caught.value.problems}


@pytest.mark.parametrize("file", FILES)
def test_a_typo_in_any_key_is_refused_in_that_file(copy: Path, file: str) -> None:
    lines = (copy / file).read_text(encoding="utf-8").splitlines()
    keys = [(number, found.group(1)) for number, line in enumerate(lines) if (found := KEY.match(line))]
    tried: set[tuple[str, str]] = set()
    for number, key in keys:
        table = next((line for line in reversed(lines[:number]) if line.startswith("[")), "")
        if (table, key) in tried:
            continue
        tried.add((table, key))
        spoilt = [*lines[:number], lines[number].replace(key, f"{key}x", 1), *lines[number + 1 :]]
        (copy / file).write_text("\n".join(spoilt), encoding="utf-8")
        with pytest.raises(PackInvalid) as caught:
            load(copy)
        places = {(problem.file, problem.line) for problem in caught.value.problems}
        assert (copy / file, number + 1) in places, f"{file}: {key}"
    assert tried


def test_a_typo_is_answered_with_the_word_that_was_meant(spoilt: Spoil) -> None:
    problems = spoilt("city.toml", "tagline =", "taglin =").problems
    assert any("Mungkin maksudnya `tagline`" in problem.sentence for problem in problems)
    assert any("Isian `tagline` belum ada" in problem.sentence for problem in problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("city.toml", 'code = "73.71"', 'code = "7371"', 'misalnya "73.71"'),
        ("city.toml", 'code = "73.71"', 'code = "73.73"', "berbeda dengan 73.71 dalam regions.csv"),
        ("city.toml", 'slug = "makassar"', 'slug = "ujung-pandang"', "nama folder makassar"),
        ("city.toml", 'zone = "Asia/Makassar"', 'zone = "Asia/Ujung"', "zona waktu tidak dikenal"),
        ("city.toml", 'host = "makassar.contoh.go.id"', 'host = "https://makassar.contoh.go.id"', "tanpa https://"),
        ("city.toml", 'sms_number = "+62811000990001"', 'sms_number = "0811"', "nomor seluler"),
        ("city.toml", 'city = "#0a5f59"', 'city = "hijau"', "enam angka heksa"),
        ("city.toml", 'city = "#0a5f59"', 'city = "#7fbfb9"', "paling sedikit 4,5:1. Pilih yang lebih gelap."),
        ("city.toml", 'head_title = "Wali Kota"', 'head_title = "Bupati"', "Kepala sebuah kota bukan Bupati"),
        ("city.toml", 'kind = "kota"', 'kind = "desa"', "Pilih salah satu"),
        ("city.toml", "width = 720", 'width = "lebar"', "angka bulat"),
        ("city.toml", "width = 720", "width = 5", "di luar batas 100"),
        (
            "city.toml",
            "[look.light]\ncity",
            '[look]\ncrest = "lambang.svg"\n[look.light]\ncity',
            "Lambang lambang.svg tidak ada",
        ),
        (
            "city.toml",
            'demo_kelurahan = "73.71.13.1006"',
            'demo_kelurahan = "73.71.13.1099"',
            "73.71.13.1099 tidak ada",
        ),
        ("city.toml", "Islam = 89", "Islamx = 89", "Pilih salah satu"),
        ("city.toml", "[nomor, 3]/[unit]", "[nomor, 3]/[kantor]", "[kantor] tidak dikenal"),
        ("city.toml", "[nomor, 3]/[unit]/", "[nomor, 3]/", "Tambahkan [unit]"),
        ("city.toml", "[nomor, 3]", "[nomor, 3", "kurung siku"),
        ("units.toml", 'abbreviation = "DSOS"', 'abbreviation = "DKES"', "Singkatan DKES dipakai"),
        ("units.toml", '[overrides."73.71.15.1002"]', '[overrides."73.71.15.1099"]', "Unit 73.71.15.1099 tidak ada"),
        ("units.toml", "[templates.kelurahan]", "[templates.desa]", "Templat untuk kelurahan belum ada"),
        ("positions.toml", 'unit = "inspektorat"', 'unit = "inspektur"', "Dinas inspektur tidak ada"),
        ("positions.toml", 'unit = "inspektorat"\n', "", "sebutkan salah satu"),
        ("positions.toml", 'substitutes = ["auditor"]', 'substitutes = ["auditr"]', "Pengganti auditr tidak ada"),
        (
            "positions.toml",
            'roles = ["lurah"]\nrank = "Penata Tingkat I, III/d"\nhead = true',
            'roles = ["lurah"]',
            "belum punya kepala",
        ),
        (
            "positions.toml",
            'slug = "kasi-pemerintahan"',
            'slug = "kasi-pelayanan"',
            "sudah punya jabatan kasi-pelayanan",
        ),
        ("positions.toml", 'roles = ["lurah"]', "roles = []", "masih kosong"),
        (
            "services.toml",
            "[promises]",
            '[promises]\nsurat-keterangan-usaha = "sebentar"',
            '"sebentar" bukan lama waktu',
        ),
        ("services.toml", "[promises]", '[promises]\nsurat-keterangan-usaha = "6 bulan"', "bukan waktu kerja"),
        ("services.toml", "offers = [", 'offers = "letters" # [', "daftar di antara kurung siku"),
        ("services.toml", "offers = [", "offers = [[", "bukan TOML yang benar"),
        ("complaints.toml", '{ to = "dpu" }', '{ to = "dinas-pu" }', "Unit dinas-pu tidak ada"),
        ("complaints.toml", '"73.71.13", "73.71.14"', '"73.71.13", "73.71.99"', "Wilayah 73.71.99 tidak ada"),
        ("complaints.toml", '"73.71.13", "73.71.14"', '"Rappocini"', "tulis kode kecamatan"),
        ("complaints.toml", 'phone = "+62811000990101"', 'phone = "123"', "nomor seluler"),
        ("complaints.toml", "https://aduan.gowa", "http://aduan.gowa", "tulis alamat GeoReport v2 dengan https://"),
        ("complaints.toml", "aduan.gowa.example", "10.0.0.7", "tulis alamat GeoReport v2 dengan https://"),
        ("complaints.toml", 'areas = ["73.06"]', 'areas = ["73.71"]', "73.71 adalah kota ini sendiri"),
        ("complaints.toml", 'id = "maros"', 'id = "gowa"', "Kota tetangga gowa sudah ditulis di atas"),
        ("complaints.toml", 'id = "gowa"', 'id = "pln"', "pln sudah menjadi kode pihak luar"),
        ("complaints.toml", 'code = "polres"', 'code = "pln"', "Pihak luar pln sudah ditulis di atas"),
        ("complaints.toml", "routes = [", 'parties = [{ to = "pdam" }]\nroutes = [', "Pihak luar pdam tidak ada"),
        ("regions.csv", "73.71.13.1006,Rappocini", "73.71.13.1005,Rappocini", "sudah dipakai di baris"),
        ("regions.csv", "73.71.13.1006,", "73.71.16.1006,", "Batas wilayah 73.71.16.1006 belum ada"),
        ("regions.csv", ",90222,RPC", ",9022,RPC", "harus 5 angka"),
        ("regions.csv", ",RPC", ",BPG", "Singkatan BPG sudah dipakai"),
        ("regions.csv", ",RPC", ",rpc", "3 sampai 5 huruf besar"),
        ("regions.csv", "code,name", "kode,nama", "Baris pertama harus berisi kolom"),
        ("regions.geojson", '"id":"73.71.13.1006"', '"id":"73.71.13.1099"', "Batas wilayah 73.71.13.1006 belum ada"),
        ("regions.geojson", '"features"', '"bentuk"', "bukan GeoJSON"),
    ],
)
def test_a_fault_is_said_with_what_to_do(spoilt: Spoil, file: str, old: str, new: str, said: str) -> None:
    invalid = spoilt(file, old, new)
    assert any(said in problem.sentence for problem in invalid.problems), str(invalid)


def test_a_fault_is_named_with_file_and_line(spoilt: Spoil, copy: Path) -> None:
    invalid = spoilt("city.toml", 'strong = "#9adfd6"', 'strong = "#222222"')
    line = 1 + (copy / "city.toml").read_text(encoding="utf-8").splitlines().index('strong = "#222222"')
    assert str(invalid).splitlines()[0].startswith(f"{copy / 'city.toml'}:{line}: `look.dark.strong`: warna #222222")


def test_all_faults_are_named_at_once(copy: Path) -> None:
    for file in ("city.toml", "calendar.toml", "services.toml"):
        (copy / file).write_text((copy / file).read_text(encoding="utf-8") + "\nsalah sekali\n", encoding="utf-8")
    with pytest.raises(PackInvalid) as caught:
        load(copy)
    assert {problem.file.name for problem in caught.value.problems} >= {"city.toml", "calendar.toml", "services.toml"}


def test_a_file_that_is_not_text_is_refused(copy: Path) -> None:
    (copy / "units.toml").write_bytes(b"\xff\xfe\x00rusak")
    with pytest.raises(PackInvalid, match="bukan teks UTF-8"):
        load(copy)


def test_a_kabupaten_needs_the_template_for_its_desa(tmp_path: Path) -> None:
    kapuas = Path(shutil.copytree(CITIES / "kapuas", tmp_path / "kapuas"))
    text = (kapuas / "units.toml").read_text(encoding="utf-8")
    (kapuas / "units.toml").write_text(re.sub(r"\[templates\.desa\]\n(?:.+\n)+", "", text), encoding="utf-8")
    with pytest.raises(PackInvalid, match="Templat untuk desa belum ada"):
        load(kapuas)


def test_the_line_of_a_key_is_found_in_tables_arrays_of_tables_and_long_arrays(tmp_path: Path) -> None:
    file = tmp_path / "contoh.toml"
    file.write_text(
        'a = 1\nlong = [\n  "x = 1",\n]\n[t.u]\nb = 2\n[[p]]\nc = 3\n[[p]]\nc = 4 # [\n[p."d.e"]\nf = 5\n',
        encoding="utf-8",
    )
    source = read_toml(file)
    places = [
        ("a",),
        ("long",),
        ("t", "u", "b"),
        ("p", 0, "c"),
        ("p", 1, "c"),
        ("p", 1, "d.e", "f"),
        ("p", 1, "none"),
        ("none",),
    ]
    assert [source.line_of(place) for place in places] == [1, 2, 6, 8, 10, 12, 9, 0]
