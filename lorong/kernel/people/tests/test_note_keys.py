"""How old keys are is known by the house itself: nobody has to remember the day they were made."""

from __future__ import annotations

import io
import secrets
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lorong.kernel.people import actions
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import KeyInUse
from lorong.lib.actors import SISTEM
from lorong.lib.sealing import Keyring

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def note(at: datetime) -> None:
    actions.note_keys(actor=SISTEM, at=at)


def test_a_key_is_as_old_as_the_first_time_it_was_seen():
    assert people.key_ages(NOW) == {}
    note(NOW - timedelta(days=40))
    note(NOW - timedelta(days=1))
    assert people.key_ages(NOW) == {"field": 40.0, "index": 40.0, "secret": 40.0}


def test_a_changed_key_is_young_and_one_that_comes_back_is_as_old_as_it_was(settings):
    note(NOW - timedelta(days=400))
    old = settings.KEYRING
    settings.KEYRING = Keyring(((2, secrets.token_bytes(32)), *old.keys), old.index_keys)
    note(NOW - timedelta(days=3))
    assert people.key_ages(NOW) == {"field": 3.0, "index": 400.0, "secret": 400.0}
    settings.KEYRING = old
    assert people.key_ages(NOW)["field"] == 400.0


def test_what_is_kept_of_a_key_says_nothing_of_it(settings):
    note(NOW)
    kept = set(KeyInUse.objects.values_list("mark", flat=True))
    known = [settings.KEYRING.keys[0][1].hex(), settings.KEYRING.index_keys[0].hex(), settings.SECRET_KEY.encode().hex()]
    assert len(kept) == 3
    assert not any(mark in key for mark in kept for key in known)


def test_the_command_tells_every_age_and_fails_after_a_year():
    out = io.StringIO()
    call_command("keys", stdout=out)
    assert out.getvalue().count("0 hari") == 3
    KeyInUse.objects.filter(kind="index").update(since=NOW - timedelta(days=367))
    with pytest.raises(CommandError, match=r"LORONG_INDEX_KEYS.*rotate-keys"):
        call_command("keys", stdout=out)
    assert "367 hari" in out.getvalue()
