"""The figures that are added up say what counting everything anew says, whenever and however often they are added up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lorong.kernel.cases import actions
from lorong.kernel.cases.actions import measure as measuring_of_ended
from lorong.kernel.cases.actions.measure import measure, measure_anew
from lorong.kernel.cases.models import Case, Event, MeasureCell, Measured
from lorong.kernel.cases.queries import measures, recount, rolled
from lorong.kernel.cases.tasks import count_everything, measure_ended
from lorong.kernel.cases.tests.conftest import BACK, NO, step
from lorong.kernel.cases.values import NOT_JUDGED, Measure, Said
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM
from lorong.lib.satisfaction import QUESTIONS
from lorong.testing import MONDAY, WITA

ONE = [step("periksa", "staf-pelayanan", {"ya": {"end": "issued"}, "tidak": NO, "kurang": BACK})]
SLUGS = ("layanan-uji", "layanan-lain")
YEAR = (datetime(2026, 1, 1, tzinfo=WITA), datetime(2026, 12, 31, 23, 59, 59, tzinfo=WITA))

happenings = st.tuples(
    st.sampled_from(SLUGS),
    st.sampled_from(["ya", "tidak", "withdrawn"]),
    st.integers(0, 40),  # days after Monday
    st.integers(0, 9000),  # minutes, by the clock, until it ends
    st.none() | st.tuples(st.integers(1, 4), st.none() | st.booleans()),  # the survey: every answer, asked to pay
)


@pytest.fixture
def history(publish, submit, cast):
    """`history([...])` makes ended cases as `happenings` says."""
    for slug, promise in zip(SLUGS, ("2 jam", "2 hari kerja"), strict=True):
        publish(ONE, slug=slug, promise=promise)

    def end(happened: list[tuple[Any, ...]]) -> None:
        for slug, how, day, minutes, survey in happened:
            start = MONDAY + timedelta(days=day)
            case, at = submit(slug=slug, at=start), start + timedelta(minutes=minutes)
            if how == "withdrawn":
                actions.withdraw(actor=cast.actor("siti"), case=case, key="w", at=at)
            else:
                said = Said(reason="Bukan di sini") if how == "tidak" else None
                actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome=how, key="a", said=said, at=at)
            if survey is not None:
                answers = dict.fromkeys(QUESTIONS, survey[0])
                actions.answer_survey(
                    actor=cast.actor("siti"), case=Case.objects.get(pk=case.pk), answers=answers, asked_to_pay=survey[1]
                )

    return end


def by_events() -> dict[str, tuple[int, int, int]]:
    """Service to (volume, judged, on time), from nothing but events."""
    found: dict[str, tuple[int, int, int]] = {}
    for case in Case.objects.all():
        used, turn, ended, promised = 0, "none", "", 0
        for event in Event.objects.filter(case_id=case.pk).order_by("seq"):
            used += event.minutes if turn == "city" else 0
            turn = "city" if event.promised_at else "none"
            promised = event.data.get("promised_minutes", promised)
            ended = event.kind if event.kind in NOT_JUDGED else event.outcome if event.kind == "done" else ""
        judged = bool(ended) and ended not in NOT_JUDGED
        n = found.get(case.slug, (0, 0, 0))
        found[case.slug] = (n[0] + bool(ended), n[1] + judged, n[2] + (judged and used <= promised))
    return found


def near(a: int, b: int) -> bool:
    return abs(a - b) * 100 <= b


def same(a: Measure, b: Measure) -> bool:
    counts = ("slug", "unit", "volume", "judged", "on_time", "refused", "returned", "promised")
    exact = all(getattr(a, name) == getattr(b, name) for name in counts)
    return exact and near(a.p50, b.p50) and near(a.p90, b.p90) and near(a.applicant_p50, b.applicant_p50)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(happenings, min_size=1, max_size=5), st.booleans())
def test_the_figures_are_what_the_events_say(history, happened, in_between):
    # The cases of all examples pile up in one database: every example adds to the figures of those before it.
    history(happened[:2])
    if in_between:
        measure(actor=SISTEM)
    history(happened[2:])
    measure(actor=SISTEM)
    assert measure(actor=SISTEM) == 0
    assert not recount.uncounted(None)
    assert {m.slug: (m.volume, m.judged, m.on_time) for m in rolled.by_service(*YEAR)} == by_events()
    for ask in ("by_service", "by_unit", "by_service_and_unit"):
        fast, slow = getattr(rolled, ask)(*YEAR), getattr(recount, ask)(*YEAR)
        assert len(fast) == len(slow) and all(same(a, b) for a, b in zip(fast, slow, strict=True)), ask
    for slug in ("", *SLUGS):
        assert rolled.tallies(*YEAR, slug=slug) == recount.tallies(*YEAR, slug=slug)
        assert same(rolled.whole(*YEAR, slug=slug), recount.whole(*YEAR, slug=slug))
        months = {"months": 12, "zone": "Asia/Makassar", "slug": slug}
        assert rolled.by_month(YEAR[0].date(), **months) == recount.by_month(YEAR[0].date(), **months)
    far = (datetime(2026, 1, 1, tzinfo=WITA), datetime(2100, 1, 1, tzinfo=WITA))  # surveys are answered now
    assert rolled.surveys(*far, slug=SLUGS[0]) == recount.surveys(*far, slug=SLUGS[0])
    assert rolled.asked_to_pay(*far) == recount.asked_to_pay(*far)


def test_a_row_a_unit_comes_from_the_database_and_counts_read_no_spread(history, django_assert_max_num_queries):
    history([("layanan-uji", "ya", day, 10, None) for day in (0, 1)])
    measure(actor=SISTEM)
    with django_assert_max_num_queries(30) as asked:  # most ask whether the city changed
        assert [t.volume for t in rolled.tallies(*YEAR)] == [2]
    assert [m.p50 for m in rolled.by_unit(*YEAR)] == [10]
    assert not [q["sql"] for q in asked if '"cases_measure"."city"' in q["sql"]]


def test_made_anew_they_are_the_same(history):
    history([("layanan-uji", "ya", d, 100 * d, (3, True)) for d in range(4)])
    measure(actor=SISTEM)
    history([("layanan-lain", "withdrawn", 3, 50, None)])
    measure(actor=SISTEM)
    before = list(MeasureCell.objects.order_by("month", "day", "slug", "unit").values())
    assert measure_anew(actor=SISTEM) == Measured.objects.count() == 9
    after = list(MeasureCell.objects.order_by("month", "day", "slug", "unit").values())
    assert [{**row, "id": 0} for row in after] == [{**row, "id": 0} for row in before]


def test_made_anew_in_small_portions_nothing_is_left_out_where_several_ended_at_once(history, monkeypatch):
    history([("layanan-uji", "ya", d // 3, 100, (d % 4 + 1, None)) for d in range(7)])
    monkeypatch.setattr(measuring_of_ended, "PORTION", 2)
    assert measure_anew(actor=SISTEM) == Measured.objects.count() == 14
    assert rolled.whole(*YEAR).volume == 7


def test_what_is_done_exactly_when_promised_is_drawn_as_kept(history):
    history([("layanan-uji", "ya", 0, minutes, None) for minutes in (0, 30, 31, 120, 121, 200)])
    measure(actor=SISTEM)
    since = datetime(2026, 8, 1, tzinfo=WITA)
    drawn = [way.histogram("layanan-uji", since, YEAR[1], width=30, bins=6) for way in (rolled, recount)]
    assert drawn == [[2, 1, 0, 1, 1, 1]] * 2


def test_until_they_are_made_everything_is_counted_anew(history):
    history([("layanan-uji", "ya", 0, 10, None)])
    assert not rolled.ready()
    assert measures.whole(*YEAR).volume == 1
    measure(actor=SISTEM)
    assert rolled.ready()
    history([("layanan-uji", "ya", 0, 10, None)])
    assert measures.whole(*YEAR).volume == 1, "not added up yet"
    measure(actor=SISTEM)
    assert measures.whole(*YEAR).volume == 2


def test_a_period_of_days_begins_with_the_day_of_its_first_moment(history):
    history([("layanan-uji", "ya", day, 10, None) for day in (0, 1, 2)])
    measure(actor=SISTEM)
    noon = MONDAY + timedelta(days=1, hours=4)
    assert not rolled.is_month(noon)
    assert rolled.whole(noon, YEAR[1]).volume == 2
    assert [m.volume for m in rolled.by_unit(noon, YEAR[1])] == [2]


def test_the_worker_adds_up_every_minute_and_only_what_is_new(history, django_assert_num_queries):
    now = city.today()
    history([("layanan-uji", "ya", (now - MONDAY.date()).days, 5, None)])
    measure_ended(timestamp=0)
    assert Measured.objects.count() == 1
    with django_assert_num_queries(1):
        measure_ended(timestamp=60)


def test_a_worker_that_begins_counts_what_the_minute_does_not_look_for(history):
    history([("layanan-uji", "ya", 0, 10, None)])  # long ago: nobody was there to count it
    measure_ended(timestamp=0)
    assert Measured.objects.count() == 0
    count_everything()
    assert Measured.objects.count() == 1


def test_the_command_counts_all_of_them_again(history, capsys):
    history([("layanan-uji", "ya", 0, 10, None)])
    call_command("measures")
    call_command("measures", rebuild=True)
    assert capsys.readouterr().out.splitlines() == ["Angka: 1 urusan dan survei dijumlahkan."] * 2
