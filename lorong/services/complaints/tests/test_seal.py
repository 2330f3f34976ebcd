"""Names, phones and secret words come under new keys, and are still found."""

from __future__ import annotations

import os

import pytest
from django.conf import settings as house
from django.db import transaction

from lorong.kernel.catalog import registry
from lorong.kernel.people.resealing import stretch_of
from lorong.lib.sealing import Keyring
from lorong.services.complaints import queries
from lorong.services.complaints.models import Report
from lorong.services.complaints.sealed import SEALED
from lorong.services.complaints.tests.conftest import Street
from lorong.services.complaints.values import Teller

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


def test_new_keys_seal_every_row_and_find_it(street: Street, settings: pytest.FixtureRequest):
    report = street.tell("visitor", phone=PHONE, name="Ibu Contoh", visibility="secret")
    old: Keyring = house.KEYRING
    both = Keyring(((99, os.urandom(32)), *old.keys), (os.urandom(32), *old.index_keys))
    settings.KEYRING = both  # type: ignore[attr-defined]
    assert queries.reports_of(Teller(phone=PHONE)).rows[0].number == report.number
    for table in SEALED:
        with transaction.atomic():
            stretch_of(table, after=None, size=100, write=True)
    settings.KEYRING = Keyring(both.keys[:1], both.index_keys[:1])  # type: ignore[attr-defined]
    assert queries.reports_of(Teller(phone=PHONE)).rows[0].number == report.number
    fresh = Report.objects.get(pk=report.pk)
    assert (fresh.phone, fresh.name, fresh.secret_text) == (PHONE, "Ibu Contoh", "Lampu di depan masjid mati sejak Senin")


def test_the_house_knows_these_tables_when_it_changes_keys():
    assert all(table in registry.sealed() for table in SEALED)
