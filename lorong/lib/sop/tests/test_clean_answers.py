"""What applicants type, against the form: kept when it fits, answered with a sentence when it does not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.sop.answers import applies, clean
from lorong.lib.sop.schema import Form, FormField

TODAY = date(2026, 8, 3)
SITI = "5d0f2d0e-0000-4000-8000-000000000001"
HOME = "73.71.13.1006"
CHOICES = [{"value": "milik", "label": "Milik sendiri"}, {"value": "sewa", "label": "Sewa"}]


def field(id: str, type: str = "text", **more: Any) -> dict[str, Any]:
    if type == "choice":
        more.setdefault("choices", CHOICES)
    return {"id": id, "label": id.capitalize(), "type": type, **more}


def form(*fields: dict[str, Any]) -> Form:
    return Form.model_validate({"pages": [{"id": "satu", "title": "Satu", "fields": list(fields)}]} if fields else {})


def cleaned(one: dict[str, Any], typed: Any) -> Any:
    """What becomes of one answer."""
    result = clean(form(one), {one["id"]: typed}, today=TODAY, family=[SITI], places=[HOME])
    assert result.ok, result.errors
    return result.answers[one["id"]]


def told(one: dict[str, Any], typed: Any) -> str:
    """The sentence that one answer is refused with."""
    result = clean(form(one), {one["id"]: typed}, today=TODAY, family=[SITI], places=[HOME])
    assert one["id"] not in result.answers
    return result.errors[one["id"]]


@pytest.mark.parametrize(
    ("type", "typed", "kept"),
    [
        ("text", "  Warung   Siti ", "Warung Siti"),
        ("text", "a\x00b\u202ec", "abc"),
        ("longtext", "satu\ndua", "satu\ndua"),
        ("number", "1.250", 1250),
        ("number", "-3", -3),
        ("area", "120", 120),
        ("money", "Rp 1.500.000", 1_500_000),
        ("date", "28-7-2026", "2026-07-28"),
        ("date", "28/07/2026", "2026-07-28"),
        ("date", "2026-07-28", "2026-07-28"),
        ("time", "9.05", "09:05"),
        ("region", "73.71.13.1006", "73.71.13.1006"),
        ("choice", "sewa", "sewa"),
        ("yesno", "ya", True),
        ("yesno", "TIDAK", False),
        ("yesno", True, True),
        ("phone", "0812-3456-7890", "+6281234567890"),
        ("nik", "7371 1301 0190 0001", "7371130101900001"),
        ("family", SITI, SITI),
    ],
)
def test_an_answer_that_fits_is_kept_in_its_plain_form(type: str, typed: Any, kept: Any) -> None:
    assert cleaned(field("isi", type), typed) == kept


@pytest.mark.parametrize(
    ("one", "typed", "sentence"),
    [
        (field("nama"), "", "Isi nama dulu."),
        (field("nama"), "x" * 201, "Terlalu panjang: 201 huruf, paling banyak 200."),
        (field("nama", min=5), "abc", "Terlalu pendek"),
        (field("luas", "number"), "sepuluh", "angka saja"),
        (field("luas", "number", min=1), "0", "Paling sedikit 1"),
        (field("luas", "number", max=9), "10", "Paling banyak 9"),
        (field("harga", "money"), "1,5 juta", "bukan jumlah uang"),
        (field("lahir", "date"), "31-02-2026", "tidak ada di kalender"),
        (field("lahir", "date"), "kemarin", "misalnya 28-7-2026"),
        (field("lahir", "date", past=True), "04-08-2026", "belum tiba"),
        (field("acara", "date", past=False), "02-08-2026", "sudah lewat"),
        (field("lahir", "date"), "01-01-1066", "tahunnya"),
        (field("jam", "time"), "25.00", "misalnya 16.00"),
        (field("status", "choice"), "kontrak", "Milik sendiri, Sewa"),
        (field("status", "choice"), "", "Pilih status dulu."),
        (field("setuju", "yesno"), "mungkin", "ya atau tidak"),
        (field("hp", "phone"), "0411 123456", "HP"),
        (field("nik", "nik"), "123456789012345", "16"),
        (field("anak", "family"), "5d0f2d0e-0000-4000-8000-00000000ffff", "dari daftar"),
    ],
)
def test_an_answer_that_does_not_fit_gets_a_sentence(one: dict[str, Any], typed: str, sentence: str) -> None:
    assert sentence in told(one, typed)


def test_what_is_not_required_may_stay_empty() -> None:
    result = clean(form(field("catatan", required=False)), {"catatan": "  "}, today=TODAY)
    assert (result.answers, result.errors) == ({}, {})


def test_what_the_form_does_not_ask_is_not_kept() -> None:
    assert clean(form(field("nama")), {"nama": "Siti", "peran": "admin"}, today=TODAY).answers == {"nama": "Siti"}


def test_one_page_is_checked_without_the_others() -> None:
    whole = form(field("nama"), field("alamat"))
    assert clean(whole, {"nama": "Siti"}, today=TODAY, only=["nama"]).ok
    assert set(clean(whole, {"nama": "Siti"}, today=TODAY).errors) == {"alamat"}


RENTS = (
    field("sewa", "yesno"),
    field("pemilik", only_if={"sewa": ("true",)}),
    field("luas", "number", only_if={"sewa": ("false",)}),
)


@pytest.mark.parametrize("yes", ["ya", "Ya", "true", "True", "1", True])
def test_a_question_after_a_yes_is_asked(yes: Any) -> None:
    asked = clean(form(*RENTS), {"sewa": yes, "luas": "abc"}, today=TODAY)
    assert set(asked.errors) == {"pemilik"}
    assert asked.answers == {"sewa": True}


@pytest.mark.parametrize("no", ["tidak", "Tidak", "false", "False", "0", False])
def test_a_question_after_a_yes_is_not_asked_after_a_no(no: Any) -> None:
    asked = clean(form(*RENTS), {"sewa": no, "pemilik": "Tono", "luas": "20"}, today=TODAY)
    assert asked.answers == {"sewa": False, "luas": 20}
    assert asked.ok


def test_a_question_that_hangs_on_an_unanswered_one_is_not_asked_yet() -> None:
    assert set(clean(form(*RENTS), {}, today=TODAY).errors) == {"sewa"}


@pytest.mark.parametrize(("value", "shown"), [("ya", True), (True, True), ("tidak", False), (False, False), (None, False)])
def test_the_page_shows_a_question_just_when_the_check_asks_it(value: Any, shown: bool) -> None:
    assert applies(FormField.model_validate(RENTS[1]), {"sewa": value}) is shown


HEIRS = field("waris", "list", fields=[field("nama"), field("umur", "number", min=0)], min=1, max=3)


def test_a_list_keeps_its_rows_and_skips_the_empty_ones() -> None:
    rows = [{"nama": "Ana", "umur": "7"}, {"nama": " ", "umur": ""}, {"nama": "Adi", "umur": "5"}]
    assert cleaned(HEIRS, rows) == [{"nama": "Ana", "umur": 7}, {"nama": "Adi", "umur": 5}]


def test_an_error_in_a_list_names_the_row_and_the_field() -> None:
    result = clean(form(HEIRS), {"waris": [{"nama": "Ana", "umur": "7"}, {"nama": "Adi", "umur": "-1"}]}, today=TODAY)
    assert list(result.errors) == ["waris.1.umur"]


@pytest.mark.parametrize(("rows", "sentence"), [([], "paling sedikit 1"), ([{"nama": "A", "umur": "1"}] * 4, "Paling banyak 3")])
def test_a_list_has_its_bounds(rows: list[dict[str, str]], sentence: str) -> None:
    assert sentence in clean(form(HEIRS), {"waris": rows}, today=TODAY).errors["waris"]


TYPES = ("text", "longtext", "number", "area", "money", "date", "time", "choice", "yesno", "phone", "nik", "family", "region")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "isi"]), inner, max_size=3),
    max_leaves=8,
)
LIKELY = st.sampled_from(
    [
        "ya",
        "tidak",
        "1.500.000",
        "28-7-2026",
        "31-2-2026",
        "9.30",
        "0812 3456 7890",
        "milik",
        SITI,
        HOME,
        "7371130101900001",
        "-1",
        "٣٤",
        "²",
    ]
)


@st.composite
def fields(draw: st.DrawFn, name: str, others: tuple[str, ...]) -> dict[str, Any]:
    more: dict[str, Any] = {"required": draw(st.booleans())}
    for bound in ("min", "max"):
        if draw(st.booleans()):
            more[bound] = draw(st.integers(-5, 300))
    if draw(st.booleans()):
        more["past"] = draw(st.booleans())
    if others and draw(st.booleans()):
        more["only_if"] = {draw(st.sampled_from(others)): draw(st.sampled_from([("true",), ("false",), ("milik", "sewa")]))}
    return field(name, draw(st.sampled_from(TYPES)), **more)


@st.composite
def forms_and_answers(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for i in range(draw(st.integers(1, 5))):
        others = tuple(f["id"] for f in made)
        made.append(draw(fields(f"f{i}", others)))
    if draw(st.booleans()):
        made.append(
            field("daftar", "list", fields=[draw(fields("isi", ())), draw(fields("a", ("isi",)))], required=draw(st.booleans()))
        )
    answers = {f["id"]: draw(LIKELY | JSON) for f in made if draw(st.booleans())}
    if draw(st.booleans()):
        answers["daftar"] = draw(st.lists(st.dictionaries(st.sampled_from(["isi", "a"]), LIKELY | JSON), max_size=3))
    return form(*made), answers


@given(forms_and_answers())
def test_whatever_is_typed_never_raises_and_is_plain_json(case: tuple[Form, dict[str, Any]]) -> None:
    the_form, typed = case
    result = clean(the_form, typed, today=TODAY, family=[SITI], places=[HOME])
    known = {f.id for f in the_form.fields}
    assert set(result.answers) <= known
    assert {path.split(".")[0] for path in result.errors} <= known
    assert all(sentence.strip() for sentence in result.errors.values())
    assert json.loads(json.dumps(result.answers)) == result.answers


@given(forms_and_answers())
def test_what_is_clean_stays_clean(case: tuple[Form, dict[str, Any]]) -> None:
    the_form, typed = case
    once = clean(the_form, typed, today=TODAY, family=[SITI], places=[HOME])
    if once.ok:
        again = clean(the_form, once.answers, today=TODAY, family=[SITI], places=[HOME])
        assert again.errors == {}
        assert again.answers == once.answers


def test_a_place_outside_the_city_is_told_where_to_go() -> None:
    assert "diurus di kota itu" in told(field("isi", "region"), "32.73.01.1001")
    assert told(field("isi", "region", label="Kelurahan letak tanah"), "") == "Pilih kelurahan letak tanah dulu."
