"""A passkey opens a signing key beside the passphrase: its own holder's key, with its own secret, and no other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction

from lorong.kernel.documents import actions, queries
from lorong.kernel.documents.errors import WrongPasskey, WrongPassphrase
from lorong.kernel.documents.models import SigningKey, Unlocker
from lorong.kernel.documents.tests.conftest import PASSPHRASE, SOON, Desk
from lorong.kernel.documents.unlocking import unlock, unlock_by_passkey
from lorong.kernel.documents.values import OpenKey
from lorong.kernel.people import actions as people
from lorong.lib.refusals import AlreadyDone, NotAllowed, NotFound, Refusal, TooMany
from lorong.portals.accounts.tests.software_key import SoftwareKey
from lorong.testing import MONDAY, Cast

SALT, SECRET = os.urandom(32), os.urandom(32)


def passkey_of(cast: Cast, who: str, name: str = "Laptop kantor") -> int:
    """A passkey on somebody's account; gives its id."""
    options = {"publicKey": {"user": {"id": "AAAA"}, "rp": {"id": "localhost"}, "challenge": "AAAA"}}
    account = cast.account(who)
    people.add_passkey(actor=cast.actor(who), account=account, name=name, credential=json.loads(SoftwareKey().create(options)))
    return int(Authenticator.objects.filter(user=account).latest("pk").pk)


@pytest.fixture
def add(desk: Desk, cast: Cast) -> Callable[..., Unlocker]:
    """Let a new passkey of Bu Lurah open her key."""

    def added(*, secret: bytes = SECRET, salt: bytes = SALT, factor_id: int | None = None) -> Unlocker:
        opened, key = desk.key(), queries.key_of(desk.lurah.person_id)  # type: ignore[arg-type]
        assert key is not None
        factor = factor_id or passkey_of(cast, "bu_lurah")
        return actions.add_signing_passkey(
            actor=desk.lurah, key=key, opened=opened, factor_id=factor, secret=secret, salt=salt, at=SOON
        )

    return added


def by_passkey(desk: Desk, row: Unlocker, secret: bytes = SECRET, **more: Any) -> OpenKey:
    factor = row.factor_id
    assert factor is not None
    return unlock_by_passkey(**{"actor": desk.lurah, "secret": secret, "prove": lambda: factor, "at": SOON, **more})


def test_a_passkey_opens_the_same_key_as_the_passphrase(desk: Desk, add: Callable[..., Unlocker]) -> None:
    row = add()
    assert by_passkey(desk, row).secret == unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=SOON).secret


def test_a_letter_is_signed_with_it(desk: Desk, add: Callable[..., Unlocker], pdf_of: Callable[..., bytes]) -> None:
    letter = desk.issue(key=by_passkey(desk, add()))
    assert pdf_of(letter).startswith(b"%PDF-")


def test_its_list_says_what_the_browser_has_to_ask(desk: Desk, add: Callable[..., Unlocker]) -> None:
    row = add()
    known = queries.signing_passkeys(desk.lurah)
    assert [(k.id, k.name, k.salt, k.credential) for k in known] == [(row.pk, "Laptop kantor", SALT, row.credential)]
    assert "salt" not in repr(known)


def test_another_secret_opens_nothing_and_counts_like_a_wrong_passphrase(desk: Desk, add: Callable[..., Unlocker]) -> None:
    row = add()
    with pytest.raises(WrongPasskey, match="Sisa 4 percobaan"):
        by_passkey(desk, row, os.urandom(32))
    with pytest.raises(WrongPassphrase, match="Sisa 3 percobaan"):
        unlock(actor=desk.lurah, passphrase="salah sekali", at=SOON)
    for _ in range(3):
        with pytest.raises(WrongPasskey):
            by_passkey(desk, row, b"pendek")
    with pytest.raises(TooMany):
        by_passkey(desk, row)


def test_the_right_secret_without_the_passkey_in_the_hand_opens_nothing(desk: Desk, add: Callable[..., Unlocker]) -> None:
    row = add()

    def failed() -> int:
        raise Refusal("Kunci sandi tidak diterima.")

    with pytest.raises(WrongPasskey, match="Sisa 4 percobaan"):
        by_passkey(desk, row, prove=failed)


def test_a_passkey_of_another_account_is_no_way_in(desk: Desk, cast: Cast, add: Callable[..., Unlocker]) -> None:
    row, foreign = add(), passkey_of(cast, "tono")
    with pytest.raises(WrongPasskey):
        by_passkey(desk, row, prove=lambda: foreign)
    with pytest.raises(NotFound):
        add(factor_id=foreign)


def test_a_passkey_that_opens_one_key_opens_no_other_officials(desk: Desk, cast: Cast, add: Callable[..., Unlocker]) -> None:
    row = add()
    camat = cast.actor("pak_camat")
    actions.make_signing_key(actor=camat, passphrase=PASSPHRASE, at=MONDAY)
    with pytest.raises(WrongPasskey):
        by_passkey(desk, row, actor=camat)


