"""What a process remembers about the city, and for how long it need not ask whether it changed."""

from __future__ import annotations

import uuid
from datetime import timedelta

from lorong.kernel.city import queries
from lorong.kernel.city.actions import close_day
from lorong.kernel.city.models import CitySetting
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.actors import SISTEM


def test_long_work_asks_once_whether_the_city_changed(db, django_assert_num_queries):
    queries.clock_for("")
    queries.this_city()
    with django_assert_num_queries(1), MEMORY.steady():
        for _ in range(50):
            queries.clock_for("")
            queries.this_city()


def test_afterwards_a_change_is_noticed_again(db, django_assert_num_queries):
    with MEMORY.steady():
        queries.this_city()
        CitySetting.objects.update(version=uuid.uuid4())
        with django_assert_num_queries(0):
            queries.this_city()
    with django_assert_num_queries(3):  # the version, and what it made the process forget
        queries.this_city()


def test_a_stretch_in_which_nobody_asks_costs_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0), MEMORY.steady():
        pass


def test_a_request_that_closes_a_day_sees_it_closed(cast):
    day = queries.today() + timedelta(days=1)
    while not queries.clock_for().day_minutes(day):
        day += timedelta(days=1)
    with MEMORY.steady():
        assert queries.clock_for().day_minutes(day)
        close_day(actor=SISTEM, unit=None, day=day, name="Banjir")
        assert queries.clock_for().day_minutes(day) == 0


def test_what_is_asked_once_is_asked_again_in_the_next_stretch():
    asked = []
    for _ in range(2):
        with MEMORY.steady():
            for _ in range(3):
                MEMORY.once(("answer",), lambda: asked.append(1))
    MEMORY.once(("answer",), lambda: asked.append(1))
    assert len(asked) == 3
