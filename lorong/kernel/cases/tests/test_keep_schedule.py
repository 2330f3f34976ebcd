"""What is due by the schedule: the unsent goes with its files, the ended is closed and kept."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lorong.kernel.cases import actions, policies, queries, tasks
from lorong.kernel.cases.actions import retention
from lorong.kernel.cases.models import Draft, Restriction
from lorong.kernel.people.models import Session
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotFound
from lorong.testing import MONDAY, Cast

YEARS = timedelta(days=366 * 6)


def schedule(*, do: bool) -> str:
    said = StringIO()
    call_command("retention", do=do, stdout=said)
    return said.getvalue()


def draft(cast: Cast, age: timedelta, who: str = "siti") -> Draft:
    actor, person = cast.actor(who), cast.person(who)
    made = actions.begin_draft(actor=actor, slug="layanan-uji", applicant=person, subject=person)
    Draft.objects.filter(pk=made.pk).update(updated_at=timezone.now() - age)
    return made


def ended(publish, submit, cast):
    publish()
    case = submit()
    actions.withdraw(actor=cast.actor("siti"), case=case, key="tarik", at=MONDAY)
    case.refresh_from_db()
    return case


def restrict(case) -> None:
    later = case.ended_at + YEARS
    assert retention.restrict_cases(actor=SISTEM, before=later, because="Selesai lama", law="UU 43/2009", at=later) == 1
    assert retention.restrict_cases(actor=SISTEM, before=later, because="Selesai lama", law="UU 43/2009", at=later) == 0


def test_what_was_never_sent_goes_after_its_time(publish, cast):
    publish()
    old, young = draft(cast, timedelta(days=190)), draft(cast, timedelta(days=100), "tono")
    assert "drafts: 1 akan dihapus" in schedule(do=False)
    assert Draft.objects.filter(pk=old.pk).exists()
    assert "drafts: 1 dihapus" in schedule(do=True)
    assert list(Draft.objects.filter(pk__in=[old.pk, young.pk])) == [young]


def test_sessions_that_ran_out_go_and_others_stay(cast):
    now = timezone.now()
    Session.objects.create(session_key="lama", session_data="", expire_date=now - timedelta(days=3))
    Session.objects.create(session_key="baru", session_data="", expire_date=now + timedelta(days=3))
    assert "sessions: 1 dihapus" in schedule(do=True)
    assert [s.session_key for s in Session.objects.all()] == ["baru"]


def test_a_closed_case_is_seen_by_its_people_and_oversight_only(publish, submit, cast):
    case = ended(publish, submit, cast)
    restrict(case)
    for name in ("siti", "auditor", "wali_kota"):
        assert policies.may_see(actor=cast.actor(name), case=case)
        assert queries.visible_to(cast.actor(name)).filter(pk=case.pk).exists()
    for name in ("budi", "kasi", "bu_lurah", "pak_camat", "tono"):
        assert not queries.visible_to(cast.actor(name)).filter(pk=case.pk).exists()
        with pytest.raises(NotFound):
            queries.for_actor(cast.actor(name), case.number)
    row = Restriction.objects.get(case=case)
    assert (row.because, row.law) == ("Selesai lama", "UU 43/2009")


def test_a_running_case_and_a_young_one_are_not_closed(publish, submit, cast):
    publish()
    running = submit()
    now = running.opened_at + YEARS
    assert retention.restrict_cases(actor=SISTEM, before=now, because="x", law="x", at=now) == 0
    actions.withdraw(actor=cast.actor("siti"), case=running, key="tarik", at=MONDAY)
    assert retention.restrict_cases(actor=SISTEM, before=MONDAY, because="x", law="x", at=now) == 0


@pytest.mark.parametrize("text", ["UPDATE cases_restriction SET law = 'x'", "DELETE FROM cases_restriction"])
def test_a_restriction_stays(publish, submit, cast, text):
    restrict(ended(publish, submit, cast))
    with pytest.raises(DatabaseError, match="is never edited"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text)


def test_at_night_the_worker_deletes_what_may_go_and_closes_nothing(publish, submit, cast, monkeypatch):
    case = ended(publish, submit, cast)
    old = draft(cast, timedelta(days=190))
    years_later = case.ended_at + YEARS
    for hour, left in ((12, 1), (2, 0)):  # noon, and two at night, in Makassar
        monkeypatch.setattr(tasks.timezone, "now", lambda hour=hour: years_later.astimezone(MONDAY.tzinfo).replace(hour=hour))
        tasks.keep_schedule(timestamp=0)
        assert Draft.objects.filter(pk=old.pk).count() == left, hour
    assert not Restriction.objects.exists(), "closing a case is a person's word"


def test_only_the_system_keeps_the_schedule(cast):
    with pytest.raises(Exception, match="dijalankan sistem"):
        retention.expire_drafts(actor=cast.actor("budi"), before=timezone.now())


def test_a_schedule_with_a_mistake_does_nothing(publish, cast, tmp_path: Path):
    publish()
    draft(cast, timedelta(days=999))
    (tmp_path / "x.toml").write_text(
        '[[rules]]\nwhat = "cases"\nkeep = "1 hari"\nthen = "delete"\nfrom = 2026-01-01\nlaw = "-"\n'
    )
    with pytest.raises(CommandError, match="arsip negara"):
        call_command("retention", do=True, schedule=tmp_path / "x.toml")
    assert Draft.objects.filter(slug="layanan-uji").count() == 1
