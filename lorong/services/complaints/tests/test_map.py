"""The map without tiles: a place on the earth and a point of the drawing are one, and what lies close together is one mark."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.places import Spot
from lorong.services.complaints.models import Incident
from lorong.services.complaints.pages.land import Land, land
from lorong.services.complaints.queries.on_map import CELL, Piece, piece
from lorong.services.complaints.tests.conftest import RAPPOCINI, Street, inside, spot_of

pytestmark = pytest.mark.django_db
CITY = {"kotak": "119.3,-5.3,119.6,-4.9", "lebar": "360", "tinggi": "480"}


def place_of(drawn: Land, x: float, y: float) -> Spot:
    """Which place a point of the drawing is, as `map.js` reckons it."""
    return Spot((y - drawn.top) / drawn.south, (x - drawn.left) / drawn.east)


def heaps(client: Client, **more: str) -> list[list[Any]]:
    found: list[list[Any]] = json.loads(client.get("/aduan/peta.json", {**CITY, **more}).content)["kumpulan"]
    return found


def test_a_point_of_the_drawing_is_the_place_it_was_drawn_for():
    drawn = land()
    assert drawn is not None
    for code in (RAPPOCINI, "73.71.01.1001"):
        spot = inside(code)
        x, y = drawn.xy(spot)
        back = place_of(drawn, x, y)
        assert (back.lat, back.lon) == pytest.approx((spot.lat, spot.lon), abs=2e-4)
        left, top, width, height = drawn.boxes[code]
        assert left - 2 <= x <= left + width + 2
        assert top - 2 <= y <= top + height + 2


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_there_and_back_is_the_same_everywhere(lat: float, lon: float):
    drawn = land()
    assert drawn is not None
    back = place_of(drawn, drawn.east * lon + drawn.left, drawn.south * lat + drawn.top)
    assert back == pytest.approx(Spot(lat, lon), abs=1e-6)


def test_what_lies_close_together_is_one_mark_and_splits_when_one_comes_near(client: Client, street: Street):
    first, second = street.tell().incident, street.tell("tono", spot=spot_of(north=150)).incident
    assert [heap[2:4] for heap in heaps(client)] == [[2, ""]]
    here = spot_of()
    box = f"{here.lon - 0.002},{here.lat - 0.002},{here.lon + 0.002},{here.lat + 0.002}"
    assert {heap[3] for heap in heaps(client, kotak=box)} == {first.code, second.code}


def test_what_is_over_or_not_public_is_not_on_the_map(client: Client, street: Street):
    street.tell(visibility="secret")
    incident = street.tell("tono", spot=spot_of(north=300)).incident
    assert sum(heap[2] for heap in heaps(client)) == 1
    street.advance(incident, "verifikasi", "arsipkan", reason="Bukan lampu")
    assert Incident.objects.get(pk=incident.pk).ended == "archived"
    assert heaps(client) == []


def test_the_map_follows_the_filters(client: Client, street: Street):
    street.tell()
    assert len(heaps(client, kelurahan=RAPPOCINI)) == 1
    assert heaps(client, kelurahan="73.71.01.1001") == []


@pytest.mark.parametrize("box", ["", "a,b,c,d", "1,2,3", "120,-5,119,-4", "nan,nan,nan,nan", "-181,0,0,1", "0,0,inf,1"])
def test_what_is_no_piece_of_the_earth_is_refused_in_words(client: Client, street: Street, box: str):
    answer = client.get("/aduan/peta.json", {**CITY, "kotak": box})
    assert answer.status_code == 400
    assert "Potongan peta itu tidak ada" in answer.content.decode()


@given(st.floats(-179, 178), st.floats(-89, 88), st.floats(0.0005, 1), st.integers(200, 2000), st.integers(200, 2000))
def test_a_screen_never_holds_more_marks_than_fingers_fit(west: float, south: float, size: float, width: int, height: int):
    shown = Piece(west, south, west + size, south + size, width, height)
    across = (shown.east - shown.west) / shown.cell
    assert across <= width / CELL + 1e-6


def test_a_piece_is_read_from_an_address():
    assert piece("119.3,-5.3,119.6,-4.9", "360", "480") == Piece(119.3, -5.3, 119.6, -4.9, 360, 480)
    assert piece("119.3,-5.3,119.6,-4.9", "0", "480") is None


def test_the_list_without_scripts_shows_how_many_lie_in_each_kelurahan(client: Client, street: Street):
    street.tell()
    page = client.get("/aduan/?lihat=peta").content.decode()
    assert f'href="?kelurahan={RAPPOCINI}"' in page
    assert "1 aduan terbuka" in page
