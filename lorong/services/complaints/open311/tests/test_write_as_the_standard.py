"""Every answer, in XML by the schema of the standard, in JSON as the standard maps that XML."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.sop.reading import read_service
from lorong.lib.sop.schema import Form
from lorong.services.complaints.open311 import values
from lorong.services.complaints.open311.attributes import answers_of, attributes_of, fits
from lorong.services.complaints.open311.tests.spark import as_text, assert_standard, mapped
from lorong.services.complaints.open311.values import Attribute, Category, Datatype, Fault, ServiceRequest, Status
from lorong.services.complaints.open311.writing import Listing, element, written
from lorong.testing import WITA

texts = st.text(max_size=40)
some = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([UTC, WITA]))
categories = st.builds(
    Category, code=some, name=some, description=texts, metadata=st.booleans(), keywords=st.lists(some, max_size=3), group=some
)
attributes = st.builds(
    Attribute,
    code=some,
    datatype=st.sampled_from(Datatype),
    required=st.booleans(),
    order=st.integers(1, 50),
    description=texts,
    how=texts,
    options=st.lists(st.tuples(some, some), max_size=3),
)
requests = st.builds(
    ServiceRequest,
    id=some,
    status=st.sampled_from(Status),
    status_notes=texts,
    service_name=some,
    service_code=some,
    description=texts,
    agency_responsible=texts,
    service_notice=texts,
    requested=moments,
    updated=moments,
    expected=st.none() | moments,
    address=texts,
    address_id=texts,
    lat=st.none() | st.floats(-11, 6).map(lambda x: round(x, 6)),
    long=st.none() | st.floats(95, 141).map(lambda x: round(x, 6)),
    media_url=texts,
    extended=st.none() | st.just({"reporters": 3, "media": Listing("media", "url", ["a"])}),
)
answers = st.one_of(
    st.lists(categories, max_size=3).map(lambda found: ("services", values.categories(found))),
    st.tuples(some, st.lists(attributes, max_size=3)).map(lambda d: ("service_definition", values.definition(*d))),
    st.lists(requests, max_size=3).map(lambda found: ("service_requests", values.requests(found))),
    st.tuples(some, texts).map(lambda r: ("service_requests", values.received(*r))),
    st.tuples(some, some).map(lambda t: ("service_requests", values.from_token(*t))),
    st.lists(st.builds(Fault, st.integers(400, 599), some), min_size=1).map(lambda f: ("errors", values.errors(f))),
    moments.map(
        lambda at: (
            "discovery",
            values.discovery(url="https://kota.contoh/open311/v2", contact="c", key_service="k", changed=at, test=True),
        )
    ),
)


def _read_again(text: Any) -> Any:
    # An XML reader takes every end of line as \n, and a document holds no control characters.
    if isinstance(text, dict):
        return {name: _read_again(said) for name, said in text.items()}
    if isinstance(text, list):
        return [_read_again(one) for one in text]
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


@given(answers)
def test_every_answer_is_what_the_standard_says_and_its_json_is_its_xml_mapped(answer: tuple[str, Any]):
    root, body = answer
    told = assert_standard(written(root, body, "xml"))
    assert told.tag == root
    as_json = json.loads(written(root, body, "json"))
    extended = LISTS_OF_OURS if root == "service_requests" else {}
    assert _without(mapped(told), extended) == _without(_read_again(as_text(as_json)), extended)


LISTS_OF_OURS = {"extended_attributes": None}  # extensions are not the standard's to map


def _without(told: Any, names: dict[str, None]) -> Any:
    if isinstance(told, list):
        return [_without(one, names) for one in told]
    if isinstance(told, dict):
        return {name: said for name, said in told.items() if name not in names}
    return told


def test_an_extension_stands_behind_everything_the_standard_names():
    one = ServiceRequest(
        "26-1", Status.OPEN, "", "Lampu", "lampu", "", "", "", *[datetime(2026, 8, 3, tzinfo=UTC)] * 2, None, "", "", None, None, "",
        {"reporters": 2},
    )  # fmt: skip
    assert list(one.told())[-1] == "extended_attributes"
    assert element("a", one.told()).endswith("<extended_attributes><reporters>2</reporters></extended_attributes></a>")


def test_nothing_is_an_empty_element_and_null():
    assert element("zipcode", "") == element("zipcode", None) == "<zipcode/>"
    assert json.loads(written("a", {"zipcode": "", "lat": None}, "json")) == {"zipcode": None, "lat": None}


def test_a_moment_is_said_to_the_second_with_its_zone():
    assert values.moment(datetime(2026, 8, 3, 8, 0, 1, 5, tzinfo=WITA)) == "2026-08-03T08:00:01+08:00"
    assert values.moment(datetime(2026, 8, 3, tzinfo=UTC)) == "2026-08-03T00:00:00Z"
    assert values.moment(None) == ""


def _form(*fields: dict[str, Any]) -> Form:
    return Form.model_validate({"pages": [{"id": "apa", "title": "Apa", "fields": list(fields)}]})


CHOICES = [{"value": "kecil", "label": "Kecil", "label_en": "Small"}, {"value": "besar", "label": "Besar"}]


def test_every_kind_of_question_has_its_datatype():
    form = _form(
        {"id": "a", "label": "A", "type": "text"},
        {"id": "b", "label": "B", "type": "longtext"},
        {"id": "c", "label": "C", "type": "number"},
        {"id": "d", "label": "D", "type": "date", "required": False},
        {"id": "e", "label": "E", "type": "choice", "choices": CHOICES, "hint": "Kira-kira saja"},
        {"id": "f", "label": "F", "type": "yesno"},
        {
            "id": "g",
            "label": "G",
            "type": "list",
            "fields": [{"id": "apa", "label": "Apa", "type": "choice", "choices": CHOICES}],
        },
        {"id": "h", "label": "H", "type": "number", "only_if": {"f": ["true"]}},
    )
    found = attributes_of(form, words=lambda id_, en: en or id_, how={"date": "YYYY-MM-DD"}, places=())
    assert [str(one.datatype) for one in found] == [
        "string", "text", "number", "datetime", "singlevaluelist", "singlevaluelist", "multivaluelist", "number",
    ]  # fmt: skip
    assert [one.order for one in found] == list(range(1, 9))
    assert [one.required for one in found] == [True, True, True, False, True, True, True, False]
    assert found[3].how == "YYYY-MM-DD"
    assert found[4].options == [("kecil", "Small"), ("besar", "Besar")]
    assert found[4].description == "E. Kira-kira saja"


def test_answers_of_a_program_become_answers_of_the_form():
    form = _form(
        {"id": "jumlah", "label": "Jumlah", "type": "number"},
        {"id": "sejak", "label": "Sejak", "type": "date"},
        {
            "id": "apa",
            "label": "Apa",
            "type": "list",
            "fields": [{"id": "jenis", "label": "J", "type": "choice", "choices": CHOICES}],
        },
    )
    sent = {
        "attribute[jumlah]": ["", "3"],
        "attribute[sejak]": ["2026-08-03T10:00:00+08:00"],
        "attribute[apa][]": ["kecil", "besar"],
        "attribute[lain]": ["x"],
    }
    assert answers_of(form, sent) == {"jumlah": "3", "sejak": "2026-08-03", "apa": [{"jenis": "kecil"}, {"jenis": "besar"}]}


def test_the_standard_can_ask_what_every_category_of_the_catalogue_must_know():
    for folder in sorted(p.parent for p in (settings.CATALOG_DIR / "complaints").glob("[a-z]*/sop.toml")):
        declared = read_service(folder).declared
        assert declared is not None, folder.name
        assert [f.id for f in declared.form.fields if f.required and not f.only_if and not fits(f)] == [], folder.name


@pytest.mark.parametrize("days", [1, 90])
def test_a_moment_reads_back_as_it_was(days: int):
    at = datetime(2026, 8, 3, tzinfo=WITA) + timedelta(days=days)
    assert datetime.fromisoformat(values.moment(at)) == at
