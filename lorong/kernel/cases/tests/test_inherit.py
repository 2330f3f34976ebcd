"""The open cases of a dissolved unit go to its successor, also when the worker is killed in the middle of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.queries.verify import first_broken_case_link
from lorong.kernel.cases.tests.conftest import publish_now, submit_now
from lorong.kernel.cases.tests.public import publish_lamp, start_lamp, unit_of
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import registry
from lorong.kernel.city import actions as city_actions
from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.lib.actors import SISTEM
from lorong.testing import MONDAY, Cast, address_of

DYING = """
import os, signal, django
django.setup()
from lorong.kernel.cases import recording
from lorong.kernel.cases.actions import sweep_units
write, written = recording.record, []
def dying(**given):
    event = write(**given)
    written.append(event)
    if len(written) == 3:
        os.kill(os.getpid(), signal.SIGKILL)  # the third is written, and not committed
    return event
recording.record = dying
sweep_units()
"""


def dissolve(unit: str, *, days: int = 0) -> str:
    """The unit ends in so many days; gives the code of its successor."""
    ending = Unit.objects.get(pk=unit)
    heir = Unit.objects.filter(kind=ending.kind, parent=ending.parent, active=True).exclude(pk=unit).order_by("pk")[0]
    city_actions.dissolve_unit(
        actor=SISTEM, unit=ending, successor=heir, from_day=city.today() + timedelta(days=days), basis="Perda 3/2026"
    )
    return heir.pk


def filled(cast: Cast) -> dict[str, list[int]]:
    """Three applications and two cases of the public that are open at Budi's unit, one that is over."""
    publish_now()
    publish_lamp()
    letters = [submit_now(cast, who) for who in ("siti", "tono", "siti")]
    lamps = [start_lamp(cast, key=f"lampu-{n}") for n in range(2)]
    said = Said(reason="Sudah ada.")
    over = start_lamp(cast, key="arsip")
    actions.advance(actor=cast.actor("budi"), case=over, step="periksa", outcome="arsip", key="1", said=said, at=MONDAY)
    return {"open": [c.pk for c in (*letters, *lamps)], "over": [over.pk]}


def test_open_cases_go_and_ended_ones_stay(cast, uji):
    here, cases = unit_of(cast), filled(cast)
    assert actions.sweep_units() == 0
    heir = dissolve(here)
    assert actions.sweep_units() == 5
    assert actions.sweep_units() == 0
    assert set(Case.objects.filter(unit=heir).values_list("pk", flat=True)) == set(cases["open"])
    assert list(Case.objects.filter(unit=here).values_list("pk", flat=True)) == cases["over"]
    assert not WorkItem.objects.filter(unit=here, done_at=None).exists()
    event = Event.objects.filter(kind="transferred")[0]
    assert (event.actor_kind, event.data["reason"]) == ("system", "Perda 3/2026")
    assert first_broken_case_link() is None


def test_nothing_new_comes_to_it(cast, uji):
    filled(cast)
    heir = dissolve(unit_of(cast))
    assert submit_now(cast, "siti", at=timezone.now()).unit_id == heir
    assert start_lamp(cast, key="baru", at=timezone.now()).unit_id == heir


def test_when_its_last_day_is_over_the_sweep_closes_it(cast, uji):
    cases, here, now = filled(cast), unit_of(cast), timezone.now()
    heir = dissolve(here, days=1)
    assert actions.sweep_units(at=now) == 0 and Unit.objects.get(pk=here).active
    assert actions.sweep_units(at=now + timedelta(days=1)) == len(cases["open"])
    assert not Unit.objects.get(pk=here).active and Case.objects.filter(unit=heir).count() == 5


def test_killed_in_the_middle_it_goes_on_where_it_was(
    own_database: str, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        cast = Cast()
        registry.services()
        monkeypatch.setitem(registry._services, "uji", registry.Service("uji", "Uji"))
        cases, here = filled(cast), unit_of(cast)
        heir = dissolve(here)
        connections.close_all()
        environment = {
            **os.environ, "LORONG_DATABASE_URL": address_of(own_database), "DJANGO_SETTINGS_MODULE": "lorong.settings",
        }  # fmt: skip
        died = subprocess.run(
            [sys.executable, "-c", DYING], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert died.returncode == -signal.SIGKILL, died.stderr[-2000:]
        assert Case.objects.filter(unit=heir).count() == 2
        assert actions.sweep_units() == 3
        assert set(Case.objects.filter(unit=heir).values_list("pk", flat=True)) == set(cases["open"])
        for pk in cases["open"]:
            assert Event.objects.filter(case_id=pk, kind="transferred").count() == 1
            assert WorkItem.objects.filter(case=pk, done_at=None).count() == 1
        assert first_broken_case_link() is None
