"""Many reports of one thing become one incident, and what was two becomes two again."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from lorong.kernel.audit.models import AccessEntry
from lorong.lib.refusals import AlreadyDone, NotAllowed, NotFound, Refusal
from lorong.services.complaints import actions, queries
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Incident, Joining
from lorong.services.complaints.tests.conftest import Street
from lorong.services.complaints.values import Stage
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db


def merge(street: Street, incident: Incident, into: Incident, key: str = "gabung", **more):
    given = {"actor": street.cast.actor("bu_lurah"), "reason": "Tiang yang sama", "key": key, "at": MONDAY}
    return actions.merge_incidents(incident=incident, into=into, **{**given, **more})


def test_reports_and_followers_move_and_the_case_ends_as_merged(street: Street):
    one, two = street.tell("siti"), street.tell("tono")
    actions.follow(actor=street.cast.actor("budi"), incident=one.incident, who=street.who("budi"))
    merge(street, one.incident, two.incident)
    gone, stays = street.fresh(one.incident), street.fresh(two.incident)
    assert (queries.stage(gone), gone.merged_into_id, gone.reporters, gone.in_public) == (Stage.MERGED, stays.pk, 0, False)
    assert (stays.reporters, stays.followers) == (2, 1)
    assert street.case(gone).ended == "merged"
    assert queries.public_page(gone.code).merged_into == stays.code
    assert queries.own_report(street.who("siti"), one.number).code == stays.code
    assert merge(street, gone, stays).pk == stays.pk
    assert Joining.objects.count() == 1


def test_joining_by_the_old_code_leads_to_the_new_one(street: Street):
    one, two = street.tell("siti"), street.tell("tono")
    merge(street, one.incident, two.incident)
    three = street.tell("siti", join=one.incident.code)
    assert three.incident_id == two.incident_id


def test_a_merge_is_taken_back_with_a_case_of_its_own_again(street: Street):
    one, two = street.tell("siti"), street.tell("tono")
    merge(street, one.incident, two.incident)
    back = actions.take_back_merge(
        actor=street.cast.actor("bu_lurah"),
        incident=street.fresh(one.incident),
        reason="Ternyata dua tiang",
        key="lepas",
        at=MONDAY,
    )
    assert (back.code, back.round, back.ended, back.merged_into_id) == (one.incident.code, 2, "", None)
    assert [r.number for r in back.reports.all()] == [one.number]
    assert street.fresh(two.incident).reporters == 1
    assert [(j.came_from.code, j.went_to.code) for j in Joining.objects.order_by("id")] == [
        (one.incident.code, two.incident.code),
        (two.incident.code, one.incident.code),
    ]
    assert queries.public_page(back.code).stage is Stage.UNCHECKED


def test_one_report_of_several_becomes_an_incident_of_its_own(street: Street):
    one = street.tell("siti")
    two = street.tell("tono", join=one.incident.code)
    lurah = street.cast.actor("bu_lurah")
    alone = actions.split_report(actor=lurah, report=two, reason="Lain tiangnya", key="pisah", at=MONDAY)
    again = actions.split_report(actor=lurah, report=two, reason="Lain tiangnya", key="pisah", at=MONDAY)
    assert alone.pk == again.pk
    assert alone.code != one.incident.code
    assert (alone.reporters, alone.in_public, street.fresh(one.incident).reporters) == (1, True, 1)
    assert street.case(alone).parent_number == one.incident.code
    with pytest.raises(Refusal, match="Hanya ada satu"):
        actions.split_report(actor=lurah, report=one, reason="Lain", key="x", at=MONDAY)


def test_only_who_looks_after_complaints_merges_and_says_why(street: Street):
    one, two = street.tell("siti").incident, street.tell("tono").incident
    with pytest.raises(NotFound):
        merge(street, one, two, actor=street.cast.actor("tono"))
    with pytest.raises(NotAllowed):
        merge(street, one, two, actor=street.cast.actor("budi"))
    with pytest.raises(NotTold, match="alasan"):
        merge(street, one, two, reason=" ")
    with pytest.raises(Refusal, match="sama"):
        merge(street, one, one)


def test_what_is_over_is_not_merged(street: Street):
    one, two = street.tell("siti").incident, street.tell("tono").incident
    street.advance(one, "verifikasi", "arsipkan", reason="Tidak jelas")
    with pytest.raises(AlreadyDone):
        merge(street, one, two)
    with pytest.raises(AlreadyDone):
        merge(street, two, one)
    with pytest.raises(Refusal):
        actions.take_back_merge(actor=street.cast.actor("bu_lurah"), incident=two, reason="x", key="k")


def test_what_was_moved_hidden_and_judged_is_never_edited(street: Street):
    one, two = street.tell("siti"), street.tell("tono")
    merge(street, one.incident, two.incident)
    incident = two.incident
    actions.hide(actor=street.cast.actor("bu_lurah"), incident=incident, because="Nama orang")
    for table in ("joining", "moderation", "report"):
        with pytest.raises(DatabaseError, match="never edited"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM complaints_{table}")
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        incident.reports.update(text="lain")


def test_who_told_it_is_opened_only_for_the_unit_and_never_of_an_anonymous_one(street: Street):
    named = street.tell("siti")
    hidden = street.tell("siti", visibility="anonymous")
    budi = street.cast.actor("budi")
    assert actions.reveal(actor=budi, report=named).name == street.cast.person("siti").name
    assert AccessEntry.objects.filter(purpose=f"Menangani aduan {named.number}").exists()
    with pytest.raises(NotAllowed, match="anonim"):
        actions.reveal(actor=budi, report=hidden)
    with pytest.raises(NotFound):
        actions.reveal(actor=street.cast.actor("tono"), report=named)
