"""The city pays for so many SMS a day: codes first, the rest waits for the morning, and the board shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lorong.kernel.city import queries as city
from lorong.kernel.messages import actions, budget
from lorong.kernel.messages.budget import OVER, SmsUsedUp
from lorong.kernel.messages.models import Message
from lorong.kernel.messages.tests.conftest import SITI_PHONE, FakeGateway
from lorong.lib.actors import SISTEM
from lorong.lib.citypack import load

HERE = ZoneInfo("Asia/Makassar")
NOON, TOMORROW = datetime(2026, 8, 3, 12, tzinfo=HERE), datetime(2026, 8, 4, 6, tzinfo=HERE)


@pytest.fixture
def three_a_day(monkeypatch: pytest.MonkeyPatch, cast: Any) -> None:
    """Three SMS a day, one of them kept for codes."""
    small = replace(city.this_city(), sms_a_day=3, sms_for_codes=1)
    monkeypatch.setattr(budget.city, "this_city", lambda: small)


def send(key: str, *, code: bool = False, at: datetime = NOON) -> Message:
    context = {"code": "482913", "minutes": "5", "city": "Kota Makassar"}
    template = "kode" if code else "survei"
    if not code:
        context = {"number": "26-0727-0042", "title": "Surat", "unit": "Kelurahan", "link": "http://localhost/"}
    message = actions.send_now(actor=SISTEM, phone=SITI_PHONE, template=template, context=context, key=key, urgent=code, at=at)
    return actions.deliver(actor=SISTEM, message=message, at=at)


def test_what_can_wait_leaves_room_for_codes(three_a_day: None, gateway: FakeGateway) -> None:
    assert [send(str(n)).sent_at for n in range(2)] == [NOON, NOON]
    held = send("3")
    assert (held.sent_at, held.failed_at, held.last_error, held.attempts) == (None, None, OVER, 0)
    assert held.send_after == TOMORROW
    assert send("kode", code=True).sent_at == NOON
    assert len(gateway.asked) == 3


def test_tomorrow_it_goes(three_a_day: None, gateway: FakeGateway) -> None:
    for n in range(3):
        held = send(str(n))
    later = actions.deliver(actor=SISTEM, message=held, at=TOMORROW)
    assert later.sent_at == TOMORROW
    assert later.last_error == ""


def test_who_asks_for_a_code_hears_at_once_that_none_will_come(three_a_day: None, gateway: FakeGateway) -> None:
    for n in range(3):
        send(f"kode {n}", code=True)
    with pytest.raises(SmsUsedUp, match="Masuk dengan kata sandi atau kunci sandi"):
        send("kode 4", code=True)
    assert send("kode 5", code=True, at=TOMORROW).sent_at == TOMORROW


def test_a_code_that_comes_too_late_for_the_ceiling_is_given_up(three_a_day: None, gateway: FakeGateway) -> None:
    context = {"code": "482913", "minutes": "5", "city": "Kota Makassar"}
    late = actions.send_now(actor=SISTEM, phone=SITI_PHONE, template="kode", context=context, key="late", at=NOON)
    for n in range(3):
        send(f"kode {n}", code=True)
    assert actions.deliver(actor=SISTEM, message=late, at=NOON).failed_at == NOON
    day = budget.sms_day(at=NOON)
    assert (day.sent, day.ceiling, day.waiting, day.dropped) == (3, 3, 0, 1)


def test_the_board_counts_what_waits(three_a_day: None, gateway: FakeGateway) -> None:
    for n in range(4):
        send(str(n))
    day = budget.sms_day(at=NOON)
    assert (day.sent, day.waiting, day.dropped) == (2, 2, 0)


def test_inbox_and_mail_cost_nothing(three_a_day: None, gateway: FakeGateway, siti: Any) -> None:
    for n in range(3):
        send(f"kode {n}", code=True)
    context = {"number": "26-0727-0042", "title": "Surat", "unit": "Kelurahan"}
    made = actions.post(actor=SISTEM, account=siti, template="survei", context=context, key="k", link="/", channels=("inbox",))
    assert [m.sent_at is not None for m in made] == [True]


def test_a_city_without_a_ceiling_sends_everything(monkeypatch: pytest.MonkeyPatch, cast: Any, gateway: FakeGateway) -> None:
    free = replace(city.this_city(), sms_a_day=0, sms_for_codes=0)
    monkeypatch.setattr(budget.city, "this_city", lambda: free)
    assert all(send(str(n)).sent_at for n in range(5))
    assert budget.sms_day(at=NOON).ceiling == 0


def test_the_quiet_hours_are_the_city_s(monkeypatch: pytest.MonkeyPatch, cast: Any) -> None:
    assert (budget.quiet_hours().begin.hour, budget.quiet_hours().end.hour) == (21, 6)
    early = replace(city.this_city(), quiet_from="19:30", quiet_until="07:00")
    monkeypatch.setattr(budget.city, "this_city", lambda: early)
    evening = datetime(2026, 8, 3, 20, tzinfo=HERE)
    message = actions.send_now(
        actor=SISTEM, phone=SITI_PHONE, template="survei", key="k", urgent=False, at=evening,
        context={"number": "1", "title": "Surat", "unit": "Kelurahan", "link": "http://localhost/"},
    )  # fmt: skip
    assert message.send_after == datetime(2026, 8, 4, 7, tzinfo=HERE)


def test_every_city_pack_says_when_phones_keep_silent_and_what_it_pays_for(settings: Any) -> None:
    for path in sorted(settings.CITIES_DIR.glob("*/city.toml")):
        said = load(path.parent).city.messages
        assert said.quiet_from == "21.00"
        assert 0 < said.sms_for_codes < said.sms_a_day
