"""Keys of officials: the house cannot sign alone, and nobody guesses a passphrase."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from django.db import connection

from lorong.kernel.documents import actions, queries
from lorong.kernel.documents.authorities import CA, authority
from lorong.kernel.documents.errors import WrongPassphrase
from lorong.kernel.documents.models import Authority, SigningKey
from lorong.kernel.documents.tests.conftest import PASSPHRASE, SOON, Desk
from lorong.kernel.documents.unlocking import unlock
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import AlreadyDone, NotAllowed, Refusal, TooMany
from lorong.testing import MONDAY, Cast


def test_the_certificate_names_the_official_the_office_and_the_city(desk: Desk) -> None:
    key = actions.make_signing_key(actor=desk.lurah, passphrase=PASSPHRASE, at=MONDAY)
    certificate = x509.load_pem_x509_certificate(key.certificate.encode())

    def said(oid: x509.ObjectIdentifier) -> str:
        return str(certificate.subject.get_attributes_for_oid(oid)[0].value)

    assert said(NameOID.COMMON_NAME) == desk.issue(key=unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=MONDAY)).signed_name
    assert said(NameOID.TITLE).startswith("Lurah")
    assert said(NameOID.ORGANIZATIONAL_UNIT_NAME).startswith("Kelurahan")
    assert said(NameOID.ORGANIZATION_NAME) == "Kota Makassar"
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(authority(CA).certificate.encode()))
    assert key.expires_at - MONDAY == timedelta(days=730)


def test_no_private_key_stands_open_in_the_tables(desk: Desk) -> None:
    secret = desk.key().secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM documents_signing_key UNION ALL SELECT private_key FROM documents_authority")
        stored = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(stored) == 2
    assert all(secret.encode() not in row and b"PRIVATE" not in row for row in stored)
    assert secret not in repr(desk.key())


def test_the_authority_is_made_once(desk: Desk) -> None:
    assert authority(CA).certificate == authority(CA).certificate
    assert Authority.objects.filter(pk=CA).count() == 1


def test_a_wrong_passphrase_says_how_many_tries_are_left(desk: Desk) -> None:
    desk.key()
    with pytest.raises(WrongPassphrase, match="Sisa 4 percobaan") as refused:
        unlock(actor=desk.lurah, passphrase="salah sekali", at=SOON)
    assert refused.value.field == "sandi"


def test_the_sixth_guess_in_fifteen_minutes_is_not_even_tried(desk: Desk) -> None:
    desk.key()
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            unlock(actor=desk.lurah, passphrase="salah sekali", at=MONDAY)
    with pytest.raises(TooMany) as refused:
        unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=MONDAY)
    assert 0 < refused.value.retry_after <= 900
    assert unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=MONDAY + timedelta(minutes=16))


def test_a_right_passphrase_forgets_the_wrong_ones(desk: Desk) -> None:
    desk.key()
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            unlock(actor=desk.lurah, passphrase="salah sekali", at=MONDAY)
    unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=MONDAY)
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            unlock(actor=desk.lurah, passphrase="salah sekali", at=MONDAY)
    assert unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=MONDAY)


def test_an_official_without_a_key_is_told_where_to_make_one(desk: Desk) -> None:
    with pytest.raises(Refusal, match="Buat dulu"):
        unlock(actor=desk.lurah, passphrase=PASSPHRASE)


def test_a_clerk_and_a_resident_make_no_key(cast: Cast) -> None:
    for who in ("budi", "siti"):
        with pytest.raises(NotAllowed):
            actions.make_signing_key(actor=cast.actor(who), passphrase=PASSPHRASE)


@pytest.mark.parametrize("weak", ["", "pendek", "1234567890"])
def test_a_weak_passphrase_is_refused(desk: Desk, weak: str) -> None:
    with pytest.raises(Refusal) as refused:
        actions.make_signing_key(actor=desk.lurah, passphrase=weak)
    assert refused.value.field == "sandi"


def test_there_is_one_good_key_per_official(desk: Desk) -> None:
    desk.key()
    with pytest.raises(AlreadyDone):
        actions.make_signing_key(actor=desk.lurah, passphrase=PASSPHRASE, at=SOON)


def test_an_expired_key_signs_nothing_and_is_replaced(desk: Desk) -> None:
    desk.key()
    later = MONDAY + timedelta(days=731)
    with pytest.raises(Refusal, match="masa berlakunya"):
        unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=later)
    actions.make_signing_key(actor=desk.lurah, passphrase=PASSPHRASE, at=later)
    assert SigningKey.objects.filter(revoked_at=None).count() == 1
    assert SigningKey.objects.count() == 2


def test_a_changed_passphrase_opens_the_same_key(desk: Desk) -> None:
    opened = desk.key()
    key = queries.key_of(opened.person_id)
    assert key is not None
    actions.change_passphrase(actor=desk.lurah, key=key, opened=opened, new="sandi baru sekali")
    assert unlock(actor=desk.lurah, passphrase="sandi baru sekali", at=SOON).secret == opened.secret
    with pytest.raises(WrongPassphrase):
        unlock(actor=desk.lurah, passphrase=PASSPHRASE, at=SOON)


def test_nobody_changes_or_revokes_another_officials_key(desk: Desk, cast: Cast) -> None:
    opened = desk.key()
    key = queries.key_of(opened.person_id)
    assert key is not None
    with pytest.raises(NotAllowed):
        actions.change_passphrase(actor=cast.actor("pak_camat"), key=key, opened=opened, new="sandi baru sekali")
    with pytest.raises(NotAllowed):
        actions.revoke_key(actor=cast.actor("budi"), key=key)


def test_a_revoked_key_is_erased_and_signs_nothing_more(desk: Desk) -> None:
    letter = desk.sign()
    key = queries.key_of(desk.key().person_id)
    assert key is not None
    revoked = actions.revoke_key(actor=desk.lurah, key=key, at=SOON)
    assert bytes(revoked.private_key) == b""
    with pytest.raises(Refusal, match="Buat dulu"):
        unlock(actor=desk.lurah, passphrase=PASSPHRASE)
    assert actions.finish_letter(actor=SISTEM, letter=letter, at=SOON).needs_signing_again
