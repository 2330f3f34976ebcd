"""An officer gives it to somebody outside: to a party by link, to another city by machine."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from lorong.kernel.cases import tasks as case_tasks
from lorong.kernel.catalog import registry
from lorong.kernel.messages.models import Message
from lorong.lib.refusals import NotAllowed, NotFound, Refusal
from lorong.services.complaints import tasks
from lorong.services.complaints.elsewhere import queries
from lorong.services.complaints.elsewhere.actions import forward
from lorong.services.complaints.elsewhere.tests.conftest import THERE, Elsewhere, lamp
from lorong.services.complaints.models import Forwarding
from lorong.services.complaints.tests.conftest import Street, spot_of

pytestmark = pytest.mark.django_db
Given = Callable[..., Forwarding]
TAKEN = [{"service_request_id": "G-1", "service_notice": ""}]


def test_parties_and_other_cities_stand_in_one_list(street: Street, near: Callable[..., None]):
    found = {one.code: one.by_machine for one in queries.receivers(lamp(street))}
    assert (found["pln"], found["contoh"]) == (False, True)
    near(categories={"lain": "X"})
    assert "contoh" not in {one.code for one in queries.receivers(lamp(street))}


def test_without_a_key_a_city_is_not_offered_but_named(street: Street, near: Callable[..., None], settings: Any):
    settings.NEIGHBOUR_KEYS = {}
    assert "contoh" not in {one.code for one in queries.receivers(lamp(street))}
    assert queries.without_key() == ["Kabupaten Contoh"]


def test_a_party_that_the_officer_chose_gets_the_link_and_learns_what_it_is_about(street: Street, forwarded: Given):
    row = forwarded("polres", note="Tiangnya miring, hubungi 081234567890")
    case = street.case(row.incident)
    case_tasks.link(case_id=case.pk, step="pihak", seq=row.seq or 0)
    assert Message.objects.get(template="tautan_pihak").address == "+62811000990107"
    told = dict(registry.brief("complaints", case))
    assert told["Yang dilaporkan"] == "Lampu di depan masjid mati sejak Senin"
    assert told["Titik"] and "Rappocini" in told["Tempat"]
    assert "miring" in told["Catatan petugas"] and "0812" not in told["Catatan petugas"]


def test_another_city_gets_no_link_and_the_reporter_hears_its_name(street: Street, forwarded: Given):
    row = forwarded()
    case = street.case(row.incident)
    case_tasks.link(case_id=case.pk, step="pihak", seq=row.seq or 0)
    assert not Message.objects.filter(template="tautan_pihak").exists()
    tasks.tell_news(incident=row.incident_id, number=case.number, seq=row.seq or 0)
    assert "Kabupaten Contoh" in Message.objects.filter(template="aduan_diteruskan").first().body


def test_what_goes_is_what_everybody_may_read_and_nobody_is_named(street: Street, forwarded: Given, elsewhere: Elsewhere):
    elsewhere.says(TAKEN, status=201)
    row = forwarded(note="Lihat juga tiang sebelahnya", photo=True)
    person = street.cast.person("siti")
    tasks.forward(forwarding=row.pk)
    (sent,) = elsewhere.posts
    assert (sent.path, sent.headers["Idempotency-Key"]) == ("/v2/requests.json", row.reference)
    for word in (
        "Lampu di depan masjid mati",
        THERE,
        "Lihat juga tiang",
        "contoh.example",
        'name="media"; filename="foto-1.jpg"',
    ):
        assert word.encode() in sent.body, word
    names = {person.name, person.nik, str(street.cast.account("siti").phone), str(row.incident.reports.get().number)}
    assert not [name for name in names if name and name.encode() in sent.body]
    assert b"\xff\xd8" in sent.body and b"Exif" not in sent.body


def test_it_waits_until_its_pictures_are_clean(street: Street, near: Any, elsewhere: Elsewhere):
    elsewhere.says(TAKEN, status=201)
    incident = lamp(street, photo=True, clean=False)
    asked = {"reason": "Di seberang", "where": THERE, "key": uuid.uuid4().hex, "at": timezone.now()}
    row = forward(actor=street.cast.actor("budi"), incident=incident, to="contoh", **asked)
    tasks.forward(forwarding=row.pk)
    assert elsewhere.asked == []
    tasks.received(report=incident.reports.get().pk)
    Forwarding.objects.update(next_at=timezone.now())
    tasks.elsewhere(0)
    assert len(elsewhere.posts) == 1


def test_sent_twice_by_the_officer_is_one(street: Street, near: Any):
    incident, asked = lamp(street), {"reason": "Di seberang", "where": THERE, "key": uuid.uuid4().hex}
    rows = [forward(actor=street.cast.actor("budi"), incident=incident, to="contoh", **asked) for _ in range(2)]
    assert rows[0] == rows[1]


def test_what_was_told_in_secret_never_goes_by_machine(street: Street, near: Any, elsewhere: Elsewhere):
    secret = lamp(street, visibility="secret")
    asked = {"reason": "Di seberang", "where": THERE, "key": uuid.uuid4().hex}
    assert "contoh" not in {one.code for one in queries.receivers(secret)}
    with pytest.raises(Refusal, match="rahasia"):
        forward(actor=street.cast.actor("budi"), incident=secret, to="contoh", **asked)
    assert street.fresh(secret).turn == "city"


def test_a_secret_that_came_after_the_choice_stops_it(street: Street, forwarded: Given, elsewhere: Elsewhere):
    row = forwarded()
    street.tell("tono", visibility="secret", join=row.incident.code, spot=spot_of(), at=timezone.now())
    tasks.forward(forwarding=row.pk)
    row.refresh_from_db()
    assert (row.state, elsewhere.asked) == ("back", [])
    assert street.fresh(row.incident).step == "verifikasi"


@pytest.mark.parametrize(("wrong", "field"), [({"to": "tidak-ada"}, "to"), ({"where": " "}, "where"), ({"reason": ""}, None)])
def test_a_receiver_a_place_there_and_a_reason_are_asked_for(forwarded: Given, street: Street, wrong: dict[str, str], field: str):
    given = {"to": "contoh", **wrong}
    if wrong.get("reason") == "":
        assert forwarded(**given).pk  # this little procedure asks for none
        return
    with pytest.raises(Refusal) as refused:
        forwarded(**given)
    assert refused.value.field == field


@pytest.mark.parametrize(("who", "no"), [("daeng_nai", NotAllowed), ("siti", NotFound)])
def test_only_whoever_may_decide_it_forwards(street: Street, near: Any, who: str, no: type[Refusal]):
    with pytest.raises(no):
        forward(actor=street.cast.actor(who), incident=lamp(street), to="contoh", reason="x", where="y", key="k" * 32)
