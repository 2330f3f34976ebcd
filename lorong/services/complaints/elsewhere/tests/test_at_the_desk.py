"""What the officer at the intake sees: one list of everybody outside, what became of it, where it is from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from lorong.services.complaints import tasks
from lorong.services.complaints.desk.tests.conftest import Desk, at_desk, steps, told
from lorong.services.complaints.elsewhere.tests.conftest import Elsewhere, answering
from lorong.services.complaints.models import ApiKey, Forwarding, Origin
from lorong.services.complaints.tests.conftest import Street, publish_now
from lorong.testing import Cast

__all__ = ["at_desk"]
pytestmark = pytest.mark.django_db
DESK = "/petugas/aduan/"
Sits = Callable[[str], Desk]


@pytest.fixture
def street(cast: Cast) -> Street:
    publish_now(steps=steps(), routes=[{"to": "dpu"}])
    return Street(cast)


def test_an_officer_chooses_from_one_list_and_sees_what_became_of_it(
    street: Street, at_desk: Sits, near: Any, elsewhere: Elsewhere
):
    incident, hasnah = told(street).incident, at_desk("hasnah")
    there = f"{DESK}{incident.code}/"
    assert "Teruskan ke luar kota" in hasnah.get(there)
    page = hasnah.get(f"{there}teruskan/")
    assert "PLN Unit Layanan" in page and "Kabupaten Contoh: antar-sistem" in page and "tetap di sini" in page
    assert "Sebutkan tempatnya di sana" in hasnah.post(f"{there}teruskan/", ke="contoh", alasan="Milik mereka")
    assert hasnah.answer.status_code == 422
    given = {"ke": "contoh", "alasan": "Milik mereka", "tempat": "Desa Contoh, dekat jembatan"}
    assert "Diteruskan. Pelapornya dikabari" in hasnah.post(f"{there}teruskan/", **given)
    elsewhere.says(answering(b"", 503), answering([{"service_request_id": "G-1"}], 201))
    tasks.forward(forwarding=Forwarding.objects.get().pk)
    page = hasnah.get(there)
    assert "Belum diterima Kabupaten Contoh (sedang terganggu). Dicoba lagi" in page and "Teruskan ke luar kota" not in page
    Forwarding.objects.update(next_at=timezone.now())
    tasks.elsewhere(0)
    assert "Diterima Kabupaten Contoh dengan nomor G-1." in hasnah.get(there)
    assert at_desk("hasnah").client.get(f"{there}teruskan/").status_code == 403


def test_what_another_city_sent_says_so(street: Street, at_desk: Sits):
    report = told(street)
    key = ApiKey.objects.create(name="Kota Palopo", contact="Kominfo", key_hash=b"x", hint="o311_", a_day=9, agency=True)
    Origin.objects.create(report=report, sender=key, reference="26-0803-0001-1")
    page = at_desk("hasnah").get(f"{DESK}{report.incident.code}/")
    assert "Diteruskan dari Kota Palopo, nomor di sana 26-0803-0001-1" in page
