"""What an app posts, read by the words of the standard: place, person, questions, picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.places import Spot
from lorong.lib.sop.schema import Form
from lorong.services.complaints.open311.errors import Unreadable
from lorong.services.complaints.open311.receiving import region_in, telling_of
from lorong.services.complaints.values import PlaceFrom, Telling

PLACES = (
    ("Kecamatan Rappocini", (("73.71.09.1001", "Kelurahan Rappocini"), ("73.71.09.1002", "Kelurahan Gunung Sari"))),
    ("Kecamatan Tallo", (("73.71.07.1001", "Kelurahan Tallo"), ("73.71.07.1002", "Kelurahan Baru"))),
    ("Kecamatan Ujung Pandang", (("73.71.03.1001", "Kelurahan Baru"), ("73.71.03.1002", "Kelurahan Gunung Sari Baru"))),
)
FORM = Form.model_validate(
    {"pages": [{"id": "apa", "title": "Apa", "fields": [{"id": "nomor_tiang", "label": "Nomor tiang", "type": "number"}]}]}
)
LAMP: Any = SimpleNamespace(slug="lampu-jalan-mati", form=FORM)
SENT = {"lat": ["-5.17"], "long": ["119.43"], "description": ["Lampu mati tiga hari"], "attribute[nomor_tiang]": ["12"]}


def read(published: Any = LAMP, *, proves_phones: bool = False, **more: str) -> Telling:
    sent = {**SENT, **{name: [said] for name, said in more.items()}}
    return telling_of(sent, published, places=PLACES, today=date(2026, 8, 3), proves_phones=proves_phones)


def test_a_point_and_words_are_enough():
    assert read() == Telling(
        "lampu-jalan-mati",
        "Lampu mati tiga hari",
        spot=Spot(-5.17, 119.43),
        place_from=PlaceFrom.PIN,
        answers={"nomor_tiang": 12},
    )


def test_an_address_leads_to_the_kelurahan_that_it_names():
    found = read(lat="", long="", address_string="Depan masjid, Jl. Contoh 3, Gunung Sari, Makassar")
    assert (found.region, found.where) == ("73.71.09.1002", "Depan masjid, Jl. Contoh 3, Gunung Sari, Makassar")
    assert found.spot is None
    assert found.place_from is PlaceFrom.LANDMARK


def test_a_code_of_a_kelurahan_is_the_address_id():
    assert read(lat="", long="", address_id="73.71.07.1001").region == "73.71.07.1001"
    assert read(lat="", long="", address_id="73.71.07.1001").place_from is PlaceFrom.REGION


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("Jl. Contoh, Kel. Baru, Kec. Tallo", "73.71.07.1002"),
        ("Jl. Contoh, Baru", ""),
        ("Lorong 5 Tallo", "73.71.07.1001"),
        ("gunung sari baru dekat jembatan", "73.71.03.1002"),
        ("Jl. Talloa", ""),
        ("", ""),
    ],
)
def test_a_name_that_stands_twice_needs_its_kecamatan(address: str, region: str):
    assert region_in(address, PLACES) == region


def test_a_phone_is_kept_of_an_app_that_proves_it_and_of_no_other():
    assert read(phone="0812 3456 7890").phone == ""
    assert read(phone="0812 3456 7890", proves_phones=True).phone == "+6281234567890"
    with pytest.raises(Unreadable, match="HP"):
        read(phone="12", proves_phones=True)


def test_an_address_of_a_picture_becomes_words():
    assert read(media_url="http://169.254.169.254/latest").text.endswith("http://169.254.169.254/latest")


def test_what_nobody_here_needs_is_not_kept():
    said = read(email="siti@contoh.id", device_id="abc-123", account_id="77", first_name="Siti", last_name="Contoh")
    assert said == replace(read(), name="Siti Contoh")


@pytest.mark.parametrize(
    ("sent", "about"),
    [
        ({"lat": "", "long": ""}, "lat"),
        ({"lat": "-5.1", "long": ""}, "lat"),
        ({"lat": "nan"}, "lat"),
        ({"lat": "200"}, "lat"),
        ({"lat": "", "long": "", "address_string": "di sana"}, "address_string"),
        ({"address_id": "31.71.01.1001"}, "address_id"),
        ({"visibility": "public"}, "visibility"),
        ({"attribute[nomor_tiang]": "banyak"}, "attribute[nomor_tiang]"),
        ({"description": "a" * 4001}, "description"),
    ],
)
def test_what_is_wrong_is_named(sent: dict[str, str], about: str):
    with pytest.raises(Unreadable) as refused:
        read(**sent)
    assert about in refused.value.detail["errors"]  # type: ignore[operator]


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(Unreadable) as refused:
        read(lat="", long="", visibility="x", **{"attribute[nomor_tiang]": ""})
    assert set(refused.value.detail["errors"]) == {"lat", "visibility", "attribute[nomor_tiang]"}  # type: ignore[call-overload]


@given(
    st.dictionaries(
        st.sampled_from(["lat", "long", "address_string", "address_id", "description", "visibility", "join"]), st.text()
    )
)
def test_whatever_is_sent_is_read_or_refused(sent: dict[str, str]):
    try:
        found = read(**sent)
    except Unreadable:
        return
    assert found.spot or found.region
