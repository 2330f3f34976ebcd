"""What GET requests may say, and how what cannot be read is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.services.complaints.open311.asking import wanted
from lorong.services.complaints.open311.errors import Unreadable
from lorong.services.complaints.open311.values import LONGEST_SPAN, Status
from lorong.testing import MONDAY, WITA


def ask(**query: Any) -> Any:
    return wanted({name: said if isinstance(said, list) else [said] for name, said in query.items()}, now=MONDAY, zone=WITA)


def test_without_anything_it_is_the_last_ninety_days():
    found = ask()
    assert (found.since, found.until) == (MONDAY - LONGEST_SPAN, MONDAY)
    assert found.statuses == set(Status)
    assert (found.page, found.size, found.extended) == (1, 50, False)


def test_what_is_empty_counts_as_absent():
    assert ask(service_code="", status=[" "], start_date="", page="") == ask()


def test_codes_and_states_come_with_commas_or_several_times():
    assert ask(service_code=["a,b", "c", "a"]).codes == ("a", "b", "c")
    assert ask(status="open").statuses == {Status.OPEN}
    assert ask(status=["open", "closed"]).statuses == {Status.OPEN, Status.CLOSED}


def test_numbers_override_everything_else():
    found = ask(service_request_id="26-1,26-2", status="open", start_date="2020-01-01T00:00:00Z", end_date="2026-01-01T00:00:00Z")
    assert found.ids == ("26-1", "26-2")
    assert found.since is found.until is None
    assert found.statuses == set(Status)


def test_one_date_brings_the_other():
    assert ask(start_date="2026-01-01T00:00:00Z").until == datetime(2026, 1, 1, tzinfo=UTC) + LONGEST_SPAN
    assert ask(start_date="2026-08-01T00:00:00Z").until == MONDAY
    assert ask(end_date="2026-01-01T00:00:00Z").since == datetime(2026, 1, 1, tzinfo=UTC) - LONGEST_SPAN


def test_a_date_alone_is_a_day_of_the_city_and_a_lost_plus_is_found_again():
    found = ask(start_date="2026-08-01", end_date="2026-08-01")
    assert found.since == datetime(2026, 8, 1, tzinfo=WITA)
    assert found.until == datetime(2026, 8, 2, tzinfo=WITA) - timedelta(microseconds=1)
    assert ask(end_date="2026-08-01T10:00:00 08:00").until == datetime(2026, 8, 1, 10, tzinfo=WITA)


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "2026-01-01", "end_date": "2026-08-01"},
        {"start_date": "kemarin"},
        {"start_date": "9999-12-31T00:00:00Z"},
        {"end_date": "0001-01-01T00:00:00Z"},
        {"status": "selesai"},
        {"page": "0"},
        {"page": "٣"},
        {"page_size": "101"},
        {"page": "99999999999999"},
        {"service_request_id": ",".join(str(n) for n in range(101))},
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(query: dict[str, str]):
    with pytest.raises(Unreadable) as refused:
        ask(**query)
    assert refused.value.status == 400
    assert str(refused.value).endswith(".")


@given(
    st.dictionaries(st.sampled_from(["start_date", "end_date", "status", "page", "page_size", "service_request_id"]), st.text())
)
def test_whatever_is_typed_is_read_or_refused(query: dict[str, str]):
    try:
        found = ask(**query)
    except Unreadable:
        return
    assert found.ids or found.until - found.since <= LONGEST_SPAN
    assert found.size <= 100
