"""Somebody tells of a thing that is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.kernel.cases.models import Case, Event
from lorong.kernel.documents.models import StoredFile
from lorong.kernel.people.values import VISITOR
from lorong.lib.actors import SISTEM
from lorong.lib.places import Spot
from lorong.lib.refusals import NotAllowed, NotFound, TooMany
from lorong.services.complaints import actions, checking, values
from lorong.services.complaints.errors import NotTold, PlaceNotOurs
from lorong.services.complaints.models import Incident, Report
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, picture, publish_now, spot_of
from lorong.services.complaints.values import Telling
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


def test_what_is_told_becomes_an_incident_with_a_case_of_its_own(street: Street):
    report = street.tell()
    incident = report.incident
    case = street.case(incident)
    assert incident.code == incident.case_number == case.number
    assert (incident.category, incident.region, incident.unit) == (SLUG, RAPPOCINI, RAPPOCINI)
    assert (incident.turn, incident.step, incident.ended, incident.reporters) == ("city", "verifikasi", "", 1)
    assert report.account_id == street.who("siti").account_id
    assert incident.in_public
    assert incident.checked_at is None


def test_sent_twice_it_is_one_report(street: Street):
    first = street.tell(key="dari-hp", photos=[picture()])
    again = street.tell(key="dari-hp", photos=[picture()], at=MONDAY + timedelta(hours=1))
    assert first.pk == again.pk
    assert (Report.objects.count(), Incident.objects.count(), Case.objects.count()) == (1, 1, 1)


def test_the_key_of_somebody_else_shows_nothing_of_theirs(street: Street):
    street.tell("siti", key="dari-hp")
    with pytest.raises(NotFound):
        street.tell("tono", key="dari-hp")


def test_without_an_account_a_proved_phone_is_enough_and_lies_there_sealed(street: Street):
    report = street.tell("visitor", phone=PHONE, name="Ibu Contoh")
    report.refresh_from_db()
    assert (report.account_id, report.phone, report.name) == (None, PHONE, "Ibu Contoh")
    raw = Report.objects.extra(select={"sealed": "encode(phone, 'escape')"}).values_list("sealed", flat=True)[0]
    assert "81234567890" not in raw


def test_nobody_at_all_is_asked_to_prove_a_phone(street: Street):
    with pytest.raises(NotAllowed, match="HP"):
        street.tell("visitor")


def test_a_program_with_its_own_key_tells_without_phone(street: Street):
    telling = Telling(category=SLUG, text="Lampu mati sejak kemarin", spot=spot_of())
    report = actions.tell(actor=VISITOR, telling=telling, photos=(), key="k", channel="api", at=MONDAY)
    assert (report.channel, report.account_id, report.phone) == ("api", None, None)


def test_an_officer_writes_for_somebody_at_the_counter(street: Street):
    budi = street.cast.actor("budi")
    telling = Telling(category=SLUG, text="Lampu mati sejak kemarin", region=RAPPOCINI, name="Daeng Contoh")
    report = actions.tell(
        actor=budi, telling=telling, photos=(), key="k", channel="counter", by_officer=budi.account_id, at=MONDAY
    )
    assert (report.account_id, report.by_officer_id, report.name) == (None, budi.account_id, "Daeng Contoh")
    with pytest.raises(NotAllowed):
        actions.tell(actor=street.cast.actor("siti"), telling=telling, photos=(), key="l", by_officer=budi.account_id, at=MONDAY)


def test_no_event_of_the_case_names_who_told_it(street: Street):
    street.tell("siti", visibility="anonymous")
    assert [(e.actor_name, e.account_id) for e in Event.objects.all()] == [("Warga", None)]


def test_a_secret_report_is_sealed_and_not_public(street: Street):
    report = street.tell(visibility="secret")
    report.refresh_from_db()
    assert report.text == ""
    assert report.secret_text == "Lampu di depan masjid mati sejak Senin"
    assert not Incident.objects.get().in_public


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"text": "mati"}, "text", "Ceritakan"),
        ({"text": "a" * 4001}, "text", "4001"),
        ({"category": "tidak-ada"}, "category", "jenis"),
        ({"spot": None, "region": "73.71.99.9999"}, "region", "kelurahan"),
        ({"spot": None, "region": ""}, "region", "kelurahan"),
        ({"spot": Spot(float("nan"), 119.4)}, "region", "tidak terbaca"),
        ({"spot": Spot(-200.0, 119.4)}, "region", "tidak terbaca"),
        ({"where": "x" * 201}, "where", "200"),
        ({"visibility": "siapa"}, "visibility", "nama"),
        ({"photos": [picture()] * 6}, "photos", "Paling banyak 5"),
        ({"photos": [b"%PDF-1.7"]}, "photos", "bukan foto"),
        ({"photos": [b""]}, "photos", "kosong"),
        ({"photos": [b"\xff\xd8\xff" + bytes(11 * 1024 * 1024)]}, "photos", "10 MB"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field_and_nothing_is_written(street: Street, more: dict, field: str, words: str):
    with pytest.raises(NotTold) as refusal:
        street.tell(**more)
    assert refusal.value.field == field
    assert words in refusal.value.sentence
    assert (Report.objects.count(), Case.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


def test_a_pin_in_the_sea_is_asked_about_with_the_nearest_kelurahan(street: Street):
    with pytest.raises(PlaceNotOurs) as refusal:
        street.tell(spot=Spot(-5.148, 119.385))
    assert "Geser" in refusal.value.sentence
    near = str(refusal.value.detail["nearest"])
    assert 50 < int(str(refusal.value.detail["metres"])) < 5000
    assert street.tell(spot=None, region=near).region == near


def test_a_pin_in_another_city_is_told_where_to_go(street: Street):
    with pytest.raises(PlaceNotOurs, match="di luar Kota Makassar"):
        street.tell(spot=Spot(-6.2, 106.8))


def test_extra_questions_are_asked_and_answered(street: Street):
    form = {"pages": [{"id": "a", "title": "A", "fields": [{"id": "tiang", "label": "Nomor tiang", "type": "text"}]}]}
    publish_now("uji-tiang", form=form)
    with pytest.raises(NotTold) as refusal:
        street.tell(category="uji-tiang")
    assert refusal.value.field == "tiang"
    report = street.tell(category="uji-tiang", answers={"tiang": "A-12"})
    assert report.answers == street.case(report.incident).answers == {"tiang": "A-12"}


def test_a_category_may_need_a_photo(street: Street):
    publish_now("uji-foto", photo="required")
    with pytest.raises(NotTold) as refusal:
        street.tell(category="uji-foto")
    assert refusal.value.field == "photos"
    assert street.tell(category="uji-foto", photos=[picture()], text="").photos.count() == 1


def test_a_category_goes_to_the_office_that_its_routes_name(street: Street):
    publish_now("uji-jalur", routes=[{"to": "dlh", "areas": ["73.71.99"]}, {"to": "kecamatan"}])
    assert street.tell(category="uji-jalur").incident.unit == "73.71.13"


def test_where_nobody_serves_it_a_sentence_says_so(street: Street):
    publish_now("uji-tanpa", routes=[{"to": "kantor-yang-tidak-ada"}])
    with pytest.raises(NotTold, match="Belum ada kantor") as refusal:
        street.tell(category="uji-tanpa")
    assert refusal.value.field == "category"


def test_one_phone_that_floods_is_refused_kindly_and_nothing_that_came_is_lost(street: Street):
    for n in range(values.AN_HOUR):
        street.tell("visitor", phone=PHONE, at=MONDAY + timedelta(minutes=n))
    with pytest.raises(TooMany, match="tidak hilang") as refusal:
        street.tell("visitor", phone=PHONE, at=MONDAY + timedelta(minutes=30))
    assert Report.objects.count() == values.AN_HOUR
    assert refusal.value.retry_after == 30 * 60 + 1
    later = MONDAY + timedelta(minutes=30, seconds=refusal.value.retry_after)
    assert street.tell("visitor", phone=PHONE, at=later).number
    assert street.tell("visitor", phone="+6281234567891", at=MONDAY + timedelta(minutes=30)).number


def test_joining_is_a_report_of_the_same_incident_with_one_tap(street: Street):
    first = street.tell("siti")
    joined = street.tell("tono", category="", text="", join=first.incident.code, spot=None, region="")
    assert (joined.incident_id, joined.joined, joined.region) == (first.incident_id, True, RAPPOCINI)
    assert Incident.objects.get().reporters == 2
    assert Case.objects.count() == 1


def test_what_the_public_does_not_see_cannot_be_joined(street: Street):
    secret = street.tell(visibility="secret").incident
    for code in (secret.code, "tidak-ada"):
        with pytest.raises(NotFound):
            street.tell("tono", join=code)


def test_joining_what_has_ended_opens_it_again_as_the_next_round(street: Street):
    incident = street.tell("siti").incident
    street.advance(incident, "verifikasi", "teruskan")
    street.advance(incident, "tindaklanjut", "jelaskan", reason="Sudah diganti")
    street.advance(incident, "tanggapan", "diam", by="sistem")
    assert Incident.objects.get().ended == "answered"
    street.tell("tono", join=incident.code)
    incident.refresh_from_db()
    assert (incident.round, incident.ended, incident.step) == (2, "", "verifikasi")
    assert incident.code != incident.case_number
    assert street.case(incident).parent_number == incident.code


@given(
    off=st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000)),
    ago=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60)),
)
def test_a_phone_with_a_wrong_clock_is_put_right_and_never_tells_of_the_future(off: timedelta, ago: timedelta):
    now = datetime(2026, 8, 3, tzinfo=UTC)
    written, seconds = checking.put_right(now - ago + off, now + off, at=now)
    assert written <= now
    if abs(off) > values.CLOCK_SLACK:
        assert abs(written - (now - ago)) <= timedelta(seconds=1)
        assert seconds == round(off.total_seconds())
    else:
        assert seconds == 0


def test_what_was_written_offline_keeps_its_own_time(street: Street):
    report = street.tell(written_at=MONDAY - timedelta(hours=5) + timedelta(days=1), sent_at=MONDAY + timedelta(days=1))
    assert report.written_at == MONDAY - timedelta(hours=5)
    assert (report.received_at, report.clock_off) == (MONDAY, 86400)


def test_the_machine_tells_what_came_by_a_gateway(street: Street):
    telling = Telling(category=SLUG, text="Lampu mati sejak kemarin", region=RAPPOCINI, phone=PHONE)
    report = actions.tell(actor=SISTEM, telling=telling, photos=(), key="sms:1", channel="sms", at=MONDAY)
    assert (report.phone, report.place_from) == (PHONE, "region")
