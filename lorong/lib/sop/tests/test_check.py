from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lorong.lib.sop.checks import check_reading, errors, same_code_twice
from lorong.lib.sop.known import Known
from lorong.lib.sop.problems import Problem, Severity
from lorong.lib.sop.reading import read_service
from lorong.lib.sop.standard import components
from lorong.lib.sop.tests.samples_known import KNOWN

SAMPLE = Path(__file__).parent / "samples" / "surat-contoh"


def checked(folder: Path, *changes: tuple[str, str, str], known: Known = KNOWN) -> list[Problem]:
    """The problems of the sample after `changes`: (file, old text, new text)."""
    target = folder / "surat-contoh"
    if not target.exists():
        shutil.copytree(SAMPLE, target)
    for file, old, new in changes:
        text = (target / file).read_text(encoding="utf-8")
        assert text.count(old) >= 1, old
        (target / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return list(check_reading(read_service(target, shown="contoh"), known))


def line_of(folder: Path, file: str, part: str) -> int:
    rows = (folder / "surat-contoh" / file).read_text(encoding="utf-8").splitlines()
    return next(i for i, row in enumerate(rows, 1) if part in row)


def test_the_model_letter_has_nothing_to_mend_and_nothing_an_inspector_would_mark(tmp_path: Path) -> None:
    assert checked(tmp_path) == []


SOP, FORM, STORIES = "sop.toml", "form.toml", "examples.toml"

RULES = [
    # names
    (SOP, 'by = "kasi-pelayanan"', 'by = "kasi-pelayan"', 'by = "kasi-pelayan"', "Mungkin maksudnya `kasi-pelayanan`"),
    (SOP, 'by = "lurah"\nneeds', 'by = "lurah"\nat = "kecamatan"\nneeds', 'by = "lurah"', "tidak ada di tingkat kecamatan"),
    (SOP, 'guards = ["dokumen_lengkap"]', 'guards = ["dokumen_lengkp"]', "dokumen_lengkp", "Mungkin maksudnya `dokumen_lengkap`"),
    (SOP, 'effect = "terbitkan_surat"', 'effect = "terbitkan"', 'effect = "terbitkan"', "Efek `terbitkan` tidak dikenal"),
    (SOP, 'effect = "terbitkan_surat"', 'opens = "surat-lain"', 'opens = "surat-lain"', "tidak ada di katalog"),
    (SOP, 'service = "letters"', 'service = "surat"', "service =", "Layanan `surat` tidak dikenal"),
    (SOP, 'by_link = "ketua-rt"', 'by_link = "ketua-rt"\nunless = "dewasa"', "unless =", "Pengecualian `dewasa` tidak dikenal"),
    (SOP, 'by_link = "ketua-rt"', 'by_link = "ketua-rt"\nshows = ["nama_usaa"]', "shows =", "Mungkin maksudnya `nama_usaha`"),
    (SOP, 'by_link = "ketua-rt"', 'shows = ["nama_usaha"]', "shows =", "hanya untuk dokumen yang diberi lewat tautan"),
    (SOP, 'next = "tandatangan"', 'next = "tanda_tangan"', "tanda_tangan", "Mungkin maksudnya `tandatangan`"),
    (SOP, 'to = "kasi-pelayanan"', 'to = "kepala"', 'to = "kepala"', "Jabatan `kepala` tidak dikenal"),
    (SOP, 'id = "paraf"', 'id = "periksa"', 'id = "periksa"', "sudah dipakai"),
    (SOP, 'id = "kk"', 'id = "ktp"', 'id = "ktp"', "sudah dipakai"),
    (SOP, 'key = "K"', 'key = "L"', 'key = "L"', "Tombol L sudah dipakai"),
    (SOP, 'key = "K"', 'key = "A"', 'key = "A"', "Saya kerjakan"),
    (SOP, 'valid_for = "6 bulan"', 'valid_until = "keperluan"', "valid_until", "bukan isian tanggal"),
    # signing
    (SOP, "signs = true\n", "", "letter =", "tidak ditandatangani siapa pun"),
    (SOP, 'classification = "500.2.2.4"\n', "", "[product]", "kode klasifikasi"),
    (SOP, 'next = "terbitkan"\nsigns = true', 'end = "issued"\nsigns = true', "outcomes.tandatangani", "masih harus diterbitkan"),
    # checklists
    (SOP, "checklist = true\n", "", "[[steps]]", "Langkah `periksa` melihat berkas pemohon. Tulis checklist = true"),
    (SOP, "batch = true", "batch = true\nchecklist = true", "checklist = true", "Yang diputus banyak sekaligus"),
    (
        SOP,
        'effect = "terbitkan_surat"',
        'effect = "terbitkan_surat"\nchecklist = true',
        "checklist = true",
        "Hanya petugas yang mencentang",
    ),
    # deadlines
    (
        SOP,
        'on_deadline = { do = "hand_over" }',
        'on_deadline = { do = "default", outcome = "setju", basis = "x" }',
        "setju",
        "Mungkin maksudnya `setuju`",
    ),
    # flow
    (SOP, 'next = "terbitkan"', 'next = "paraf"', "[[steps]]", "`terbitkan` tidak pernah tercapai"),
    (
        SOP,
        'label = "Terbit"\nlabel_en = "Issued"\nend = "issued"',
        'label = "Terbit"\nnext = "terbitkan"',
        "",
        "tidak pernah dapat berakhir",
    ),
    (SOP, 'next = "paraf"\nguards', 'next = ["paraf", "tandatangan"]\nguards', "", "masih terbuka"),
    (
        SOP,
        'gives = "Konsep surat berparaf"',
        'gives = "Konsep surat berparaf"\nwaits_for = ["periksa", "tandatangan"]',
        "",
        "dapat menunggu selamanya",
    ),
    (
        SOP,
        'gives = "Konsep surat berparaf"',
        'gives = "Konsep surat berparaf"\nwaits_for = ["terbitkan"]',
        "waits_for",
        "tidak ada hasil `terbitkan`",
    ),
    # time
    (
        SOP,
        'promise = "1 hari kerja"',
        'promise = "3 jam"',
        "promise",
        "Janji 3 jam (180 menit kerja) lebih pendek dari jalan terpanjang, 395 menit kerja: periksa → paraf → tandatangan → terbitkan",
    ),
    # standard
    (
        SOP,
        'guarantee = "Surat selesai menurut waktu yang dijanjikan. Bila',
        'guarantee = "-" # Bila',
        "guarantee",
        "Pasal 21 huruf l",
    ),
    # needs and outputs
    (SOP, 'needs = ["Berkas lengkap"]', 'needs = ["Berkas lengap"]', "lengap", "Mungkin maksudnya `Berkas lengkap`"),
    (SOP, ', "Foto tempat usaha"]', "]", "[[requirements]]", 'Tidak ada langkah yang melihat "Foto tempat usaha"'),
    (SOP, 'gives = "Konsep surat berparaf"', 'gives = "Konsep"', 'gives = "Konsep"', "tidak dipakai langkah mana pun"),
    (
        SOP,
        'name = "Surat Keterangan Usaha"',
        'name = "Surat Usaha"',
        'name = "Surat Usaha"',
        "Tidak ada langkah yang menghasilkan",
    ),
    (
        SOP,
        '"Permohonan", "KTP"',
        '"Permohonan", "Surat bernomor dan bertanda tangan", "KTP"',
        "Surat bernomor",
        "baru ada sesudah langkah",
    ),
    # the register
    (
        FORM,
        'id = "nama_usaha"\nlabel = "Nama usaha"',
        'id = "agama"\nlabel = "Agama Anda"',
        "[[pages.fields]]",
        "sudah ada di data penduduk",
    ),
    (FORM, 'prefill = "person.address"', 'prefill = "person.adress"', "prefill", "Mungkin maksudnya `person.address`"),
    (FORM, 'because = "Usaha bisa berada di tempat lain dari rumah Anda."\n', "", "[[pages.fields]]", "tetap ditanyakan"),
    # the form
    (FORM, 'id = "jenis_usaha"', 'id = "nama_usaha"', 'id = "nama_usaha"', "sudah ada"),
    (FORM, "max = 160", 'max = 160\nonly_if = { jenis = ["x"] }', "only_if", "Mungkin maksudnya `jenis_usaha`"),
    (FORM, "max = 160", "max = 160\nmin = 200", "min = 200", "lebih besar dari batas atas"),
    (FORM, "max = 160", "max = 160\npast = true", "past = true", "hanya untuk isian tanggal"),
    # stories
    (STORIES, 'outcome = "setuju"', 'outcome = "stuju"', "stuju", "Mungkin maksudnya `setuju`"),
    (STORIES, 'by = "kasi"', 'by = "bu_lurah"', 'by = "bu_lurah"', "bukan kasi-pelayanan"),
    (STORIES, 'nama_usaha = "Warung Coto Siti"', 'nama_usha = "x"', "nama_usha", "Mungkin maksudnya `nama_usaha`"),
    (STORIES, "city = 200", "city = 201", "city = 201", "200 menit, bukan 201"),
    (STORIES, "applicant = 90", "applicant = 80", "applicant = 80", "90 menit, bukan 80"),
    (STORIES, "returns = 1", "returns = 2", "returns = 2", "dikembalikan 1 kali"),
    (STORIES, 'end = "refused"', 'end = "issued"', "", "berakhir `refused`, bukan `issued`"),
    (STORIES, 'kind = "return"', 'kind = "other"', "[[stories]]", "Belum ada cerita berkas dikembalikan"),
    (STORIES, 'kind = "refusal"', 'kind = "return"', "", "tidak seperti kind-nya"),
    (STORIES, 'without = ["foto_usaha"]', 'without = ["foto"]', "without", "Mungkin maksudnya `foto_usaha`"),
    (STORIES, 'reason = "Usaha berada di kelurahan lain"\n', "", "", "perlu alasan"),
]


@pytest.mark.parametrize(("file", "old", "new", "anchor", "part"), RULES, ids=lambda v: v[:40] if isinstance(v, str) else v)
def test_each_rule_names_the_line_and_says_how_to_mend_it(
    tmp_path: Path, file: str, old: str, new: str, anchor: str, part: str
) -> None:
    found = [p for p in errors(checked(tmp_path, (file, old, new))) if part in p.sentence and p.file == f"contoh/{file}"]
    assert found, checked(tmp_path)
    rows = (tmp_path / "surat-contoh" / file).read_text(encoding="utf-8").splitlines()
    assert anchor in rows[found[0].line - 1]


def test_an_output_must_be_there_when_the_step_opens_for_the_first_time(tmp_path: Path) -> None:
    skipped = errors(checked(tmp_path, (SOP, 'next = "paraf"\nguards', 'next = "tandatangan"\nguards')))
    assert any("baru ada sesudah langkah `paraf`" in p.sentence for p in skipped)


def test_a_letter_of_civil_registration_asks_for_no_introduction_and_no_fee(tmp_path: Path) -> None:
    found = errors(checked(tmp_path, (SOP, 'code = "SKU"', 'code = "LAHIR"'), (SOP, "fee = 0", "fee = 5000")))
    assert {p.line for p in found} == {line_of(tmp_path, SOP, "fee = 5000"), line_of(tmp_path, SOP, 'id = "pengantar_rt"') - 1}
    assert any("Perpres 96/2018" in p.sentence for p in found)
    assert any("79A" in p.sentence for p in found)


def test_before_the_rule_was_in_force_the_introduction_could_be_asked(tmp_path: Path) -> None:
    past = replace(KNOWN, today=date(2018, 1, 1))
    assert not errors(checked(tmp_path, (SOP, 'code = "SKU"', 'code = "LAHIR"'), known=past))


def test_a_fee_elsewhere_needs_a_legal_basis(tmp_path: Path) -> None:
    found = checked(tmp_path, (SOP, "fee = 0", "fee = 5000"))
    assert [(p.severity, p.line) for p in found] == [(Severity.WARNING, line_of(tmp_path, SOP, "fee = 5000"))]


def test_a_letter_that_does_not_compile_is_an_error_of_its_own_file(tmp_path: Path) -> None:
    found = errors(checked(tmp_path, known=replace(KNOWN, compiles=lambda _: "unknown variable: jdul")))
    assert [(p.file, p.line) for p in found] == [("contoh/letter.typ", 1)]
    assert "unknown variable: jdul" in found[0].sentence


def test_an_outside_party_is_reached_by_a_phone_number_of_the_form(tmp_path: Path) -> None:
    party = 'by = "pihak-luar"\nparty = { name = "Polsek", contact = "keperluan" }'
    found = errors(checked(tmp_path, (SOP, 'by = "kasi-pelayanan"', party)))
    assert any("bukan isian nomor HP" in p.sentence and p.line == line_of(tmp_path, SOP, "Polsek") for p in found)


def test_nobody_reads_a_number_of_somebody_by_link(tmp_path: Path) -> None:
    asked = (
        FORM,
        'id = "jenis_usaha"',
        'id = "nik_pasangan"\nlabel = "NIK"\ntype = "nik"\n\n[[pages.fields]]\nid = "jenis_usaha"',
    )
    shown = (SOP, 'by_link = "ketua-rt"', 'by_link = "ketua-rt"\nshows = ["nik_pasangan"]')
    found = errors(checked(tmp_path, asked, shown))
    assert any("tidak diperlihatkan lewat tautan" in p.sentence and p.line == line_of(tmp_path, SOP, "shows") for p in found)


WHERE = (SOP, 'unit = "kelurahan"\n', 'unit = "kelurahan"\nplace = "kelurahan_usaha"\n')
ASKED = '[[pages.fields]]\nid = "kelurahan_usaha"\nlabel = "Kelurahan tempat usaha"\ntype = "region"\n\n[[pages.fields]]\nid = "nama_usaha"'
ASKS = (FORM, '[[pages.fields]]\nid = "nama_usaha"', ASKED)
TOLD = (STORIES, "start = 2026-08-03T08:00:00\n", 'start = 2026-08-03T08:00:00\nplace = "elsewhere"\n')


def test_a_service_may_go_to_the_kelurahan_of_a_place_that_the_form_asks_for(tmp_path: Path) -> None:
    assert not errors(checked(tmp_path, WHERE, ASKS, TOLD))


@pytest.mark.parametrize(
    ("changes", "file", "anchor", "part"),
    [
        (
            ((SOP, WHERE[1], WHERE[2].replace("_usaha", "_usah")), ASKS, TOLD),
            SOP,
            "place =",
            "Mungkin maksudnya `kelurahan_usaha`",
        ),
        (
            (WHERE, (FORM, ASKS[1], ASKED.replace('"region"', '"region"\nrequired = false')), TOLD),
            SOP,
            "place =",
            "harus selalu diisi",
        ),
        (((SOP, WHERE[1], WHERE[2].replace('"kelurahan"', '"kota"')), ASKS, TOLD), SOP, "place =", "Hapus place"),
        ((WHERE, ASKS), STORIES, "[[stories]]", "Belum ada cerita tentang tempat di kelurahan lain"),
        ((TOLD,), STORIES, "place =", "diurus di kelurahan pemohon"),
        (
            (WHERE, ASKS, TOLD, (STORIES, "nama_usaha = ", 'kelurahan_usaha = "73.71.13.1006"\nnama_usaha = ')),
            STORIES,
            "kelurahan_usaha =",
            "berlaku di setiap kota",
        ),
    ],
)
def test_a_place_is_named_asked_and_told_in_a_story(
    tmp_path: Path, changes: tuple[tuple[str, str, str], ...], file: str, anchor: str, part: str
) -> None:
    found = [p for p in errors(checked(tmp_path, *changes)) if part in p.sentence and p.file == f"contoh/{file}"]
    assert found, checked(tmp_path)
    rows = (tmp_path / "surat-contoh" / file).read_text(encoding="utf-8").splitlines()
    assert anchor in rows[found[0].line - 1]


def test_a_late_step_never_signs_refuses_or_returns_by_itself(tmp_path: Path) -> None:
    found = errors(
        checked(
            tmp_path,
            (SOP, "batch = true", "batch = true\n#"),
            (
                SOP,
                'note = "Nomor diambil saat tanda tangan"\non_deadline = { do = "hand_over" }',
                'on_deadline = { do = "default", outcome = "tandatangani", basis = "x" }',
            ),
        )
    )
    assert any("Lewat waktu tidak boleh menandatangani" in p.sentence for p in found)


def test_a_step_that_can_only_return_has_no_way_on_when_returns_are_used_up(tmp_path: Path) -> None:
    found = errors(
        checked(
            tmp_path,
            (SOP, 'label = "Terbit"\nlabel_en = "Issued"\nend = "issued"', 'label = "Terbit"\nback_to = "applicant"\nasks = "x"'),
        )
    )
    assert any("hanya dapat mengembalikan" in p.sentence for p in found)


def test_a_step_that_no_story_reaches_is_a_warning(tmp_path: Path) -> None:
    extra = '\n[steps.outcomes.jauh]\nlabel = "Jauh"\nnext = "jauh"\n'
    step = '\n[[steps]]\nid = "jauh"\ntitle = "Jauh"\ndoes = "Meninjau"\nby = "kasi-pelayanan"\nneeds = ["Berkas lengkap"]\nwithin = "5 menit"\ngives = "Tinjauan"\ncitizen_sees = "Jauh"\n[steps.outcomes.ya]\nlabel = "Ya"\nend = "refused"\nreason = "required"\n'
    target = tmp_path / "surat-contoh"
    shutil.copytree(SAMPLE, target)
    text = (target / SOP).read_text(encoding="utf-8")
    (target / SOP).write_text(text.replace('key = "U"\n', 'key = "U"\n' + extra, 1) + step, encoding="utf-8")
    found = checked(tmp_path)
    assert [p.sentence for p in found if p.severity is Severity.WARNING] == [
        "Tidak ada cerita yang melewati langkah `jauh`. Tambahkan satu di examples.toml."
    ]


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('title_en = "Business Statement Letter"\n', "", "bahasa Inggris"),
        ('channels = ["web", "counter", "sms-status"]', 'channels = ["web"]', "saluran lain"),
        ("kursi prioritas, jalur landai", "kursi", "kelompok rentan"),
        ("Pengaduan dijawab paling lama 3 hari kerja dan", "Pengaduan", "kapan dijawab"),
        ('promise = "1 hari kerja"', 'promise = "10 hari kerja"', "tiga kali"),
        ('does = "Memeriksa kelengkapan', 'does = "Pemeriksaan kelengkapan', "kata kerja aktif"),
        ('by_link = "ketua-rt"\n', "", "di atas kertas"),
        ('check = "Nama pemohon ada di dalamnya"\n', "", "apa yang diperiksa"),
        ('on_deadline = { do = "hand_over" }\n', "", "bila terlambat"),
        ("made = 2026-03-02", "made = 2024-03-02", "lebih dari setahun"),
        ("effective = 2026-03-16", "effective = 2026-03-01", "sebelum tanggal pembuatan"),
        ("Undang-Undang Nomor 25 Tahun 2009 tentang", "Undang-Undang tentang", "UU 25/2009"),
        ('reasons = ["Usaha berada di kelurahan lain", "Usaha tidak ditemukan di alamat itu"]\n', "", "daftar alasan"),
        (
            '"usaha", "warung", "toko", "dagang", "jualan", "umkm", "modal", "kur", "kredit", "bank", "sku"',
            '"usaha"',
            "kurang dari tiga",
        ),
    ],
)
def test_what_an_inspector_would_mark_down_is_said_but_stops_nothing(tmp_path: Path, old: str, new: str, part: str) -> None:
    found = checked(tmp_path, (SOP, old, new))
    assert not errors(found)
    assert [p for p in found if p.severity is Severity.REMARK and part in p.sentence], found


def test_two_services_cannot_share_a_code(tmp_path: Path) -> None:
    for name in ("satu", "dua"):
        shutil.copytree(SAMPLE, tmp_path / name)
    found = [read_service(tmp_path / name, shown=name) for name in ("satu", "dua")]
    assert [(p.file, p.line) for p in same_code_twice(found)] == [("dua/sop.toml", line_in(SAMPLE / SOP, 'code = "SKU"'))]


def line_in(path: Path, part: str) -> int:
    return next(i for i, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if part in row)


def test_the_fourteen_components_are_complete_and_six_are_published() -> None:
    declared = read_service(SAMPLE).declared
    assert declared is not None
    found = components(declared.sop)
    assert sorted(c.letter for c in found) == list("abcdefghijklmn")
    assert [c.letter for c in found if c.published] == list("bcdefj")
    assert all(c.text for c in found)
