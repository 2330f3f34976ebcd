"""Promise against reality, and the forecast, from the history of cases and from nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.queries import measures
from lorong.kernel.cases.queries.forecast import kept_lengths
from lorong.kernel.cases.tests.conftest import BACK, NO, step
from lorong.kernel.cases.values import Said
from lorong.lib.satisfaction import QUESTIONS
from lorong.testing import MONDAY, WITA

ONE = [step("periksa", "staf-pelayanan", {"ya": {"end": "issued"}, "tidak": NO, "kurang": BACK})]
ALWAYS = (datetime(2026, 1, 1, tzinfo=WITA), datetime(2027, 1, 1, tzinfo=WITA))


@pytest.fixture
def ended(publish, submit, cast):
    """`ended(minutes)` submits on a Monday morning and decides after so many working minutes."""
    publish(ONE, promise="2 jam")

    def end(minutes: int, outcome: str = "ya", *, start: datetime = MONDAY) -> Case:
        case = submit(at=start)
        said = Said(reason="Bukan di sini") if outcome == "tidak" else None
        at = start + timedelta(minutes=minutes)
        actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome=outcome, key="a", said=said, at=at)
        return Case.objects.get(pk=case.pk)

    return end


def test_a_city_without_history_has_no_share(db):
    whole = measures.whole(*ALWAYS)
    assert (whole.volume, whole.judged, whole.on_time, whole.p50, whole.share) == (0, 0, 0, 0, None)
    assert measures.by_service(*ALWAYS) == []
    assert measures.asked_to_pay(*ALWAYS) == (0, 0)


def test_what_kept_the_promise_and_what_did_not(ended):
    for minutes in (10, 20, 120, 121):
        ended(minutes)
    row = measures.by_service(*ALWAYS)[0]
    assert (row.slug, row.volume, row.judged, row.on_time, row.share) == ("layanan-uji", 4, 4, 3, 75.0)
    assert (row.p50, row.p90, row.promised) == (20, 121, 120)


def test_a_refusal_is_judged_and_a_withdrawal_only_counted(ended, submit, cast):
    ended(10)
    ended(130, "tidak")
    actions.withdraw(actor=cast.actor("siti"), case=submit(at=MONDAY), key="w", at=MONDAY + timedelta(minutes=200))
    whole = measures.whole(*ALWAYS)
    assert (whole.volume, whole.judged, whole.on_time, whole.refused) == (3, 2, 1, 1)


def test_the_applicants_time_is_not_the_citys(ended, submit, cast):
    case = submit(at=MONDAY)
    budi, later = cast.actor("budi"), lambda minutes: MONDAY + timedelta(minutes=minutes)
    actions.advance(actor=budi, case=case, step="periksa", outcome="kurang", key="k", said=Said(reason="x"), at=later(10))
    actions.resubmit(actor=cast.actor("siti"), case=case, key="s", at=later(170))
    actions.advance(actor=budi, case=case, step="periksa", outcome="ya", key="y", at=later(190))
    whole = measures.whole(*ALWAYS, slug="layanan-uji")
    assert (whole.on_time, whole.p50, whole.applicant_p50, whole.returned) == (1, 30, 160, 1)


def test_running_cases_are_not_measured(ended, submit):
    submit(at=MONDAY)
    assert measures.whole(*ALWAYS).volume == 0


def test_a_period_takes_its_first_moment_and_not_its_last(ended):
    case = ended(10)
    assert measures.whole(case.ended_at, case.ended_at + timedelta(seconds=1)).volume == 1
    assert measures.whole(case.ended_at - timedelta(seconds=1), case.ended_at).volume == 0


def test_rows_of_units_and_services_add_up(ended, publish, submit, cast):
    ended(10)
    publish(ONE, slug="layanan-lain")
    case = submit(slug="layanan-lain", at=MONDAY)
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="ya", key="a", at=MONDAY + timedelta(minutes=5))
    assert [(r.slug, r.volume) for r in measures.by_service(*ALWAYS)] == [("layanan-lain", 1), ("layanan-uji", 1)]
    assert [(r.unit, r.volume) for r in measures.by_unit(*ALWAYS)] == [(case.unit_id, 2)]
    assert [(r.unit, r.volume) for r in measures.by_unit(*ALWAYS, slug="layanan-lain")] == [(case.unit_id, 1)]
    assert [(r.slug, r.unit) for r in measures.by_service_and_unit(*ALWAYS)] == [
        ("layanan-lain", case.unit_id),
        ("layanan-uji", case.unit_id),
    ]


def test_a_month_begins_at_the_citys_midnight_and_empty_months_stay(ended):
    last_evening = datetime(2026, 8, 31, 15, 0, tzinfo=WITA)
    ended(8 * 60 + 59, start=last_evening)  # decided at 23.59 in the city, 15.59 of the same day in UTC
    ended(9 * 60, start=last_evening)  # decided at midnight in the city, 16.00 of the day before in UTC
    months = measures.by_month(date(2026, 7, 1), months=3, zone="Asia/Makassar")
    assert [(day.month, judged) for day, judged, _ in months] == [(7, 0), (8, 1), (9, 1)]


def test_a_histogram_holds_everything_in_its_last_bin(ended):
    for minutes in (0, 30, 31, 120, 121, 200):
        ended(minutes)
    assert measures.histogram("layanan-uji", *ALWAYS, width=30, bins=5) == [2, 1, 0, 1, 2]


def test_who_was_asked_to_pay_is_counted_and_silence_is_no_answer(ended, cast):
    for asked in (True, False, None):
        actions.answer_survey(actor=cast.actor("siti"), case=ended(5), answers=dict.fromkeys(QUESTIONS, 3), asked_to_pay=asked)
    far = (datetime(2000, 1, 1, tzinfo=WITA), datetime(2100, 1, 1, tzinfo=WITA))
    assert measures.asked_to_pay(*far) == (2, 1)
    assert measures.surveys(*far, slug="layanan-uji") == (3, {str(e): (9, 3) for e in QUESTIONS})
    assert measures.surveys(*far, slug="tiada") == (0, {})


LAST_WEEK = MONDAY - timedelta(days=7)


@pytest.fixture
def forgetful():
    """Nothing that another history left in this process is remembered."""
    cache.clear()
    yield
    cache.clear()


def test_with_little_history_nothing_is_foretold(ended, submit, forgetful):
    for _ in range(9):
        ended(10, start=LAST_WEEK)
    assert queries.forecast(submit(at=MONDAY), now=MONDAY) is None


def test_with_enough_history_a_range_is_foretold_in_working_time(ended, submit, forgetful):
    for minutes in range(10, 30):
        ended(minutes, start=LAST_WEEK)
    case = submit(at=MONDAY)
    found = queries.forecast(case, now=MONDAY)
    assert (found.based_on, found.of_this_unit) == (20, True)
    assert (found.first, found.last) == (MONDAY + timedelta(minutes=11), MONDAY + timedelta(minutes=28))
    evening = MONDAY.replace(hour=20)
    late = queries.forecast(submit(at=evening), now=evening)
    assert late.first.astimezone(WITA).strftime("%d %H.%M") == "04 07.41"


def test_what_was_already_waited_is_not_foretold_again(ended, submit, forgetful):
    for minutes in range(1, 41):
        ended(minutes, start=LAST_WEEK)
    case = submit(at=MONDAY)
    now = MONDAY + timedelta(minutes=20)
    found = queries.forecast(case, now=now)  # twenty took longer: 1 to 20 minutes more
    assert (found.based_on, found.first, found.last) == (20, now + timedelta(minutes=2), now + timedelta(minutes=19))
    assert queries.forecast(case, now=MONDAY + timedelta(minutes=36)) is None  # hardly any took so long


def test_where_an_office_has_too_little_history_the_city_is_asked_and_the_range_is_wider(ended, submit, forgetful):
    for minutes in (10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 200):
        ended(minutes, start=LAST_WEEK)
    found = queries.forecast(submit(at=MONDAY), now=MONDAY)
    assert (found.based_on, found.of_this_unit) == (11, False)
    assert found.last == MONDAY + timedelta(minutes=200)


def test_the_time_in_which_the_city_waited_is_left_out(ended, submit, cast, forgetful):
    budi = cast.actor("budi")
    for number in range(20):
        case = submit(at=LAST_WEEK)
        said, at = Said(reason="x"), LAST_WEEK + timedelta(minutes=5)
        actions.advance(actor=budi, case=case, step="periksa", outcome="kurang", key="k", said=said, at=at)
        actions.resubmit(actor=cast.actor("siti"), case=case, key="s", at=at + timedelta(minutes=60))
        end = at + timedelta(minutes=60 + number)
        actions.advance(actor=budi, case=Case.objects.get(pk=case.pk), step="periksa", outcome="ya", key="y", at=end)
    lengths = kept_lengths("layanan-uji", "periksa", None, MONDAY)
    assert sorted(lengths) == sorted([*range(5, 25), *range(20)])  # from the first opening, and from the second


def test_refused_and_withdrawn_cases_foretell_nothing(ended, submit, cast, forgetful):
    for _ in range(9):
        ended(10, start=LAST_WEEK)
    ended(10, "tidak", start=LAST_WEEK)
    actions.withdraw(actor=cast.actor("siti"), case=submit(at=LAST_WEEK), key="w", at=LAST_WEEK)
    assert queries.forecast(submit(at=MONDAY), now=MONDAY) is None


def test_what_is_over_has_no_forecast(ended):
    assert queries.forecast(ended(10), now=MONDAY) is None
