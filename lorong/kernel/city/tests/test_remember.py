"""What a process remembers about the city, and for how long it need not ask whether it changed."""

from __future__ import annotations

import uuid

from lorong.kernel.city import queries
from lorong.kernel.city.models import CitySetting
from lorong.kernel.city.queries.memory import MEMORY


def test_long_work_asks_once_whether_the_city_changed(db, django_assert_num_queries):
    queries.clock_for("")
    queries.this_city()
    with django_assert_num_queries(1), MEMORY.steady():
        for _ in range(50):
            queries.clock_for("")
            queries.this_city()


def test_afterwards_a_change_is_noticed_again(db, django_assert_num_queries):
    queries.this_city()
    with MEMORY.steady():
        CitySetting.objects.update(version=uuid.uuid4())
        with django_assert_num_queries(0):
            queries.this_city()
    with django_assert_num_queries(3):  # the version, and what it made the process forget
        queries.this_city()
