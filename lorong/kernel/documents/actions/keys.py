"""Signing keys of officials: made, given another passphrase, revoked."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.city import queries as city
from lorong.kernel.documents.authorities import CA, authority
from lorong.kernel.documents.models import SigningKey
from lorong.kernel.documents.policies import may_change_key, may_have_key, may_revoke_key
from lorong.kernel.documents.signing.authority import certify
from lorong.kernel.documents.unlocking import sealed_key
from lorong.kernel.documents.values import KEY_LIFE, PASSPHRASE_LENGTH, OpenKey
from lorong.lib.actors import Actor
from lorong.lib.refusals import AlreadyDone, Refusal


@action("key.make", allow=may_have_key)
def make_signing_key(*, actor: Actor, passphrase: str, at: datetime | None = None) -> SigningKey:
    """A P-256 key and a certificate of two years for the actor, locked with `passphrase`.

    An expired key is revoked and replaced. Raises Refusal (field "sandi") for a weak passphrase, AlreadyDone when
    there is a good key.
    """
    _check_strength(passphrase)
    now = at or timezone.now()
    old = SigningKey.objects.select_for_update().filter(person=actor.person_id, revoked_at=None).first()
    if old is not None and old.expires_at > now:
        raise AlreadyDone("Anda sudah punya sertifikat tanda tangan. Ganti sandinya, atau cabut dulu yang lama.")
    if old is not None:
        old.revoked_at = now
        old.save(update_fields=["revoked_at"])
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
    pk = uuid.uuid4()
    return SigningKey.objects.create(
        pk=pk,
        person_id=actor.person_id,
        certificate=made.certificate,
        private_key=sealed_key(made.private_key, passphrase, about=str(pk)),
        made_at=now,
        expires_at=now + KEY_LIFE,
    )


@action("key.change_passphrase", allow=may_change_key, lock="key")
def change_passphrase(*, actor: Actor, key: SigningKey, opened: OpenKey, new: str) -> SigningKey:
    """Lock the key with another passphrase. `opened` comes from `unlock` with the old one, which counts wrong tries.

    Raises Refusal (field "sandi") for a weak passphrase, AlreadyDone for a revoked key.
    """
    if key.revoked_at is not None or opened.key_id != key.pk:
        raise AlreadyDone("Sertifikat ini sudah dicabut atau diganti. Muat ulang halaman ini.")
    _check_strength(new)
    key.private_key = sealed_key(opened.secret, new, about=str(key.pk))
    key.save(update_fields=["private_key"])
    return key


@action("key.revoke", allow=may_revoke_key, lock="key")
def revoke_key(*, actor: Actor, key: SigningKey, at: datetime | None = None) -> SigningKey:
    """No further signature with this key; letters signed before stay good. The private key is erased."""
    if key.revoked_at is not None:
        raise AlreadyDone("Sertifikat ini sudah dicabut. Tidak ada yang perlu dilakukan.")
    key.revoked_at = at or timezone.now()
    key.private_key = b""
    key.save(update_fields=["revoked_at", "private_key"])
    return key


def _check_strength(passphrase: str) -> None:
    if len(passphrase) < PASSPHRASE_LENGTH or passphrase.isdigit():
        raise Refusal(
            f"Sandi tanda tangan paling sedikit {PASSPHRASE_LENGTH} karakter dan tidak hanya angka. Pakai misalnya tiga kata.",
            field="sandi",
        )
