"""What lies near by, against a walk over everything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lorong.lib.places import Spot, distance
from lorong.services.complaints import queries
from lorong.services.complaints.models import Incident
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, picture, publish_now, spot_of
from lorong.services.complaints.values import Stage
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db


def put(n: int, spot: Spot | None, *, category: str = SLUG, ended_days: float | None = None, public: bool = True) -> Incident:
    ended = {"ended": "fixed", "ended_at": MONDAY - timedelta(days=ended_days)} if ended_days is not None else {}
    return Incident.objects.create(
        code=f"N-{n}", case_number=f"N-{n}", category=category, place=spot, region=RAPPOCINI, unit=RAPPOCINI, in_public=public,
        opened_at=MONDAY - timedelta(days=60), moved_at=MONDAY, **ended,
    )  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.floats(-300, 300),
            st.floats(-300, 300),
            st.sampled_from([SLUG, SLUG, "uji-lain"]),
            st.sampled_from([None, None, 1.0, 29.0, 31.0]),
            st.booleans(),
        ),
        max_size=30,
    )
)
def test_it_is_what_a_walk_over_everything_finds_in_its_order(street: Street, drawn: list):
    Incident.objects.all().delete()
    here = spot_of()
    rows = [
        put(n, spot_of(north=north, east=east), category=kind, ended_days=ended, public=public)
        for n, (north, east, kind, ended, public) in enumerate(drawn)
    ]
    fit = [
        row
        for row in rows
        if row.category == SLUG
        and row.in_public
        and distance(*here, *row.place) <= 100
        and (row.ended_at is None or row.ended_at > MONDAY - timedelta(days=30))
    ]
    expected = sorted(fit, key=lambda row: (distance(*here, *row.place), row.pk))[:5]
    found = queries.nearby(category=SLUG, spot=here, at=MONDAY)
    assert [near.metres for near in found] == [round(distance(*here, *row.place)) for row in expected]
    assert [near.code for near in found] == [row.code for row in expected]


def test_it_is_one_question_to_the_database_by_the_index(street: Street):
    put(1, spot_of(north=30))
    with CaptureQueriesContext(connection) as asked:
        assert queries.nearby(category=SLUG, spot=spot_of(), at=MONDAY)
    (question,) = (q["sql"] for q in asked.captured_queries if "complaints_" in q["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + question)
        plan = [line for (line,) in cursor.fetchall()]
    assert any("incidents_near_by" in line for line in plan)
    # Nothing besides the box is looked up: what else is asked is asked of what lies in it.
    assert any("Subquery Scan on i" in line for line in plan)
    assert not any("of_a_kind" in line for line in plan)


def test_it_says_how_it_stands_and_shows_only_what_was_checked(street: Street):
    report = street.tell(photos=[picture()], where="depan masjid")
    found = queries.nearby(category=SLUG, spot=spot_of(north=40), at=MONDAY)
    assert [(n.code, n.metres, n.reporters, n.stage, n.photo, n.where) for n in found] == [
        (report.incident.code, 40, 1, Stage.UNCHECKED, None, "")
    ]
    street.advance(report.incident, "verifikasi", "teruskan")
    (near,) = queries.nearby(category=SLUG, spot=spot_of(), at=MONDAY)
    assert (near.stage, near.where) == (Stage.WORKING, "depan masjid")


def test_secret_and_hidden_and_placeless_ones_are_near_to_nobody(street: Street):
    street.tell(visibility="secret")
    street.tell(spot=None, region=RAPPOCINI)
    publish_now("uji-tertutup", in_public=False)
    street.tell(category="uji-tertutup")
    assert queries.nearby(category=SLUG, spot=spot_of(), at=MONDAY) == []
    assert queries.nearby(category="uji-tertutup", spot=spot_of(), at=MONDAY) == []


def test_the_third_time_within_a_year_is_a_structural_problem_with_its_evidence(street: Street):
    from_last_year = put(1, spot_of(north=5), ended_days=1)
    Incident.objects.filter(pk=from_last_year.pk).update(opened_at=MONDAY - timedelta(days=366))
    put(2, spot_of(north=8), ended_days=40)
    second = street.tell(spot=spot_of(north=10)).incident
    assert [time.code for time in queries.evidence(second, at=MONDAY)] == ["N-2", second.code]
    third = street.tell("tono").incident
    assert [time.code for time in queries.evidence(third, at=MONDAY)] == ["N-2", second.code, third.code]
