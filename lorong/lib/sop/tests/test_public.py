"""What holds for a case of the public: each rule with its line, on a category of complaints."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.sop import flow as rules
from lorong.lib.sop.checks import check_reading, errors
from lorong.lib.sop.limits import least_minutes
from lorong.lib.sop.matrix import matrix_of
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.reading import Declared, read_service
from lorong.lib.sop.schema import Limit, Sop
from lorong.lib.sop.tests.samples_known import KNOWN
from lorong.lib.sop.timing import longest_normal_way, longest_under, step_minutes
from lorong.lib.span import Span

COMPLAINTS = Path(__file__).resolve().parents[4] / "catalog" / "complaints"
SLUG, BASE = "lampu-jalan-mati", "_fisik"
SOP, FORM, ABOVE, STORIES = f"{SLUG}/sop.toml", f"{SLUG}/form.toml", f"{BASE}/sop.toml", f"{BASE}/examples.toml"
THERE = frozenset({"pengelola-pengaduan", "petugas-lapangan", "staf-pelayanan"})
WORLD = replace(
    KNOWN,
    services=frozenset({"complaints"}),
    guards=frozenset({"ada_foto_sesudah", "ada_pihak_luar"}),
    roles={**KNOWN.roles, "kelurahan": KNOWN.roles["kelurahan"] | THERE},
    offices={"dpu": THERE, "damkar": frozenset({"staf-pelayanan"})},
    parties=frozenset({"pln"}),
)


def checked(folder: Path, *changes: tuple[str, str, str]) -> list[Problem]:
    for name in (SLUG, BASE):
        shutil.copytree(COMPLAINTS / name, folder / name, dirs_exist_ok=True)
    for file, old, new in changes:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, old
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return list(check_reading(read_service(folder / SLUG, shown=SLUG), WORLD))


def declared() -> Declared:
    found = read_service(COMPLAINTS / SLUG).declared
    assert found is not None
    return found


def test_a_category_has_nothing_to_mend(tmp_path: Path) -> None:
    assert checked(tmp_path) == []


RULES = [
    (ABOVE, 'who = "public"', 'who = "resident"', SOP, "[report]", "Bagian report hanya untuk"),
    (SOP, "[product]\n", '[product]\nletter = "surat.typ"\n', SOP, "letter =", "surat.typ"),
    (ABOVE, 'who = "public"', 'who = "public"\nmin_age = 17', ABOVE, "min_age", "Hapus min_age"),
    (ABOVE, 'by = "petugas-lapangan"', 'by = "petugas-lapangn"', ABOVE, "petugas-lapangn", "Jabatan `petugas-lapangn` tidak ada di dpu"),
    (SOP, '"dpu"', '"damkar"', ABOVE, "petugas-lapangan", "tidak ada di damkar"),
    (SOP, '"dpu"', '"dpuu"', SOP, "routes", "Mungkin maksudnya `dpu`"),
    (SOP, '"pln"', '"plnn"', SOP, "parties", "Pihak luar `plnn` tidak ada di setiap kota"),
    (SOP, "keadaan = [", "keadaaan = [", SOP, "parties", "Mungkin maksudnya `keadaan`"),
    (SOP, '"satu_kampung"]', '"sekampung"]', SOP, "parties", "bukan pilihan dari `keadaan`"),
    (SOP, "keadaan = [", "nomor_tiang = [", SOP, "parties", "bukan pilihan, jadi tidak dapat menentukan unit"),
    (SOP, '{ to = "dpu" }', '{ to = "dpu", when = { letak = ["jalan"] } }', SOP, "routes", "Tulis unit terakhir tanpa when"),
    (SOP, '[{ to = "dpu" }]', '[{ to = "kelurahan" }, { to = "dpu" }]', SOP, "routes", "tidak pernah terpilih"),
    (SOP, '{ to = "dpu" }', '{ to = "dpu", areas = ["73.71.13"] }', SOP, "routes", "Wilayah berbeda di setiap kota"),
    (SOP, 'near = 20', "near = 20\nexamining = true", ABOVE, "in_public = true", "tidak dibuka untuk umum"),
    (ABOVE, 'end = "archived"', 'end = "issued"', ABOVE, 'end = "issued"', "Akhir `issued` tidak dikenal"),
    (ABOVE, 'by = "pengelola-pengaduan"', 'by = "pengelola-pengaduan"\nat = "kecamatan"', ABOVE, "at =", "Hapus at"),
    (ABOVE, 'name = "Pihak luar"', 'name = "Pihak luar", contact = "hp"', ABOVE, "Pihak luar", "Hapus contact"),
    (ABOVE, 'needs = ["Aduan"]', 'needs = ["Permohonan"]', ABOVE, "Permohonan", 'Tidak ada yang memberi "Permohonan"'),
    (ABOVE, 'to = "kepala-unit"', 'to = "kepala-dinas"', ABOVE, "kepala-dinas", "Jabatan `kepala-dinas` tidak dikenal"),
    (ABOVE, 'outcome = "diam"', 'outcome = "diem"', ABOVE, "diem", "Mungkin maksudnya `diam`"),
    (ABOVE, 'until = ["verifikasi"]', 'until = ["verifikas"]', ABOVE, "verifikas", "Mungkin maksudnya `verifikasi`"),
    (ABOVE, 'within = "3 hari kerja"\nuntil', 'within = "4 jam"\nuntil', ABOVE, '"4 jam"', "memuat paling sedikit 240 menit kerja"),
    (ABOVE, 'within = "14 hari kerja"', 'within = "4 hari kerja"', ABOVE, '"4 hari kerja"', "verifikasi → rencana → tindaklanjut"),
    (ABOVE, 'within = "14 hari"\nuntil', 'within = "permanen"\nuntil', ABOVE, "permanen", "harus berakhir"),
    (ABOVE, 'id = "uu_keputusan"', 'id = "uu_jawaban"', ABOVE, 'id = "uu_jawaban"', "sudah dipakai di atas"),
    (STORIES, 'end = "archived"', 'end = "fixed"', STORIES, 'end = "fixed"', "berakhir `archived`, bukan `fixed`"),
    (STORIES, "city = 210", "city = 211", STORIES, "city = 211", "210 menit, bukan 211"),
    (STORIES, 'by = "siti"\nstep', 'by = "pengelola"\nstep', STORIES, 'by = "pengelola"', "bukan warga"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said_in", "anchor", "part"), RULES, ids=lambda v: v[:30])
def test_each_rule_names_the_line_and_says_how_to_mend_it(
    tmp_path: Path, file: str, old: str, new: str, said_in: str, anchor: str, part: str
) -> None:
    found = [p for p in errors(checked(tmp_path, (file, old, new))) if part in p.sentence]
    assert found, checked(tmp_path)
    rows = (tmp_path / said_in).read_text(encoding="utf-8").splitlines()
    assert any(p.file == said_in and anchor in rows[p.line - 1] for p in found), found


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('outcome = "diam", basis', 'outcome = "diam", basi', "basi"),
        ('on_deadline = { do = "default", outcome = "diam"', 'on_deadline = { do = "hand_over", outcome = "diam"', "warga diam"),
        ('label = "Sudah beres"\nlabel_en = "It is fixed"', 'label = "Sudah"\nguards = ["ada_foto_sesudah"]', "tidak memakai"),
        (
            'needs = ["Aduan terverifikasi"]\nwithin = "1 hari kerja"',
            'needs = ["Aduan terverifikasi"]\nwithin = "1 hari"',
            "bukan waktu kerja",
        ),
        ('end = "archived"\nreason = "required"', 'end = "archived"', "penolakan perlu reason"),
    ],
)
def test_a_step_of_residents_only_answers_and_everything_is_reasoned(tmp_path: Path, old: str, new: str, part: str) -> None:
    changed = (ABOVE, old, new) if old in (COMPLAINTS / ABOVE).read_text(encoding="utf-8") else (SOP, old, new)
    found = [p for p in errors(checked(tmp_path, changed)) if part in p.sentence]
    assert found, checked(tmp_path)
    assert {p.file for p in found} <= {ABOVE, SOP}


def test_residents_never_begin(tmp_path: Path) -> None:
    found = errors(checked(tmp_path, (ABOVE, "\n[product]", '\nstart = ["konfirmasi"]\n\n[product]')))
    assert any("tidak dapat menunggu warga" in p.sentence for p in found)


def test_time_of_residents_and_of_outsiders_is_not_the_citys() -> None:
    sop = declared().sop
    assert {s.id for s in sop.steps if step_minutes(s) == 0} == {"konfirmasi", "tanggapan", "pihak"}
    assert longest_normal_way(sop).minutes == 5 * 450


def test_a_limit_runs_from_the_end_of_one_step_to_the_end_of_another() -> None:
    sop = declared().sop
    found = {limit.id: longest_under(sop, limit) for limit in sop.limits}
    assert found["lapor_verifikasi"].steps == ("verifikasi",)
    assert found["lapor_mulai"].steps == ("rencana",)
    assert found["uu_keputusan"].steps == ("rencana", "tindaklanjut")
    assert found["lapor_selesai"].minutes == 5 * 450


def test_a_limit_that_never_runs_takes_no_time() -> None:
    sop = declared().sop
    never = Limit(id="x", name="x", law="x", within="1 hari", since=("tanggapan",), until=("tanggapan",))
    assert longest_under(sop, never).minutes == 0


@given(st.integers(1, 9999))
def test_a_span_of_days_never_holds_less_work_than_promised_whatever_day_it_begins(days: int) -> None:
    least = least_minutes(Span.parse(f"{days} hari"), 1)
    assert least == min(sum((start + day) % 7 < 5 for day in range(days)) for start in range(7))


def test_residents_have_the_turn_while_they_are_asked() -> None:
    flow = rules.compile_flow(declared().sop)
    assert flow["public"] is True
    assert rules.turn(flow, {"verifikasi"}) == "city"
    assert rules.turn(flow, {"?verifikasi"}) == rules.turn(flow, {"konfirmasi"}) == "applicant"
    assert rules.turn(flow, {"pihak"}) == "outside"
    assert rules.fire(flow, frozenset({"konfirmasi"}), "konfirmasi", "belum").marking == {"tindaklanjut"}


def test_the_official_form_has_a_column_for_residents_and_no_applicant() -> None:
    matrix = matrix_of(declared().sop)
    assert matrix.columns == ("Warga", "Pengelola Pengaduan", "Petugas Lapangan", "Pihak luar")
    assert matrix.rows[0].output == "Aduan"
    asked = next(row for row in matrix.rows if row.activity.startswith("Menjawab apakah"))
    assert (asked.column, asked.time) == (0, "10 hari (waktu warga)")
    assert {"Melihat hasilnya: lampu menyala kembali", "Menerima alasan aduan diarsipkan"} <= {
        row.activity for row in matrix.rows
    }


def test_what_is_published_is_the_whole_and_says_what_it_says_without_its_base() -> None:
    sop = declared().sop
    assert Sop.model_validate(sop.model_dump(mode="json")) == sop
    assert sop.report is not None
    assert sop.report.parties[0].when == {"keadaan": ("satu_kampung",)}
