"""What strangers answer: read when it is of the standard, and harmless when it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.services.complaints.elsewhere import reading
from lorong.services.complaints.elsewhere.reading import Unreadable

XML = (
    b'<?xml version="1.0"?><service_requests><request><service_request_id>638344</service_request_id>'
    b"<status>closed</status><status_notes>Lampu &amp; kabel diganti</status_notes>"
    b"<extended_attributes><stage>fixed</stage><updates><update><stage>no</stage></update></updates></extended_attributes>"
    b"</request></service_requests>"
)
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a><r>&c;</r></a>'
OUTSIDE = b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'


def test_xml_and_json_of_the_standard_are_one():
    told = {"service_request_id": "638344", "status": "closed", "status_notes": "Lampu & kabel diganti", "stage": "fixed"}
    (found,) = reading.rows(XML, "xml")
    assert {name: found[name] for name in told} == told
    body = (
        b'[{"service_request_id": 638344, "status": "closed", "status_notes": null, "extended_attributes": {"stage": "fixed"}}]'
    )
    (found,) = reading.rows(body, "json")
    assert (found["service_request_id"], found["stage"], "status_notes" in found) == ("638344", "fixed", False)


@pytest.mark.parametrize(
    "body", [BOMB, OUTSIDE, b"<a>" * 20_000, b"<a><b>" * 13, b"<html>", b"", b"\xff\xfe\x00", b"<?php x ?><a/>"]
)
def test_xml_with_a_doctype_or_too_deep_is_no_answer(body: bytes):
    with pytest.raises(Unreadable):
        reading.rows(body, "xml")


@pytest.mark.parametrize("body", [b"", b"{}", b"[" * 100_000, b'"x"', b"<html>", b"\xff", b"[" + b"9" * 5000 + b"]"])
def test_json_that_is_no_list_is_no_answer(body: bytes):
    with pytest.raises(Unreadable):
        reading.rows(body, "json")


@given(st.binary(max_size=300), st.sampled_from(["json", "xml"]))
def test_nothing_that_comes_breaks_the_reader(body: bytes, form: str):
    try:
        found = reading.rows(body, form)
    except Unreadable:
        found = []
    assert all(isinstance(said, str) for row in found for said in row.values())


@given(st.text(max_size=1500))
def test_their_words_are_one_short_line_without_addresses(text: str):
    said = reading.words(f"{text} https://tipu.example/x www.tipu.example")
    assert len(said) <= 500 and said.isprintable() and "tipu" not in said[-40:]


def test_their_words_are_covered_as_those_of_everybody():
    assert "08123" not in reading.words("Hubungi Andi di 081234567890")


@pytest.mark.parametrize("text", ["../../admin", "1?x=1", "a b", "", ".", "..", "x" * 65, "1%2f", "a\nb"])
def test_what_cannot_be_a_number_in_an_address_is_none(text: str):
    assert reading.number(text) == ""


def test_a_number_is_taken_as_it_is():
    assert reading.number(" 26-0803-0001 ") == "26-0803-0001"