def test_a_row_carried_to_another_key_opens_nothing(desk: Desk, cast: Cast, add: Callable[..., Unlocker]) -> None:
    row = add()
    camat = cast.actor("pak_camat")
    other = actions.make_signing_key(actor=camat, passphrase=PASSPHRASE, at=MONDAY)
    factor = passkey_of(cast, "pak_camat")
    Unlocker.objects.create(key=other, factor_id=factor, credential=row.credential, salt=row.salt, wrapped=row.wrapped)
    with pytest.raises(WrongPasskey):
        unlock_by_passkey(actor=camat, secret=SECRET, prove=lambda: factor, at=SOON)


def test_nobody_adds_or_removes_a_passkey_at_another_officials_key(desk: Desk, cast: Cast, add: Callable[..., Unlocker]) -> None:
    row, camat, key = add(), cast.actor("pak_camat"), queries.key_of(desk.key().person_id)
    assert key is not None
    factor = passkey_of(cast, "pak_camat")
    with pytest.raises(NotAllowed):
        actions.add_signing_passkey(actor=camat, key=key, opened=desk.key(), factor_id=factor, secret=SECRET, salt=SALT)
    with pytest.raises(NotAllowed):
        actions.remove_signing_passkey(actor=camat, key=key, unlocker_id=row.pk)


def test_a_passkey_without_a_prf_is_not_taken(add: Callable[..., Unlocker]) -> None:
    with pytest.raises(Refusal, match="tidak bisa membuka tanda tangan"):
        add(secret=b"")


def test_a_passkey_is_added_once(cast: Cast, add: Callable[..., Unlocker]) -> None:
    factor = passkey_of(cast, "bu_lurah")
    add(factor_id=factor)
    with pytest.raises(AlreadyDone):
        add(factor_id=factor)


def test_another_passphrase_leaves_the_passkeys(desk: Desk, add: Callable[..., Unlocker]) -> None:
    row, key = add(), queries.key_of(desk.key().person_id)
    assert key is not None
    actions.change_passphrase(actor=desk.lurah, key=key, opened=by_passkey(desk, row), new="sandi baru sekali")
    assert by_passkey(desk, row).secret == unlock(actor=desk.lurah, passphrase="sandi baru sekali", at=SOON).secret
    with pytest.raises(WrongPassphrase):
        unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=SOON)


def test_a_removed_passkey_opens_nothing_and_the_passphrase_cannot_be_removed(desk: Desk, add: Callable[..., Unlocker]) -> None:
    row, key = add(), queries.key_of(desk.key().person_id)
    assert key is not None
    actions.remove_signing_passkey(actor=desk.lurah, key=key, unlocker_id=row.pk)
    with pytest.raises(WrongPasskey):
        by_passkey(desk, row)
    last = Unlocker.objects.get(key=key)
    with pytest.raises(NotFound):
        actions.remove_signing_passkey(actor=desk.lurah, key=key, unlocker_id=last.pk)
    with pytest.raises(DatabaseError, match="last way"), transaction.atomic():
        last.delete()


def test_a_passkey_that_leaves_the_account_leaves_the_key(desk: Desk, cast: Cast, add: Callable[..., Unlocker]) -> None:
    row = add()
    assert row.factor_id is not None
    people.remove_factor(actor=desk.lurah, account=cast.account("bu_lurah"), factor_id=row.factor_id)
    assert queries.signing_passkeys(desk.lurah) == []
    assert unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=SOON)


def test_a_revoked_key_keeps_no_way_to_open_it(desk: Desk, add: Callable[..., Unlocker]) -> None:
    row, key = add(), queries.key_of(desk.key().person_id)
    assert key is not None
    actions.revoke_key(actor=desk.lurah, key=key, at=SOON)
    assert not Unlocker.objects.filter(key=key).exists()
    with pytest.raises(Refusal, match="Buat dulu"):
        by_passkey(desk, row)


def test_an_expired_key_is_not_opened_by_a_passkey_either(desk: Desk, add: Callable[..., Unlocker]) -> None:
    row = add()
    with pytest.raises(Refusal, match="masa berlakunya"):
        by_passkey(desk, row, at=MONDAY + timedelta(days=731))


def test_neither_secret_nor_key_stands_open_in_the_tables(desk: Desk, add: Callable[..., Unlocker]) -> None:
    opened = by_passkey(desk, add())
    with connection.cursor() as cursor:
        cursor.execute("SELECT salt, wrapped FROM documents_unlocker")
        stored = [bytes(part) for row in cursor.fetchall() for part in row]
    stored += [bytes(key.private_key) for key in SigningKey.objects.all()]
    assert len(stored) == 5
    secrets = (SECRET, opened.data_key, opened.secret.encode())
    assert not any(secret in row for secret in secrets for row in stored)
    assert opened.secret not in repr(opened)
    assert repr(opened.data_key) not in repr(opened)
