"""The hotline with its SOP published, and words that come in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings

from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import files
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.people.fields import blind_index
from lorong.kernel.people.models import Account
from lorong.lib.actors import SISTEM
from lorong.lib.sop.reading import read_service
from lorong.services.hotline import actions
from lorong.services.hotline.models import Line
from lorong.services.hotline.values import By, Heard
from lorong.testing import MONDAY, Cast

PHONE = "+6281234567890"


@pytest.fixture
def published(db: None) -> Published:
    """The real SOP of the catalogue."""
    declared = read_service(settings.CATALOG_DIR / "hotline" / "pesan-pimpinan").declared
    assert declared is not None
    definition = files.definition_of(declared)
    return catalog.procedure(catalog_actions.publish(actor=SISTEM, slug=declared.slug, definition=definition).pk)


@pytest.fixture
def comes_in(cast: Cast, published: Published) -> Callable[..., Line]:
    """`comes_in("Lampu mati")`: an SMS from a phone nobody knows, unless said otherwise."""

    def hear(text: str, *, by: By = By.SMS, address: str = PHONE, at: datetime = MONDAY, told_id: str = "", **more: Any) -> Line:
        heard = Heard(by, address, told_id or uuid.uuid4().hex, text, at, **more)
        return actions.hear(actor=SISTEM, heard=heard, at=at)

    return hear


def give_phone(account: Account, phone: str = PHONE) -> Account:
    """A proven phone, without the code that proves it."""
    index = blind_index(phone, context="account.phone")
    Account.objects.filter(pk=account.pk).update(phone=phone, phone_index=index, phone_verified=True)
    account.refresh_from_db()
    return account
