"""A field officer at the place, also on a phone without network and with a wrong clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.lib.refusals import NotAllowed, NotFound
from lorong.services.complaints import actions
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Incident, Visit
from lorong.services.complaints.tests.conftest import Street, picture, spot_of
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(street: Street) -> Incident:
    incident = street.tell().incident
    street.advance(incident, "verifikasi", "teruskan")
    return street.fresh(incident)


def test_a_visit_says_how_far_from_the_report_it_was(street: Street, incident: Incident):
    visit = street.visit(incident, spot=spot_of(north=60), materials="Lampu LED 40 W", note="Kabel diganti")
    assert (visit.metres_off, visit.why_off, visit.materials, visit.round, visit.claim) == (60, "", "Lampu LED 40 W", 1, 0)


def test_too_far_away_needs_a_reason(street: Street, incident: Incident):
    with pytest.raises(NotTold, match="150 meter") as refusal:
        street.visit(incident, spot=spot_of(north=150))
    assert refusal.value.field == "why_off"
    assert street.visit(incident, spot=spot_of(north=150), why_off="Titiknya salah").metres_off == 150


def test_a_phone_without_a_place_needs_a_reason_too(street: Street, incident: Incident):
    with pytest.raises(NotTold, match="lokasi"):
        street.visit(incident, spot=None)
    assert street.visit(incident, spot=None, why_off="GPS rusak").metres_off is None


def test_sent_again_from_a_bad_network_it_is_one_visit_with_its_own_time(street: Street, incident: Incident):
    told = {"taken_at": MONDAY + timedelta(hours=9), "sent_at": MONDAY + timedelta(hours=12), "at": MONDAY + timedelta(hours=11)}
    first = street.visit(incident, key="hp-1", **told)
    assert first.at == MONDAY + timedelta(hours=8)
    assert street.visit(incident, key="hp-1", **told).pk == first.pk
    assert Visit.objects.count() == 1


def test_a_visit_has_a_picture(street: Street, incident: Incident):
    with pytest.raises(NotTold, match="Foto"):
        street.visit(incident, photo=b"")
    with pytest.raises(NotTold, match="bukan foto"):
        street.visit(incident, photo=b"%PDF-1.7")


def test_only_officers_of_the_unit_visit_while_it_is_open(street: Street, incident: Incident):
    given = {"incident": incident, "kind": "after", "photo": picture(), "key": "k", "spot": incident.place}
    with pytest.raises(NotFound):
        actions.visit(actor=street.cast.actor("siti"), **given)
    other = street.tell(region="73.71.13.1005", spot=None).incident
    with pytest.raises(NotAllowed):
        actions.visit(actor=street.cast.actor("budi"), **{**given, "incident": other})
    street.claim(incident)
    street.answer(incident, "siti", True)
    with pytest.raises(NotAllowed, match="selesai"):
        street.visit(incident)
