"""Several at once, each really committing: one wins, nobody waits for ever, and the incident says what its case says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

import pytest

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.tests.test_race import at_once
from lorong.kernel.cases.values import Said
from lorong.lib.refusals import Refusal
from lorong.services.complaints import actions, hearing, queries
from lorong.services.complaints.models import Incident, Report, Verdict
from lorong.services.complaints.tests.conftest import Street, publish_now, spot_of
from lorong.services.complaints.values import Stage
from lorong.testing import MONDAY, Cast

SOON = MONDAY + timedelta(minutes=5)


@pytest.fixture
def street(own_database: str) -> Iterator[Street]:
    publish_now()
    street = Street(Cast())
    for name in ("siti", "tono", "budi", "bu_lurah"):
        street.cast.actor(name)
    spot_of()
    yield street
    for incident in Incident.objects.filter(merged_into=None):
        case = street.case(incident)
        stands = hearing.standing_of(incident)
        assert (stands.unit, stands.turn, stands.ended) == (case.unit_id, case.turn, case.ended)
        assert incident.reporters == incident.reports.filter(withdrawn_at=None).count()


def test_the_same_report_sent_four_times_at_once_is_one(street: Street):
    results = at_once(*[lambda: street.tell("siti", key="dari-hp")] * 4)
    assert len({result.pk for result in results}) == 1
    assert (Report.objects.count(), Case.objects.count()) == (1, 1)


def test_the_last_two_who_take_back_at_once_end_it(street: Street):
    first = street.tell("siti")
    second = street.tell("tono", join=first.incident.code)

    def take_back(report: Report, name: str):
        return actions.withdraw(actor=street.cast.actor(name), report=report, who=street.who(name), at=SOON)

    at_once(lambda: take_back(first, "siti"), lambda: take_back(second, "tono"))
    assert queries.stage(Incident.objects.get()) is Stage.WITHDRAWN


def test_an_officer_and_reporters_who_act_at_once_never_wait_for_each_other(street: Street):
    for _ in range(3):
        incident = street.claimed("siti")
        second = street.tell("tono", join=incident.code)
        case, budi = street.case(incident), street.cast.actor("budi")
        results = at_once(
            lambda i=incident: street.answer(i, "siti", True),
            lambda i=incident: street.answer(i, "tono", False),
            lambda c=case, b=budi: cases.transfer(actor=b, case=c, unit="73.71.13.1005", reason="Bukan di sini", key="pindah"),
            lambda r=second: actions.withdraw(actor=street.cast.actor("tono"), report=r, who=street.who("tono")),
            lambda i=incident: street.tell("siti", join=i.code),
        )
        assert any(not isinstance(result, Refusal) for result in results)
    assert Verdict.objects.exists()


def test_two_who_merge_crosswise_leave_one_open(street: Street):
    one, two = street.tell("siti").incident, street.tell("tono").incident
    lurah = street.cast.actor("bu_lurah")

    def merge(incident: Incident, into: Incident, key: str):
        return actions.merge_incidents(actor=lurah, incident=incident, into=into, reason="Sama", key=key, at=SOON)

    results = at_once(lambda: merge(one, two, "a"), lambda: merge(two, one, "b"))
    assert sum(isinstance(result, Refusal) for result in results) == 1
    assert Incident.objects.filter(ended="").count() == 1
    assert Incident.objects.get(ended="").reporters == 2


def test_what_is_decided_while_somebody_joins_is_heard(street: Street):
    incident = street.tell("siti").incident
    case, budi = street.case(incident), street.cast.actor("budi")
    at_once(
        lambda: cases.advance(actor=budi, case=case, step="verifikasi", outcome="teruskan", key="k", said=Said(), at=SOON),
        *[lambda: street.tell("tono", join=incident.code, at=SOON)] * 3,
    )
    row = Incident.objects.get()
    assert (row.step, row.reporters) == ("tindaklanjut", 4)
    assert asdict(hearing.standing_of(row))["checked_at"] == SOON
