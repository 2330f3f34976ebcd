"""It is another office's, or another kind of thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lorong.services.complaints.desk.tests.conftest import Desk, steps, told
from lorong.services.complaints.models import Incident
from lorong.services.complaints.tests.conftest import RAPPOCINI, Street, publish_now

pytestmark = pytest.mark.django_db
DESK = "/petugas/aduan/"
Sits = Callable[[str], Desk]


def test_it_goes_to_another_office_with_a_reason(street: Street, at_desk: Sits):
    incident = told(street).incident
    hasnah = at_desk("hasnah")
    assert "Alihkan ke kantor lain" in hasnah.get(f"{DESK}{incident.code}/")
    assert "Dinas dan kantor kota" in hasnah.get(f"{DESK}{incident.code}/alihkan/")
    hasnah.post(f"{DESK}{incident.code}/alihkan/", kantor=RAPPOCINI, alasan="")
    assert hasnah.answer.status_code == 422
    assert "sudah dialihkan" in hasnah.post(f"{DESK}{incident.code}/alihkan/", kantor=RAPPOCINI, alasan="Lampu di jalan lorong")
    incident.refresh_from_db()
    assert incident.unit == RAPPOCINI


def test_it_becomes_another_kind_and_goes_to_whoever_has_such_things(street: Street, at_desk: Sits):
    publish_now("uji-kabel", steps=steps(), routes=[{"to": "kelurahan"}])
    incident, hasnah = told(street).incident, at_desk("hasnah")
    page = hasnah.post(f"{DESK}{incident.code}/jenis/", jenis="uji-kabel", alasan="Ini kabel, bukan lampu")
    assert "Jenisnya sudah dibetulkan" in page
    incident.refresh_from_db()
    assert (incident.category, incident.unit) == ("uji-kabel", RAPPOCINI)


@pytest.mark.parametrize("wrong", [{"jenis": ""}, {"jenis": "tidak-ada"}, {"jenis": "uji-lampu"}])
def test_a_kind_that_is_none_or_the_same_is_asked_for_again(street: Street, at_desk: Sits, wrong: dict[str, str]):
    incident, hasnah = told(street).incident, at_desk("hasnah")
    hasnah.post(f"{DESK}{incident.code}/jenis/", alasan="Keliru", **wrong)
    assert hasnah.answer.status_code == 422
    incident.refresh_from_db()
    assert incident.category == "uji-lampu"


@pytest.mark.parametrize("page", ["alihkan/", "jenis/"])
def test_whoever_does_not_have_it_does_not_pass_it_on(street: Street, at_desk: Sits, page: str):
    incident: Incident = told(street).incident
    assert at_desk("daeng_nai").client.get(f"{DESK}{incident.code}/{page}").status_code == 403
    assert at_desk("budi").client.get(f"{DESK}{incident.code}/{page}").status_code == 404
