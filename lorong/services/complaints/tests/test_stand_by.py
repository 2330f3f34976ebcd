"""Following, joining, taking back, and the thread of one reporter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.lib.refusals import NotAllowed, NotFound, Refusal
from lorong.services.complaints import actions, queries
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Follow, Line
from lorong.services.complaints.tests.conftest import Street
from lorong.services.complaints.values import Stage
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db


def take_back(street: Street, report, name: str):
    return actions.withdraw(actor=street.cast.actor(name), report=report, who=street.who(name), at=MONDAY + timedelta(hours=1))


def test_the_incident_lives_on_when_its_first_report_is_taken_back(street: Street):
    first = street.tell("siti")
    second = street.tell("tono", join=first.incident.code)
    take_back(street, first, "siti")
    incident = street.fresh(first.incident)
    assert (incident.ended, incident.reporters, incident.in_public) == ("", 1, True)
    take_back(street, second, "tono")
    assert (queries.stage(street.fresh(incident)), incident.in_public, incident.reporters) == (Stage.WITHDRAWN, False, 0)
    assert incident.kept is None


def test_taken_back_twice_is_once_and_nobody_takes_back_anothers(street: Street):
    report = street.tell("siti")
    take_back(street, report, "siti")
    assert take_back(street, report, "siti").withdrawn_at == MONDAY + timedelta(hours=1)
    with pytest.raises(NotFound):
        take_back(street, report, "tono")


def test_what_is_over_cannot_be_taken_back(street: Street):
    incident = street.claimed()
    street.answer(incident, "siti", True)
    with pytest.raises(Refusal, match="sudah selesai"):
        take_back(street, incident.reports.get(), "siti")


def test_following_counts_once_and_stops(street: Street):
    incident = street.tell("siti").incident
    tono, who = street.cast.actor("tono"), street.who("tono")
    actions.follow(actor=tono, incident=incident, who=who)
    actions.follow(actor=tono, incident=incident, who=who)
    assert (street.fresh(incident).followers, Follow.objects.count()) == (1, 1)
    assert [row.code for row in queries.followed(who)] == [incident.code]
    actions.unfollow(actor=tono, incident=incident, who=who)
    assert street.fresh(incident).followers == 0


def test_what_is_secret_is_followed_by_nobody_else(street: Street):
    incident = street.tell("siti", visibility="secret").incident
    with pytest.raises(NotFound):
        actions.follow(actor=street.cast.actor("tono"), incident=incident, who=street.who("tono"))


def test_areas_are_followed_up_to_ten(street: Street):
    siti = street.cast.actor("siti")
    actions.follow_area(actor=siti, region="73.71.13.1006")
    actions.follow_area(actor=siti, region="73.71.13.1006")
    actions.follow_area(actor=siti, region="73.71.13.1006", category="uji-lampu")
    assert len(queries.areas_of(siti)) == 2
    actions.unfollow_area(actor=siti, region="73.71.13.1006")
    assert [row.category for row in queries.areas_of(siti)] == ["uji-lampu"]
    with pytest.raises(Refusal):
        actions.follow_area(actor=siti, region="99")


def test_each_reporter_has_a_thread_of_their_own(street: Street):
    first = street.tell("siti")
    second = street.tell("tono", join=first.incident.code)
    siti, budi = street.cast.actor("siti"), street.cast.actor("budi")
    actions.say(actor=siti, report=first, body="Tiangnya miring", key="a", who=street.who("siti"))
    actions.say(actor=siti, report=first, body="Tiangnya miring", key="a", who=street.who("siti"))
    actions.reply(actor=budi, report=first, body="Terima kasih", key="b")
    assert actions.reply_all(actor=budi, incident=first.incident, body="Besok dikerjakan", key="c") == 2
    lines = [(line.side, line.body) for line in queries.own_report(street.who("siti"), first.number).lines]
    assert lines == [("reporter", "Tiangnya miring"), ("city", "Terima kasih"), ("city", "Besok dikerjakan")]
    assert [line.body for line in queries.own_report(street.who("tono"), second.number).lines] == ["Besok dikerjakan"]
    assert queries.reports_of(street.who("siti")).rows[0].unread == 2
    assert actions.mark_seen(actor=siti, report=first, who=street.who("siti")) == 2
    assert queries.reports_of(street.who("siti")).rows[0].unread == 0


def test_nobody_reads_or_writes_in_the_thread_of_another(street: Street):
    report = street.tell("siti")
    with pytest.raises(NotFound):
        queries.own_report(street.who("tono"), report.number)
    with pytest.raises(NotFound):
        actions.say(actor=street.cast.actor("tono"), report=report, body="Halo", key="k", who=street.who("tono"))
    with pytest.raises(NotFound):
        actions.say(actor=street.cast.actor("tono"), report=report, body="Halo", key="k", who=street.who("siti"))
    with pytest.raises(NotFound):
        actions.reply(actor=street.cast.actor("tono"), report=report, body="Halo", key="k")


def test_another_office_does_not_answer(street: Street):
    other = street.tell("siti", region="73.71.13.1005", spot=None)
    with pytest.raises(NotAllowed, match="kantor lain"):
        actions.reply(actor=street.cast.actor("budi"), report=other, body="Halo", key="k")


@pytest.mark.parametrize("body", ["", "  ", "x" * 2001])
def test_a_line_says_something_and_not_too_much(street: Street, body: str):
    report = street.tell("siti")
    with pytest.raises(NotTold):
        actions.say(actor=street.cast.actor("siti"), report=report, body=body, key="k", who=street.who("siti"))
    assert Line.objects.count() == 0


def test_details_are_given_only_when_they_are_asked(street: Street):
    report = street.tell("siti")
    with pytest.raises(Refusal, match="tidak sedang meminta"):
        actions.answer_data(actor=street.cast.actor("siti"), report=report, body="Ini", key="k", who=street.who("siti"))


def test_what_was_asked_stands_on_ones_own_page(street: Street):
    report = street.tell("siti")
    street.advance(report.incident, "verifikasi", "minta_data", reason="Nama lorongnya apa?")
    page = queries.own_report(street.who("siti"), report.number)
    assert (page.asked, page.stage, page.may_withdraw) == ("Nama lorongnya apa?", Stage.WAITING_FOR_DATA, True)
    assert page.asked_until is not None
