"""Signing keys of officials: made, given another passphrase, opened by passkeys too, revoked."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone
from fido2.utils import websafe_encode

from lorong.kernel.audit.action import action
from lorong.kernel.city import queries as city
from lorong.kernel.documents.authorities import CA, authority
from lorong.kernel.documents.models import SigningKey, Unlocker
from lorong.kernel.documents.policies import may_change_key, may_have_key, may_revoke_key
from lorong.kernel.documents.signing.authority import certify
from lorong.kernel.documents.signing.locks import KEY_BYTES, SALT_BYTES, random_bytes
from lorong.kernel.documents.unlocking import locked_key, wrap
from lorong.kernel.documents.values import KEY_LIFE, PASSPHRASE_LENGTH, OpenKey
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import AlreadyDone, NotFound, Refusal


@action("key.make", allow=may_have_key)
def make_signing_key(*, actor: Actor, passphrase: str, at: datetime | None = None) -> SigningKey:
    """A P-256 key and a certificate of two years for the actor, opened by `passphrase`.

    An expired key is revoked and replaced. Raises Refusal (field "sandi") for a weak passphrase, AlreadyDone when
    there is a good key.
    """
    _check_strength(passphrase)
    now = at or timezone.now()
    old = SigningKey.objects.select_for_update().filter(person=actor.person_id, revoked_at=None).first()
    if old is not None and old.expires_at > now:
        raise AlreadyDone("Anda sudah punya sertifikat tanda tangan. Ganti sandinya, atau cabut dulu yang lama.")
    if old is not None:
        _end(old, now)
    holding = next(h for h in actor.holdings if h.may_sign)
    assert actor.person_id is not None
    holder = city.standing_as(actor.person_id, holding.position_id, city.today(now))
    made = certify(
        authority(CA),
        name=holder.name if holder else actor.name,
        unit=city.unit(holding.unit).name,
        city=city.this_city().name or "Lorong",
        title=holding.title,
        at=now,
        until=now + KEY_LIFE,
    )
    pk, data_key = uuid.uuid4(), random_bytes()
    key = SigningKey.objects.create(
        pk=pk,
        person_id=actor.person_id,
        certificate=made.certificate,
        private_key=locked_key(made.private_key, data_key, key_id=pk),
        made_at=now,
        expires_at=now + KEY_LIFE,
    )
    wrap(Unlocker(key=key, made_at=now), data_key, passphrase=passphrase).save(force_insert=True)
    return key


@action("key.change_passphrase", allow=may_change_key, lock="key")
def change_passphrase(*, actor: Actor, key: SigningKey, opened: OpenKey, new: str) -> SigningKey:
    """Open the key with another passphrase; passkeys stay. `opened` comes from `unlock`, which counts wrong tries.

    Raises Refusal (field "sandi") for a weak passphrase, AlreadyDone for a revoked key.
    """
    _must_be_open(key, opened)
    _check_strength(new)
    row = Unlocker.objects.select_for_update().get(key=key, factor=None)
    wrap(row, opened.data_key, passphrase=new).save(update_fields=["salt", "wrapped"])
    return key


@action("key.add_passkey", allow=may_change_key, lock="key")
def add_signing_passkey(
    *, actor: Actor, key: SigningKey, opened: OpenKey, factor_id: int, secret: bytes, salt: bytes, at: datetime | None = None
) -> Unlocker:
    """Let a passkey of the actor's account open the key too. `secret`: what its PRF gave for `salt`, 32 bytes each.

    The door has checked the passkey's assertion. Raises NotFound for a passkey of another account, Refusal for one that
    has no PRF, AlreadyDone.
    """
    _must_be_open(key, opened)
    assert actor.account_id is not None, "the policy let somebody in who has no account"
    factor = people.authenticator(people.account(actor.account_id), factor_id)
    if len(secret) != KEY_BYTES or len(salt) != SALT_BYTES:
        raise Refusal("Kunci sandi ini tidak bisa membuka tanda tangan. Pakai HP atau peramban lain, atau tetap dengan sandi.")
    if Unlocker.objects.filter(key=key, factor=factor).exists():
        raise AlreadyDone("Kunci sandi ini sudah membuka tanda tangan Anda. Tidak ada yang perlu dilakukan.")
    credential = websafe_encode(factor.wrap().authenticator_data.credential_data.credential_id)
    row = Unlocker(key=key, factor=factor, credential=credential, salt=salt, made_at=at or timezone.now())
    wrap(row, opened.data_key, secret=secret).save(force_insert=True)
    return row


@action("key.remove_passkey", allow=may_change_key, lock="key")
def remove_signing_passkey(*, actor: Actor, key: SigningKey, unlocker_id: uuid.UUID) -> SigningKey:
    """This passkey opens the key no longer; it still signs in. The passphrase cannot be removed. Raises NotFound."""
    gone, _ = Unlocker.objects.filter(key=key, pk=unlocker_id, factor__isnull=False).delete()
    if not gone:
        raise NotFound("Kunci sandi itu tidak membuka tanda tangan Anda. Muat ulang halaman untuk melihat yang ada.")
    return key


@action("key.revoke", allow=may_revoke_key, lock="key")
def revoke_key(*, actor: Actor, key: SigningKey, at: datetime | None = None) -> SigningKey:
    """No further signature with this key; letters signed before stay good. The private key is erased."""
    if key.revoked_at is not None:
        raise AlreadyDone("Sertifikat ini sudah dicabut. Tidak ada yang perlu dilakukan.")
    _end(key, at or timezone.now())
    return key


def _end(key: SigningKey, at: datetime) -> None:
    key.revoked_at = at
    key.private_key = b""
    key.save(update_fields=["revoked_at", "private_key"])
    Unlocker.objects.filter(key=key).delete()


def _must_be_open(key: SigningKey, opened: OpenKey) -> None:
    if key.revoked_at is not None or opened.key_id != key.pk:
        raise AlreadyDone("Sertifikat ini sudah dicabut atau diganti. Muat ulang halaman ini.")


def _check_strength(passphrase: str) -> None:
    if len(passphrase) < PASSPHRASE_LENGTH or passphrase.isdigit():
        raise Refusal(
            phrase(
                "Sandi tanda tangan paling sedikit {count} karakter dan tidak hanya angka. Pakai misalnya tiga kata.",
                count=PASSPHRASE_LENGTH,
            ),
            field="sandi",
        )
