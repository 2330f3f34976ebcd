"""What is late: each head sees the own offices, the mayor all of them, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import WorkItem
from lorong.kernel.cases.queries import late
from lorong.kernel.cases.queries.inbox import URGENT
from lorong.kernel.cases.values import Said
from lorong.kernel.city import queries as city
from lorong.lib.paging import encode
from lorong.testing import MONDAY

NOON = MONDAY + timedelta(hours=4)


@pytest.fixture
def case(publish, submit):
    publish()
    return submit("siti")


def test_a_step_past_its_time_is_late_for_those_above_it(case, cast):
    for name in ("bu_lurah", "pak_camat", "wali_kota", "auditor"):
        found = late.late_items(cast.actor(name), now=NOON)
        assert [i.case.number for i in found.rows] == [case.number], name


def test_before_its_time_nothing_is_late(case, cast):
    soon = MONDAY + timedelta(minutes=10)
    assert late.late_items(cast.actor("wali_kota"), now=soon).rows == []
    pressure = late.pressure(cast.actor("wali_kota"), now=soon)
    assert (pressure.running, pressure.open, pressure.late, pressure.broken) == (1, 1, 0, 0)


def test_who_heads_no_unit_answers_for_nothing(case, cast):
    for name in ("budi", "siti", "tono"):
        assert late.late_items(cast.actor(name), now=NOON).rows == []
        assert late.pressure(cast.actor(name), now=NOON).running == 0


def test_a_head_does_not_see_another_unit_by_asking_for_it(case, cast, publish, submit):
    other = next(u.pk for u in city.units_under(city.this_city().code) if u.pk != case.unit_id and u.kind == "kelurahan")
    assert late.late_items(cast.actor("bu_lurah"), now=NOON, unit=other).rows == []
    assert late.units_overseen(cast.actor("bu_lurah")) == {case.unit_id}
    assert other not in late.units_overseen(cast.actor("bu_lurah"))
    assert late.units_overseen(cast.actor("wali_kota")) is None


def test_the_camat_answers_for_every_kelurahan_below(case, cast):
    overseen = late.units_overseen(cast.actor("pak_camat"))
    assert case.unit_id in overseen
    assert len(overseen) > 5


def test_piles_say_where_and_which(case, cast):
    mayor = cast.actor("wali_kota")
    (unit,) = late.piles_by_unit(mayor, now=NOON)
    (service,) = late.piles_by_service(mayor, now=NOON)
    assert (unit.key, unit.open, unit.late) == (case.unit_id, 1, 1)
    assert (service.key, service.late) == ("layanan-uji", 1)
    assert unit.oldest is not None
    assert unit.oldest < NOON


def test_while_the_applicant_has_it_nobody_in_the_office_is_late(case, cast):
    at = MONDAY + timedelta(minutes=5)
    said = Said(reasons=("Foto gelap",))
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="kurang", key="a", said=said, at=at)
    found = late.pressure(cast.actor("wali_kota"), now=NOON)
    assert (found.late, found.broken, found.applicant) == (0, 0, 1)


def test_a_broken_promise_is_told_apart_from_a_late_step(case, cast):
    found = late.pressure(cast.actor("wali_kota"), now=MONDAY + timedelta(days=2))
    assert (found.late, found.broken) == (1, 1)


def test_the_list_goes_on_where_it_stopped(publish, submit, cast):
    publish()
    numbers = [submit("siti", at=MONDAY + timedelta(minutes=m)).number for m in range(5)]
    seen, cursor = [], ""
    for _ in range(5):
        page = late.late_items(cast.actor("wali_kota"), now=NOON, size=2, cursor=cursor)
        seen += [i.case.number for i in page.rows]
        cursor = page.after
        if not cursor:
            break
    assert seen == numbers


def test_a_later_page_begins_in_the_index_where_the_last_one_ended(case):
    rows = WorkItem.objects.filter(done_at=None, side="city", machine=False)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    plan = URGENT.after(rows, encode([NOON, case.pk])).explain()
    assert "open_work_the_latest_first" in plan
    assert "Index Cond: (due_at >= " in plan


def test_a_rare_service_and_a_common_one_are_read_in_the_same_order(publish, submit, cast):
    publish()
    publish(slug="layanan-lain")
    for minute in range(4):
        submit("siti", at=MONDAY + timedelta(minutes=minute), slug="layanan-lain" if minute % 2 else "layanan-uji")
    mayor, found = cast.actor("wali_kota"), []
    for running in (0, 10_000):
        heaps = [late.Heap("73.71.13.1005", "layanan-lain", late=1, running=running), late.Heap("73.71.13.1005", "layanan-uji")]
        with CaptureQueriesContext(connection) as asked:
            page = late.late_items(mayor, now=NOON, slug="layanan-lain", heaps=heaps)
        found.append([i.case_id for i in page.rows])
        assert ('"cases_case"."ended" = ' in asked.captured_queries[-1]["sql"]) == (running == 0)
    assert len(found[0]) == 2
    assert found[0] == found[1] == sorted(found[0])
