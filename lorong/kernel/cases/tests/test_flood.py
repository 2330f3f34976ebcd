"""A flood of invented cases is as whole as cases that were written one by one."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from lorong.kernel.cases.actions.flood import flood
from lorong.kernel.cases.actions.simulate import World
from lorong.kernel.cases.models import Case, DayCounter, Event, WorkItem
from lorong.kernel.cases.queries import first_broken_case_link
from lorong.kernel.cases.queries.inbox import inbox
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed
from lorong.testing import Cast
from tests.things import POOR, SLUG, publish


@pytest.fixture
def flooded(db: None) -> None:
    publish(SLUG, POOR)
    world = World(seed=3, days=90, now=timezone.now())
    flood(actor=SISTEM, world=world, count=60, running=False)
    flood(actor=SISTEM, world=world, count=25, running=True)


def test_every_chain_is_whole_and_every_state_is_what_the_events_say(flooded):
    assert first_broken_case_link() is None
    assert Case.objects.exclude(ended="").count() == 60
    assert Event.objects.count() >= 60 * 10


def test_the_open_work_of_a_running_case_is_its_open_steps(flooded):
    for case in Case.objects.filter(ended=""):
        there = {token for token in case.marking if not token.startswith("?") and ">" not in token}
        assert there == set(WorkItem.objects.filter(case=case, done_at=None).values_list("step", flat=True))
    assert not WorkItem.objects.filter(done_at=None).exclude(case__ended="").exists()


def test_numbers_of_a_day_have_no_gap_and_the_next_case_goes_on(flooded):
    for row in DayCounter.objects.all():
        numbers = sorted(Case.objects.filter(number__startswith=f"{row.day:%y-%m%d}-").values_list("number", flat=True))
        assert [int(n[-4:]) for n in numbers] == list(range(1, row.last + 1))


def test_what_the_database_derives_is_what_was_written(flooded):
    """The same histories through the triggers give the same rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM cases_case c WHERE c.city_minutes <> (SELECT coalesce(sum(e.minutes) FILTER (WHERE e.was), 0) FROM "
            "(SELECT minutes, lag(promised_at) OVER (ORDER BY seq) IS NOT NULL AS was FROM cases_event WHERE case_id = c.id) e)"
        )
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM cases_case WHERE (turn = 'city') <> (promised_at IS NOT NULL)")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*), count(DISTINCT position) FROM cases_event")
        all_of_them, places = cursor.fetchone()
    assert all_of_them == places


def test_officers_find_the_running_ones_in_their_inbox(flooded, cast: Cast):
    boxes = [
        inbox(cast.actor(who, at=timezone.now()), now=timezone.now()).rows for who in ("budi", "kasi", "bu_lurah", "pak_camat")
    ]
    assert all(item.done_at is None for box in boxes for item in box)


def test_it_is_for_demonstrations_alone(db, settings):
    settings.DEMO = False
    with pytest.raises(NotAllowed):
        flood(actor=SISTEM, world=None, count=1, running=False)


def test_the_command_writes_both_kinds(db, capsys):
    publish(SLUG)
    assert settings.DEMO
    call_command("simulate", cases=5, open=3, bulk=True)
    assert "5 selesai, 3 berjalan" in capsys.readouterr().out
