"""Keys of apps: who makes them, that they are shown once, and that they end."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, Refusal
from lorong.services.complaints.models import ApiKey
from lorong.services.complaints.open311 import actions, keys
from lorong.services.complaints.open311.errors import NoKey
from lorong.testing import MONDAY, Cast

pytestmark = pytest.mark.django_db
ASKED: dict[str, Any] = {"name": "Aplikasi contoh", "contact": "Pengembang, 0812 3456 7890", "a_day": 10, "at": MONDAY}


def test_the_admin_makes_a_key_that_is_kept_as_a_hash_only():
    fresh = actions.issue_key(actor=SISTEM, **ASKED)
    assert fresh.text.startswith("o311_")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(k)::text FROM complaints_api_key k")
        (kept,) = cursor.fetchone()
    assert fresh.text not in kept and "3456" not in kept
    assert keys.good_key(fresh.text, address="10.0.0.1", at=MONDAY) == fresh.row
    assert fresh.text not in repr(fresh)


@pytest.mark.parametrize("who", ["siti", "budi", "bu_lurah", "auditor"])
def test_nobody_else_makes_or_ends_one(cast: Cast, who: str):
    fresh = actions.issue_key(actor=SISTEM, **ASKED)
    with pytest.raises(NotAllowed):
        actions.issue_key(actor=cast.actor(who), **ASKED)
    with pytest.raises(NotAllowed):
        actions.revoke_key(actor=cast.actor(who), key=fresh.row, at=MONDAY)


@pytest.mark.parametrize(("wrong", "field"), [({"name": " "}, "name"), ({"contact": ""}, "contact"), ({"a_day": 0}, "a_day")])
def test_a_key_has_a_name_somebody_who_answers_and_a_limit(wrong: dict[str, Any], field: str):
    with pytest.raises(Refusal) as refused:
        actions.issue_key(actor=SISTEM, **{**ASKED, **wrong})
    assert refused.value.field == field


def test_a_key_that_was_taken_back_is_no_key_and_twice_keeps_the_first_moment():
    fresh = actions.issue_key(actor=SISTEM, **ASKED)
    actions.revoke_key(actor=SISTEM, key=fresh.row, at=MONDAY)
    again = actions.revoke_key(actor=SISTEM, key=fresh.row, at=MONDAY + timedelta(days=1))
    assert again.revoked_at == MONDAY
    with pytest.raises(NoKey):
        keys.good_key(fresh.text, address="10.0.0.1", at=MONDAY)


def test_that_a_key_was_used_is_noted_at_most_once_a_minute():
    fresh = actions.issue_key(actor=SISTEM, **ASKED)
    for seconds in (0, 30, 90):
        keys.good_key(fresh.text, address="10.0.0.1", at=MONDAY + timedelta(seconds=seconds))
    assert ApiKey.objects.get().last_used_at == MONDAY + timedelta(seconds=90)


def test_keys_are_kept_from_the_command_line():
    def said(*words: str) -> str:
        out = StringIO()
        call_command("open311_key", *words, stdout=out)
        return out.getvalue()

    made = said("issue", "Aplikasi contoh", "--contact", "pengembang@contoh.id", "--a-day", "7", "--proves-phones")
    key = ApiKey.objects.get()
    assert (key.a_day, key.proves_phones) == (7, True)
    text = made.strip().splitlines()[-1]
    assert keys.hash_of(text) == bytes(key.key_hash)
    assert text not in said("list") and "pengembang@contoh.id" in said("list")
    assert "dicabut" in said("revoke", str(key.pk))
    assert "dicabut" in said("list")
    with pytest.raises(CommandError, match="tidak ada"):
        said("revoke", "999999")
