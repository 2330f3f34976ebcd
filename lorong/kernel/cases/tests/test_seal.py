"""Every night history gets its root, by the clock of the city; and `seal` makes one now."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lorong.kernel.audit import roots
from lorong.kernel.cases import tasks

pytestmark = pytest.mark.django_db


def at(monkeypatch: pytest.MonkeyPatch, *moment: int) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=UTC))


def days() -> list[date]:
    return [root.day for root in roots.all_roots()]


def test_after_midnight_of_the_city_yesterday_gets_one_root(cast, monkeypatch):
    at(monkeypatch, 2026, 8, 3, 16, 5)  # 00.05 on Tuesday in Makassar
    tasks.close_day(timestamp=0)
    assert days() == [date(2026, 8, 3)]
    at(monkeypatch, 2026, 8, 4, 15, 5)  # 23.05 on the same Tuesday
    tasks.close_day(timestamp=0)
    assert days() == [date(2026, 8, 3)]
    at(monkeypatch, 2026, 8, 4, 16, 5)
    tasks.close_day(timestamp=0)
    assert days() == [date(2026, 8, 3), date(2026, 8, 4)]


def test_a_root_made_by_hand_does_not_replace_that_of_the_night(cast, monkeypatch):
    at(monkeypatch, 2026, 8, 3, 6, 0)
    said = StringIO()
    call_command("seal", stdout=said)
    assert said.getvalue().startswith("1 2026-08-03 ")
    at(monkeypatch, 2026, 8, 3, 16, 5)
    tasks.close_day(timestamp=0)
    assert days() == [date(2026, 8, 3), date(2026, 8, 3)]


def test_while_somebody_writes_no_root_is_made(cast, monkeypatch):
    monkeypatch.setattr(roots, "settled_place", lambda *, patience: None)
    tasks.close_day(timestamp=0)
    with pytest.raises(CommandError, match="Masih ada yang sedang menulis"):
        call_command("seal")
    assert days() == []
