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
from django.db import DatabaseError, connections
from django.utils import timezone

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.queries.verify import first_broken_case_link
from lorong.kernel.cases.tests.conftest import publish_now, step, submit_now
from lorong.kernel.cases.tests.public import publish_lamp, start_lamp, unit_of
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import registry
from lorong.kernel.city import actions as city_actions
from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.kernel.city.queries.memory import MEMORY
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


def leave(kecamatan: str) -> tuple[str, str]:
    """All units below a kecamatan go to another one by a new pack, and it is dissolved; gives both codes."""
    heir = Unit.objects.filter(kind="kecamatan", active=True).exclude(pk=kecamatan).order_by("pk")[0]
    Unit.objects.filter(parent=kecamatan, active=True).update(parent=heir)
    MEMORY.renew()
    city_actions.dissolve_unit(
        actor=SISTEM, unit=Unit.objects.get(pk=kecamatan), successor=heir, from_day=city.today(), basis="Perda 4/2026"
    )
    return kecamatan, heir.pk


def known_to_the_camat(cast: Cast) -> tuple[list[int], str]:
    """Three applications whose only step is open at the kecamatan of Budi's unit; gives them and the kecamatan."""
    publish_now([step("ketahui", "camat", {"ya": {"end": "issued"}}, at="kecamatan")], slug="layanan-camat")
    cases = [submit_now(cast, who, slug="layanan-camat").pk for who in ("siti", "tono", "siti")]
    return cases, city.kecamatan_unit_of(city.unit(unit_of(cast))).pk


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


def test_steps_at_a_dissolved_kecamatan_go_on_while_their_cases_stay(cast, uji):
    cases, kecamatan = known_to_the_camat(cast)
    kecamatan, heir = leave(kecamatan)
    assert actions.sweep_units() == 3
    assert actions.sweep_units() == 0
    assert set(Case.objects.filter(pk__in=cases).values_list("unit", flat=True)) == {unit_of(cast)}
    assert set(WorkItem.objects.filter(case__in=cases, done_at=None).values_list("unit", "step")) == {(heir, "ketahui")}
    event = Event.objects.filter(kind="transferred")[0]
    assert (event.data["from_office"], event.data["to"]) == (kecamatan, city.unit(heir).name)
    assert first_broken_case_link() is None
    Unit.objects.filter(pk=kecamatan).update(active=True)  # an office that works keeps what it has, whatever an event says
    with pytest.raises(DatabaseError, match="at that unit already"):
        Event.objects.create(
            case_id=cases[0], seq=3, at=event.at, kind="transferred", key="lagi", data=event.data, actor_kind="system",
            actor_name="Sistem", promised_at=event.promised_at,
        )  # fmt: skip


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


@pytest.mark.parametrize("whose", ["unit", "kecamatan"])
def test_killed_in_the_middle_it_goes_on_where_it_was(
    whose: str, own_database: str, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        cast = Cast()
        registry.services()
        monkeypatch.setitem(registry._services, "uji", registry.Service("uji", "Uji"))
        if whose == "unit":
            cases, here = filled(cast)["open"], unit_of(cast)
            heir = dissolve(here)
        else:
            cases, here = known_to_the_camat(cast)
            heir = leave(here)[1]
        connections.close_all()
        environment = {
            **os.environ, "LORONG_DATABASE_URL": address_of(own_database), "DJANGO_SETTINGS_MODULE": "lorong.settings",
        }  # fmt: skip
        died = subprocess.run(
            [sys.executable, "-c", DYING], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert died.returncode == -signal.SIGKILL, died.stderr[-2000:]
        there = WorkItem.objects.filter(unit=heir, done_at=None)
        assert there.count() == 2
        assert actions.sweep_units() == len(cases) - 2
        assert set(there.values_list("case", flat=True)) == set(cases)
        for pk in cases:
            assert Event.objects.filter(case_id=pk, kind="transferred").count() == 1
            assert WorkItem.objects.filter(case=pk, done_at=None).count() == 1
        assert first_broken_case_link() is None
