"""Is it really fixed?"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lorong.lib.actors import SISTEM
from lorong.lib.refusals import AlreadyDone, NotFound, Refusal
from lorong.services.complaints import actions, hearing, queries, tasks, values
from lorong.services.complaints.actions import asking
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Asked, Incident, Photo, Report, Verdict
from lorong.services.complaints.queries import at_desk
from lorong.services.complaints.tests.conftest import Street, picture
from lorong.services.complaints.values import RESIDENTS, Stage, Teller

pytestmark = pytest.mark.django_db


def test_a_reporter_who_agrees_ends_it(street: Street):
    incident = street.claimed()
    street.answer(incident, "siti", True)
    assert queries.stage(street.fresh(incident)) is Stage.FIXED
    assert incident.contradicted == 0


def test_one_no_opens_it_again_for_everybody_and_counts(street: Street):
    incident = street.claimed()
    street.tell("tono", join=incident.code)
    street.answer(incident, "tono", False)
    assert (queries.stage(street.fresh(incident)), incident.contradicted, incident.claims) == (Stage.WORKING, 1, 1)
    assert [r.may_judge for r in queries.reports_of(street.who("siti")).rows] == [False]


def test_a_no_says_what_is_not_fixed(street: Street):
    incident = street.claimed()
    with pytest.raises(NotTold, match="belum beres"):
        street.answer(incident, "siti", False, note=" ")


def test_somebody_who_told_nothing_has_no_say(street: Street):
    incident = street.claimed()
    with pytest.raises(NotFound):
        street.answer(incident, "tono", True)
    with pytest.raises(NotFound):
        actions.answer_fixed(actor=street.cast.actor("tono"), incident=incident, agrees=True, key="k", who=street.who("siti"))


def test_nobody_answers_before_the_office_claims(street: Street):
    incident = street.tell().incident
    with pytest.raises(Refusal, match="belum menyatakan"):
        street.answer(incident, "siti", True)
    assert Verdict.objects.count() == 0


def test_answered_twice_is_answered_once_and_not_taken_back(street: Street):
    incident = street.claimed()
    first = street.answer(incident, "siti", True)
    assert street.answer(incident, "siti", True).pk == first.pk
    with pytest.raises(AlreadyDone):
        street.answer(incident, "siti", False)


def test_a_phone_that_was_proved_answers_too(street: Street):
    phone = "+6281234567890"
    incident = street.claimed("visitor", phone=phone)
    visitor = Teller(phone=phone)
    actions.answer_fixed(
        actor=street_visitor(), incident=incident, agrees=True, key="k", who=visitor, at=street.case(incident).last_at
    )
    assert street.fresh(incident).ended


def street_visitor():
    return hearing.Actor(kind=hearing.ActorKind.OUTSIDE, name="Pengunjung")


def test_silence_of_ten_days_closes_it(street: Street):
    incident = street.claimed()
    street.advance(incident, "konfirmasi", "diam", by="sistem")
    assert queries.stage(street.fresh(incident)) is Stage.FIXED


def test_within_ten_days_of_the_end_a_no_opens_the_next_round(street: Street):
    incident = street.claimed()
    street.tell("tono", join=incident.code)
    street.answer(incident, "siti", True)
    ended = street.fresh(incident).ended_at
    street.answer(incident, "tono", False, at=ended + values.REOPEN)
    assert (street.fresh(incident).round, incident.ended, incident.contradicted) == (2, "", 1)
    assert street.case(incident).parent_number == incident.code


def test_later_it_is_a_new_report(street: Street):
    incident = street.claimed()
    street.tell("tono", join=incident.code)
    street.answer(incident, "siti", True)
    ended = street.fresh(incident).ended_at
    with pytest.raises(Refusal, match="laporan baru"):
        street.answer(incident, "tono", False, at=ended + values.REOPEN + timedelta(seconds=1))


def test_neighbours_are_asked_when_no_reporter_answers_and_one_of_them_decides(street: Street):
    street.tell("tono")
    incident = street.claimed("siti")
    soon, later = incident.moved_at + timedelta(hours=1), incident.moved_at + values.SILENCE
    assert asking.ask_neighbours(actor=SISTEM, incident=incident, at=soon) == []
    asked = asking.ask_neighbours(actor=SISTEM, incident=incident, at=later)
    assert [row.account_id for row in asked] == [street.who("tono").account_id]
    assert asking.ask_neighbours(actor=SISTEM, incident=incident, at=later) == []
    assert queries.mine_in(incident.code, street.who("tono")).may_judge
    street.answer(incident, "tono", False)
    assert street.fresh(incident).contradicted == 1
    assert Verdict.objects.get().neighbour_id == street.who("tono").account_id


def test_neighbours_are_not_asked_about_an_explanation(street: Street):
    street.tell("tono")
    incident = street.tell("siti").incident
    street.advance(incident, "verifikasi", "teruskan")
    street.advance(incident, "tindaklanjut", "jelaskan", reason="Menunggu anggaran")
    later = street.fresh(incident).moved_at + values.SILENCE
    assert asking.ask_neighbours(actor=SISTEM, incident=incident, at=later) == []


def test_every_question_is_answered_anew_also_a_second_explanation(street: Street):
    incident = street.tell("siti").incident
    street.advance(incident, "verifikasi", "teruskan")
    for _ in range(2):
        street.advance(incident, "tindaklanjut", "jelaskan", reason="Menunggu anggaran")
        street.answer(incident, "siti", False)
    assert (street.fresh(incident).questions, incident.claims, incident.contradicted) == (2, 0, 0)
    assert queries.stage(incident) is Stage.WORKING


def test_the_hourly_round_asks_them(street: Street, monkeypatch: pytest.MonkeyPatch):
    street.tell("tono")
    incident = street.claimed("siti")
    monkeypatch.setattr(tasks.timezone, "now", lambda: incident.moved_at + timedelta(days=3))
    tasks.ask(0)
    tasks.ask(0)
    assert Asked.objects.count() == 1


def test_only_reporters_and_asked_neighbours_may_answer_in_the_kernel(street: Street):
    incident = street.claimed("siti")
    case = street.case(incident)
    may = {
        name: bool(hearing.may_answer(actor=street.cast.actor(name), case=case, step="konfirmasi")) for name in ("siti", "tono")
    }
    assert may == {"siti": True, "tono": False}
    assert hearing.may_answer(actor=RESIDENTS, case=case, step="konfirmasi")
    assert not hearing.may_answer(actor=street_visitor(), case=case, step="konfirmasi")
    Incident.objects.get()


def test_photos_of_an_answer_wait_until_an_officer_shows_them(street: Street):
    incident = street.claimed(photos=[picture(n) for n in range(5)])
    street.answer(incident, "siti", False, photos=[picture(200)])
    tasks.received(report=Report.objects.get().pk)
    photo = Photo.objects.get(verdict__isnull=False)
    assert (photo.ordinal, photo.waits) == (6, True)
    lurah = street.cast.actor("bu_lurah")
    assert photo in [one for told in at_desk.sheet(incident, at=photo.received_at).told for one in told.photos]
    assert photo.pk not in [shot.id for shot in queries.public_page(incident.code).photos]
    actions.show_again(actor=lurah, incident=street.fresh(incident), photo=photo, because="Tidak ada wajah")
    assert (photo.pk, values.ANSWER) in [(shot.id, shot.kind) for shot in queries.public_page(incident.code).photos]


def test_an_answer_with_photos_keeps_the_words_when_something_is_wrong(client: Client, street: Street):
    incident = street.claimed()
    client.force_login(street.cast.account("siti"))
    sent = {"kunci": uuid.uuid4().hex, "beres": "belum", "catatan": "Masih gelap di ujung"}
    four = [SimpleUploadedFile(f"{n}.jpg", picture(n), content_type="image/jpeg") for n in range(4)]
    page = client.post(f"/aduan/{incident.code}/beres/", {**sent, "galeri": four}).content.decode()
    assert "Paling banyak 3 foto" in page
    assert "Masih gelap di ujung" in page
    two = [SimpleUploadedFile(f"{n}.jpg", picture(n), content_type="image/jpeg") for n in range(2)]
    assert client.post(f"/aduan/{incident.code}/beres/", {**sent, "galeri": two}).status_code == 302
    assert Verdict.objects.get().photos.count() == 2
