from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lorong.lib.sop import schema
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.reading import read_service, service_folders
from lorong.lib.sop.wording import fields_at, spoken
from lorong.lib.toml_lines import Place, lines_of

SAMPLE = Path(__file__).parent / "samples" / "every-field"
FILES = {"sop.toml": schema.Sop, "form.toml": schema.Form, "examples.toml": schema.Examples}


def places(file: str) -> dict[Place, int]:
    """Every place in the sample where the name of a field stands, with its line."""
    lines = lines_of((SAMPLE / file).read_text(encoding="utf-8"))
    return {p: n for p, n in lines.items() if isinstance(p[-1], str) and p[-1] in fields_at(FILES[file], p[:-1])}


EVERY_FIELD = [(file, place) for file in FILES for place in places(file)]


def shapes() -> set[type[schema.Shape]]:
    return {s for s in vars(schema).values() if isinstance(s, type) and issubclass(s, schema.Shape)} - {schema.Shape}


def owner(file: str, place: Place) -> frozenset[str]:
    return fields_at(FILES[file], place[:-1])


def test_the_sample_uses_every_field_of_every_shape() -> None:
    used = {(owner(file, place), place[-1]) for file, place in EVERY_FIELD}
    roots = {frozenset(shape.model_fields) for shape in FILES.values()}
    for shape in shapes():
        names = frozenset(shape.model_fields)
        assert names in roots or any(names == known for known, _ in used), shape
        assert {n for n in names if (names, n) not in used} == set(), f"{shape.__name__}: the sample does not use them"


def test_the_sample_itself_has_no_problem() -> None:
    reading = read_service(SAMPLE)
    assert reading.problems == ()
    assert reading.declared is not None
    assert reading.declared.letter is not None


def misspelled(folder: Path, file: str, place: Place, wrong: str) -> tuple[list[Problem], int]:
    """The sample with one key written wrong: its problems, and the line of that key."""
    text = (SAMPLE / file).read_text(encoding="utf-8")
    line = lines_of(text)[place]
    rows = text.splitlines()
    name = str(place[-1])
    assert name in rows[line - 1]
    if rows[line - 1].lstrip()[0] == "[":  # headers: everything below hangs on the same name
        before = ".".join(str(p) for p in place if isinstance(p, str))
        after = ".".join([str(p) for p in place[:-1] if isinstance(p, str)] + [wrong])
        rows = [r.replace(f"[{before}", f"[{after}", 1) if r.lstrip().startswith("[") else r for r in rows]
    else:
        head, mark, tail = rows[line - 1].partition("{") if len(place) > 1 and "{" in rows[line - 1] else ("", "", "")
        if mark and f"{name} =" not in head:
            rows[line - 1] = head + mark + tail.replace(f"{name} =", f"{wrong} =", 1)
        else:
            rows[line - 1] = rows[line - 1].replace(f"{name} =", f"{wrong} =", 1)
    for source in SAMPLE.iterdir():
        shutil.copy(source, folder / source.name)
    (folder / file).write_text("\n".join(rows), encoding="utf-8")
    return list(read_service(folder, shown="contoh").problems), line


@pytest.mark.parametrize(("file", "place"), EVERY_FIELD, ids=lambda v: ".".join(map(str, v)) if isinstance(v, tuple) else v)
def test_a_typo_in_any_field_is_named_with_file_line_and_the_right_spelling(tmp_path: Path, file: str, place: Place) -> None:
    name = str(place[-1])
    wrong = name[:-1] + "q" + name[-1] if len(name) > 2 else name + "q"
    problems, line = misspelled(tmp_path, file, place, wrong)
    found = [p for p in problems if p.sentence.startswith(f"Isian `{spoken((*place[:-1], wrong))}` tidak dikenal")]
    assert found, problems
    assert found[0].file == f"contoh/{file}"
    assert found[0].line == line
    assert f"`{name}`" in found[0].sentence, found[0].sentence
    assert not [p for p in problems if p.sentence.startswith(f"Isian `{name}` belum ada")]


