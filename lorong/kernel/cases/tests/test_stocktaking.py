"""What runs is counted once a minute; until then, and when that was long ago, at every visit. Both say the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from lorong.kernel.cases.models import Stock
from lorong.kernel.cases.queries import late, pulse
from lorong.kernel.cases.stocktaking import take_stock
from lorong.kernel.cases.tasks import take_stock as every_minute
from lorong.testing import MONDAY

NOON = MONDAY + timedelta(hours=4)


@pytest.fixture
def cases(publish, submit):
    publish()
    publish(slug="layanan-lain")
    return [submit("siti"), submit("tono"), submit("siti", slug="layanan-lain", at=MONDAY + timedelta(hours=3, minutes=50))]


def said(actor, now=NOON):
    return (
        late.pressure(actor, now=now),
        late.pressure(actor, now=now, slug="layanan-lain"),
        late.piles_by_unit(actor, now=now),
        late.piles_by_service(actor, now=now),
    )


def test_what_was_counted_is_what_a_recount_gives(cases, cast):
    actors = [cast.actor(name) for name in ("wali_kota", "pak_camat", "bu_lurah", "budi")]
    live = [said(actor) for actor in actors]
    take_stock(at=NOON)
    assert [said(actor) for actor in actors] == live
    assert late.standing(actors[0], now=NOON).heaps == late.counted(actors[0], now=NOON)
    assert live[0][0].running == 3


def test_a_visit_reads_one_row_and_counts_nothing(cases, cast, django_assert_max_num_queries):
    take_stock(at=NOON)
    mayor = cast.actor("wali_kota")
    with django_assert_max_num_queries(1) as asked:
        found = late.standing(mayor, now=NOON + timedelta(seconds=50))
    assert found.at == NOON
    assert "cases_stock" in asked[0]["sql"]


def test_before_the_first_count_and_when_the_job_stands_still_it_is_counted_now(cases, cast):
    mayor, later = cast.actor("wali_kota"), NOON + timedelta(minutes=11)
    assert late.standing(mayor, now=NOON).at == NOON
    take_stock(at=NOON)
    assert late.standing(mayor, now=later).at == later


def test_the_measurements_read_what_was_counted_and_count_only_when_that_is_old(cases, django_assert_max_num_queries):
    take_stock(at=NOON)
    counted = pulse.counted_work(NOON)
    assert [(work.late, work.count) for work in counted] == [(False, 1), (True, 2)]
    with django_assert_max_num_queries(1) as asked:
        assert pulse.open_work(NOON + timedelta(seconds=50)) == counted
    assert "cases_work_item" not in asked[0]["sql"]
    later = NOON + timedelta(minutes=11)
    Stock.objects.update(steps=[])
    assert pulse.open_work(later) == pulse.counted_work(later) != []


def test_it_is_one_row_that_may_be_thrown_away(cases):
    take_stock(at=NOON)
    every_minute(timestamp=0)
    assert Stock.objects.count() == 1
    Stock.objects.all().delete()
    every_minute(timestamp=60)
    assert Stock.objects.count() == 1


def test_the_latest_steps_are_found_by_an_index(cases, cast):
    rows = late._open(cast.actor("wali_kota"), "", "").filter(due_at__lt=NOON).order_by("due_at", "pk")[:26]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    assert "open_work_the_latest_first" in rows.explain()
