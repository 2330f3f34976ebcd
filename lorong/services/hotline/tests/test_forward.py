"""Passed on in one tap: the clock runs, the answer goes back, silence comes back to the mayor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as case_queries
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import registry
from lorong.kernel.messages import actions as messages
from lorong.kernel.messages.models import Message
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import AlreadyDone, NotFound, Refusal
from lorong.services.hotline import actions, queries, tasks
from lorong.services.hotline.models import Line, Matter
from lorong.services.hotline.values import By
from lorong.testing import MONDAY, Cast

from .conftest import PHONE, give_phone

Hears = Callable[..., Line]
HOUR = timedelta(hours=1)


@pytest.fixture
def office(cast: Cast) -> Actor:
    """Whoever answers complaints at an office of the city."""
    return cast.actor("hasnah")


@pytest.fixture
def matter(comes_in: Hears, cast: Cast, office: Actor) -> Matter:
    line = comes_in("Sampah di Lorong 4 tidak diangkut")
    unit = office.holdings[0].unit
    return actions.forward(
        actor=cast.actor("wali_kota"), line=line, unit=unit, note="Hari ini", headline="Sampah di satu lorong", at=MONDAY
    )


def answer(office: Actor, matter: Matter, text: str = "Sudah diangkut", *, outcome: str = "jawab", at: Any = None) -> Case:
    case = Case.objects.get(number=matter.case_number)
    cases.advance(
        actor=office, case=case, step="jawab", outcome=outcome, key=f"{text}{at}", said=Said(reason=text), at=at or MONDAY + HOUR
    )
    matter.refresh_from_db()
    return Case.objects.get(pk=case.pk)


def templates() -> list[str]:
    return list(Message.objects.filter(channel="sms").order_by("made_at", "id").values_list("template", flat=True))


def test_a_case_begins_at_the_office_with_its_clock_running(matter: Matter, office: Actor, cast: Cast):
    case = Case.objects.get(number=matter.case_number)
    assert (case.unit_id, case.turn, case.is_public) == (office.holdings[0].unit, "city", True)
    assert case.promised_at is not None and case.promised_at > MONDAY
    assert sorted(templates()) == ["hotline_diteruskan", "hotline_sampai"]
    assert [row.case.number for row in case_queries.inbox(office, now=MONDAY).rows] == [case.number]


def test_passing_on_twice_is_once_and_to_another_office_is_refused(matter: Matter, cast: Cast):
    mayor, line = cast.actor("wali_kota"), Line.objects.get(pk=matter.line_id)
    assert actions.forward(actor=mayor, line=line, unit=matter.unit, at=MONDAY) == matter
    with pytest.raises(AlreadyDone, match="sudah diteruskan"):
        actions.forward(actor=mayor, line=line, unit=cast.actor("budi").holdings[0].unit, at=MONDAY)
    assert Case.objects.filter(slug="pesan-pimpinan").count() == 1


def test_only_the_mayor_passes_on_and_only_what_a_resident_wrote(comes_in: Hears, cast: Cast, office: Actor):
    line = comes_in("Halo")
    for name in ("siti", "budi", "pak_camat", "hasnah"):
        with pytest.raises(NotFound):
            actions.forward(actor=cast.actor(name), line=line, unit=office.holdings[0].unit)
    mayor = cast.actor("wali_kota")
    own = actions.reply(actor=mayor, contact=line.contact, text="Terima kasih", key="1", at=MONDAY)
    with pytest.raises(Refusal, match="pesan warga"):
        actions.forward(actor=mayor, line=own, unit=office.holdings[0].unit)
    with pytest.raises(Refusal, match="tanpa kata-kata"):
        actions.forward(actor=mayor, line=comes_in("", by=By.WHATSAPP, beside="video"), unit=office.holdings[0].unit)
    with pytest.raises(NotFound, match="Kantor itu"):
        actions.forward(actor=mayor, line=line, unit="99.99")


def test_the_office_reads_the_message_and_never_who_wrote_it(matter: Matter, office: Actor):
    give = Matter.objects.get(pk=matter.pk).contact
    give.name = "Siti Contoh"
    give.save(update_fields=["name"])
    shown = registry.panel("hotline", office, Case.objects.get(number=matter.case_number))
    assert "Sampah di Lorong 4" in shown and "Hari ini" in shown
    assert "Siti" not in shown and PHONE not in shown and matter.contact.number not in shown


def test_the_answer_goes_back_and_yes_settles_it(matter: Matter, office: Actor, comes_in: Hears):
    answer(office, matter)
    assert matter.answered_at == MONDAY + HOUR
    assert templates()[-1] == "hotline_jawaban"
    comes_in("Sudah, terima kasih", at=MONDAY + 2 * HOUR)
    matter.refresh_from_db()
    assert (matter.ended, matter.disputed) == ("answered", 0)
    assert templates()[-1] == "hotline_jawaban"  # what settles is not answered once more


def test_no_sends_it_back_to_the_office_with_what_is_missing(matter: Matter, office: Actor, comes_in: Hears):
    answer(office, matter)
    comes_in("belum, masih menumpuk", at=MONDAY + 2 * HOUR)
    matter.refresh_from_db()
    case = Case.objects.get(number=matter.case_number)
    assert (matter.disputed, matter.ended, case.turn) == (1, "", "city")
    assert [m.is_contested for m in queries.matters_of(matter.contact)] == [True]
    answer(office, matter, "Sekarang sudah bersih", at=MONDAY + 3 * HOUR)
    assert matter.answered_at == MONDAY + HOUR  # the first answer counts for the promise
    assert templates().count("hotline_jawaban") == 2
    assert [m.is_contested for m in queries.matters_of(matter.contact)] == [False]


def test_a_yes_when_nothing_was_asked_is_a_message_like_any_other(comes_in: Hears, matter: Matter):
    comes_in("Sudah saya tulis kemarin", at=MONDAY + HOUR)
    matter.refresh_from_db()
    assert matter.ended == "" and Line.objects.filter(side="resident").count() == 2


def test_not_the_citys_to_decide_ends_it_and_asks_nothing(matter: Matter, office: Actor):
    case = answer(office, matter, "Hubungi Dinas Bina Marga Provinsi", outcome="bukan_kami")
    assert (case.ended, matter.ended) == ("not_ours", "not_ours")
    assert templates()[-1] == "hotline_penutup"


def test_silence_for_ten_days_closes_it(matter: Matter, office: Actor):
    answer(office, matter)
    cases.sweep_due(at=MONDAY + timedelta(days=9))
    matter.refresh_from_db()
    assert matter.ended == ""
    cases.sweep_due(at=MONDAY + timedelta(days=12))
    matter.refresh_from_db()
    assert matter.ended == "answered"


def test_what_nobody_answers_comes_back_after_two_days_once(matter: Matter, cast: Cast):
    mayor = give_phone(cast.account("wali_kota"), "+6281200000001")
    before, after = MONDAY + timedelta(hours=47), MONDAY + timedelta(hours=48)
    assert queries.unanswered(before) == []
    assert queries.unanswered(after) == [matter]
    assert not actions.bring_back(actor=SISTEM, matter=matter, at=before)
    assert actions.bring_back(actor=SISTEM, matter=matter, at=after)
    assert not actions.bring_back(actor=SISTEM, matter=matter, at=after)
    told = Message.objects.filter(template="hotline_kembali", account=mayor)
    assert sorted(told.values_list("channel", flat=True)) == ["inbox", "sms"]
    assert [row.pk for row in queries.stalled(cast.actor("wali_kota")).rows] == [matter.pk]


def test_two_days_are_counted_by_the_clock_through_sunday_and_a_holiday_and_come_back_once(
    comes_in: Hears, cast: Cast, office: Actor, monkeypatch: pytest.MonkeyPatch
):
    mayor = give_phone(cast.account("wali_kota"), "+6281200000001")
    passed = datetime(2026, 8, 15, 16, 45, tzinfo=ZoneInfo("Asia/Makassar"))  # a Saturday before Independence Day, a Monday
    unit = office.holdings[0].unit
    lines = [comes_in(text, at=passed - HOUR) for text in ("Sampah tidak diangkut", "Got mampet")]
    one, two = (actions.forward(actor=cast.actor("wali_kota"), line=line, unit=unit, at=passed) for line in lines)
    promised = Case.objects.get(number=one.case_number).promised_at
    assert promised is not None and promised > passed + timedelta(days=3)  # working time stands still, the clock does not

    def at(minutes: int, *, dies_at: str = "") -> list[str]:
        post, moment = messages.post, passed + timedelta(days=2, minutes=minutes)

        def told(**given: Any) -> Any:
            if dies_at and dies_at in given["key"]:
                raise ConnectionError("the worker dies")
            return post(**given)

        with monkeypatch.context() as patched:
            patched.setattr("django.utils.timezone.now", lambda: moment)
            patched.setattr(messages, "post", told)
            tasks.bring_back(0)
        rows = Matter.objects.filter(back_at__isnull=False).order_by("pk")
        return [str(row.back_at - passed) for row in rows if row.back_at]

    assert at(-5) == []
    assert at(0, dies_at=one.case_number) == ["2 days, 0:00:00"]  # the other is told of all the same
    assert at(5) == ["2 days, 0:05:00", "2 days, 0:00:00"]
    assert at(10) == at(5) and two.case_number != one.case_number
    told = Message.objects.filter(template="hotline_kembali", account=mayor)
    assert sorted(told.values_list("channel", flat=True)) == ["inbox", "inbox", "sms", "sms"]


def test_what_was_answered_in_time_never_comes_back(matter: Matter, office: Actor, monkeypatch: pytest.MonkeyPatch):
    answer(office, matter)
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(days=3))
    tasks.bring_back(0)
    matter.refresh_from_db()
    assert matter.back_at is None


def test_siti_settles_from_her_page_and_tono_cannot(cast: Cast, published: Any, office: Actor):
    siti = cast.actor("siti")
    line = actions.write(actor=siti, text="Lampu mati", key="a" * 32, at=MONDAY)
    unit = office.holdings[0].unit
    matter = actions.forward(actor=cast.actor("wali_kota"), line=line, unit=unit, at=MONDAY)
    answer(office, matter)
    with pytest.raises(NotFound):
        actions.settle(actor=cast.actor("tono"), matter=matter, agrees=True, key="t")
    with pytest.raises(Refusal, match="masih kurang"):
        actions.settle(actor=siti, matter=matter, agrees=False, key="s")
    assert actions.settle(actor=siti, matter=matter, agrees=False, note="Masih gelap", key="s").disputed == 1
    with pytest.raises(AlreadyDone):
        actions.settle(actor=siti, matter=matter, agrees=True, key="s2")


def test_the_digest_tells_numbers_and_only_the_headline(matter: Matter, office: Actor, comes_in: Hears, cast: Cast):
    answer(office, matter)
    comes_in("belum", at=MONDAY + 2 * HOUR)
    monday = MONDAY.date()
    week = queries.week(monday)
    assert (week.messages, week.people, week.forwarded, week.answered, week.kept, week.waiting, week.disputed) == (
        2,
        1,
        1,
        1,
        1,
        0,
        1,
    )
    (told,) = queries.told(monday)
    assert (told.headline, told.state) == ("Sampah di satu lorong", "contested")
    assert queries.week(monday - timedelta(weeks=1)).messages == 0
    line = comes_in("Lampu mati", address="+6281377778888")
    unit = office.holdings[0].unit
    headline = "Lampu mati, hubungi 081377778888"
    actions.forward(actor=cast.actor("wali_kota"), line=line, unit=unit, headline=headline, at=MONDAY)
    assert "8888" not in queries.told(monday)[1].headline