letters = st.text(alphabet="abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=st.sampled_from(EVERY_FIELD), wrong=letters)
def test_an_unknown_name_never_passes_and_always_has_its_line(tmp_path: Path, case: tuple[str, Place], wrong: str) -> None:
    file, place = case
    if wrong in fields_at(FILES[file], place[:-1]):
        return
    problems, line = misspelled(tmp_path, file, place, wrong)
    assert any(p.line == line and "tidak dikenal" in p.sentence and wrong in p.sentence for p in problems)


def mend(folder: Path, file: str, old: str, new: str) -> Problem:
    for source in SAMPLE.iterdir():
        shutil.copy(source, folder / source.name)
    text = (SAMPLE / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = read_service(folder, shown="contoh").problems
    assert problems, new
    return problems[0]


@pytest.mark.parametrize(
    ("old", "new", "anchor", "part"),
    [
        ('title = "Surat Contoh"', 'title = "Surat Contoh', "title =", "kutip"),
        ("fee = 0", "fee =", "fee =", "Nilainya tidak dikenali"),
        ("fee = 0", "fee", "fee", "tanda sama dengan"),
        ("fee = 0", "fee = 0\nfee = 1", "fee = 1", "sudah ditulis sebelumnya"),
        ("[returns]", "[product] # lagi", "[product] # lagi", "sudah ditulis sebelumnya"),
        ('keywords = ["contoh"]', 'keywords = ["contoh"', "keywords", "kurung siku"),
        ("fee = 0", "fee = 0 rupiah", "fee =", "baris baru"),
        ("fee = 0", 'fee = "gratis"', "fee =", "angka bulat"),
        ("fee = 0", "fee = -1", "fee =", "paling kecil 0"),
        ("hidden = true", 'hidden = "barangkali"', "hidden", "true atau false"),
        ("made = 2026-03-02", 'made = "kemarin"', "made", "2026-08-17"),
        ('promise = "2 hari kerja"', 'promise = "2 bulan"', "promise", "waktu kerja"),
        ('promise = "2 hari kerja"', 'promise = "segera"', "promise", "bukan lama waktu"),
        ('valid_for = "6 bulan"', 'valid_for = "6 jam"', "valid_for", "Pakai hari, bulan, tahun"),
        ('channels = ["web", ', 'channels = ["webb", ', "channels", "Pilih:"),
        ("legal_basis = [", "legal_basis = [] # [", "legal_basis", "masih kosong"),
        ('code = "CONTOH"', 'code = "contoh"', "code =", "huruf besar"),
        ('by = "staf-pelayanan"', 'by = "Staf Pelayanan"', "by = ", "dipisah tanda hubung"),
        ('by = "staf-pelayanan"', 'by = "sistem"', "[[steps]]", "langkah mesin"),
        (
            '[steps.outcomes.tolak]\nlabel = "Tolak"',
            "[steps.outcomes.tolak]",
            "[steps.outcomes.tolak]",
            "label` belum ada",
        ),
        ('end = "refused"', 'end = "refused"\nnext = "polisi"', "[steps.outcomes.tolak]", "tepat satu"),
        ('letter = "letter.typ"', 'letter = "lain.typ"', "letter =", "tidak ada di folder ini"),
        ('letter = "letter.typ"', 'letter = "../every-field/letter.typ"', "letter =", "tidak ada di folder ini"),
    ],
)
def test_a_wrong_value_gets_its_line_and_a_sentence_that_says_how_to_mend_it(
    tmp_path: Path, old: str, new: str, anchor: str, part: str
) -> None:
    problem = mend(tmp_path, "sop.toml", old, new)
    rows = (tmp_path / "sop.toml").read_text(encoding="utf-8").splitlines()
    # an unclosed list is only noticed where the next line does not fit
    off = 1 if part == "kurung siku" else 0
    assert problem.file == "contoh/sop.toml"
    assert problem.line - off == next(i for i, row in enumerate(rows, 1) if row.startswith(anchor)), problem
    assert part in problem.sentence


def test_no_sentence_is_english(tmp_path: Path) -> None:
    bad: list[Any] = ['"teks"', "1", "1.5", "true", "[]", "{}", "2026-01-01", "2026-01-01T08:00:00", '""']
    for file in FILES:
        for place, line in places(file).items():
            rows = (SAMPLE / file).read_text(encoding="utf-8").splitlines()
            head, equals, _ = rows[line - 1].partition(" = ")
            if not equals or head.strip() != place[-1] or rows[line - 1].rstrip().endswith("["):
                continue
            for value in bad:
                rows[line - 1] = f"{head} = {value}"
                for source in SAMPLE.iterdir():
                    shutil.copy(source, tmp_path / source.name)
                (tmp_path / file).write_text("\n".join(rows), encoding="utf-8")
                for problem in read_service(tmp_path).problems:
                    assert not {"should", "valid", "Input", "must", "error"} & set(problem.sentence.split()), problem


def test_a_file_that_is_absent_or_not_text_is_named(tmp_path: Path) -> None:
    for source in SAMPLE.iterdir():
        shutil.copy(source, tmp_path / source.name)
    (tmp_path / "form.toml").unlink()
    (tmp_path / "examples.toml").write_bytes(b"\xff\xfe")
    said = {p.file: p.sentence for p in read_service(tmp_path, shown="contoh").problems}
    assert "belum ada" in said["contoh/form.toml"]
    assert "UTF-8" in said["contoh/examples.toml"]


def test_folders_that_begin_with_an_underscore_are_no_services(tmp_path: Path) -> None:
    for name in ("letters/surat-a", "letters/_layout", "_sheet/x", "demo/b"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "sop.toml").touch()
    assert [str(p.relative_to(tmp_path)) for p in service_folders(tmp_path)] == ["demo/b", "letters/surat-a"]
