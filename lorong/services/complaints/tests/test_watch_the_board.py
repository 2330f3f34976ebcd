"""The live board: true, cheap when nothing changes, and only about one's own offices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lorong.services.complaints.board import page as boards
from lorong.services.complaints.board import queries
from lorong.services.complaints.models import Incident
from lorong.services.complaints.tests.conftest import Street, publish_now, spot_of
from lorong.testing import MONDAY

RAPPOCINI, KARUNRUNG = "73.71.13.1006", "73.71.13.1009"


@pytest.fixture(autouse=True)
def _from_the_beginning() -> Iterator[None]:
    boards.forget()
    yield
    boards.forget()


def test_what_is_open_is_counted_by_office_and_what_is_late_first(street: Street):
    street.tell(region=RAPPOCINI)
    late = street.tell(region=KARUNRUNG).incident
    Incident.objects.filter(pk=late.pk).update(promised_until=MONDAY + timedelta(days=1))
    now = MONDAY + timedelta(days=2)
    found = queries.standings(None, now=now)
    assert [(one.unit, one.open, one.late, one.unchecked) for one in found] == [(KARUNRUNG, 1, 1, 1), (RAPPOCINI, 1, 0, 1)]
    assert [one.unit for one in queries.standings({RAPPOCINI}, now=now)] == [RAPPOCINI]
    assert queries.standings(set(), now=now) == []


def test_the_map_gathers_what_is_open_and_says_where_something_is_late(street: Street):
    here = [street.tell(spot=spot_of(RAPPOCINI, north=north)).incident for north in (0, 5)]
    Incident.objects.filter(pk=here[0].pk).update(promised_until=MONDAY + timedelta(days=1))
    found = queries.heaps(None, now=MONDAY + timedelta(days=2))
    assert sum(count for _, _, count, _ in found) == 2 and sum(late for *_, late in found) == 1
    assert queries.heaps(set(), now=MONDAY) == []


def test_three_things_in_one_place_within_a_week_are_a_hot_spot(street: Street):
    for north in (0, 5, 10):
        street.tell(spot=spot_of(RAPPOCINI, north=north))
    street.tell(spot=spot_of(KARUNRUNG))
    (spot,) = queries.hot_spots(None, now=MONDAY + timedelta(days=1))
    assert (spot.count, spot.region) == (3, RAPPOCINI)
    assert queries.hot_spots(None, now=MONDAY + timedelta(days=8)) == []
    assert queries.hot_spots({KARUNRUNG}, now=MONDAY + timedelta(days=1)) == []


def test_the_weather_tells_what_is_unusual_and_nothing_else(street: Street):
    publish_now(slug="uji-sampah", names={"title": "Sampah", "code": "UJISAMPAH", "short": "Sampah"})
    for week in range(1, 5):
        street.tell(at=MONDAY - timedelta(weeks=week) + timedelta(hours=1))
    street.tell(at=MONDAY - timedelta(hours=1))
    for minute in range(6):
        street.tell(category="uji-sampah", at=MONDAY - timedelta(minutes=minute))
    (change,) = queries.weather(None, now=MONDAY + timedelta(seconds=1))
    assert (change.category, change.now, change.usual, change.is_more) == ("uji-sampah", 6, 0.0, True)


@given(st.integers(0, 10_000), st.floats(0, 10_000))
def test_the_further_from_usual_the_more_surprising(count: int, usual: float):
    here = queries.surprise(count, usual)
    assert here >= 0
    if count > usual:
        assert queries.surprise(count + 1, usual) > here
    elif count < usual and count:
        assert queries.surprise(count - 1, usual) > here


def test_the_pulse_changes_when_something_moves_and_needs_no_cookie_and_no_second_question(
    street: Street, client: Any, monkeypatch: pytest.MonkeyPatch
):
    incident = street.tell().incident
    first = client.get("/aduan/denyut/")
    assert (first.status_code, first["Cache-Control"]) == (200, "no-store")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = [client.get("/aduan/denyut/").content for _ in range(20)]
    assert set(again) == {first.content}
    assert [q["sql"] for q in asked.captured_queries if "complaints_incident" in q["sql"]] == []
    street.advance(incident, "verifikasi", "teruskan", at=MONDAY + timedelta(hours=1))
    monkeypatch.setattr(boards, "PULSE_FRESH", 0.0)
    assert client.get("/aduan/denyut/").content != first.content


def test_heads_see_their_own_offices_and_residents_nothing(street: Street, signed_in: Callable[[str], Any]):
    code = street.tell(region=RAPPOCINI).incident.case_number
    other = street.tell(region="73.71.01.1006").incident.case_number
    mayor = signed_in("wali_kota").get("/aduan/papan/").content.decode()
    assert code in mayor and other in mayor and "Titik panas" in mayor
    assert f'href="/aduan/unit/{RAPPOCINI}/"' in mayor and f"/aduan/?kantor={RAPPOCINI}&amp;keadaan=terbuka" in mayor
    boards.forget()
    camat = signed_in("pak_camat").get("/aduan/papan/?isi=1").content.decode()
    assert code in camat and other not in camat and "<html" not in camat
    assert signed_in("siti").get("/aduan/papan/").status_code == 403


def test_the_board_asks_a_handful_of_questions_however_much_is_open(street: Street, signed_in: Callable[[str], Any]):
    client = signed_in("wali_kota")
    counts = []
    for more in (1, 6):
        for _ in range(more):
            street.tell()
        boards.forget()
        client.get("/aduan/papan/?isi=1")
        boards.forget()
        with CaptureQueriesContext(connection) as asked:
            client.get("/aduan/papan/?isi=1")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 13
