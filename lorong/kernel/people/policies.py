"""Who may do what to people and accounts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from lorong.kernel.people import queries
from lorong.lib.actors import Actor, ActorKind
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound
from lorong.lib.verdicts import YES, Verdict, no, no_because

if TYPE_CHECKING:
    from lorong.kernel.people.models import Account, ApiToken, Person

# Who sits at a counter with a card in front of them.
COUNTER_ROLES = ("staf-pelayanan", "kasi-pelayanan", "kasi-pemerintahan", "sekretaris", "lurah", "admin-kota")
# Who may touch the account of somebody who holds an office: a clerk cannot take over a lurah's account.
ADMIN_ROLES = ("admin-kota",)

_SIGN_IN = phrase("Masuk dulu dengan akun Anda sendiri.")


def may_prove(*, actor: Actor) -> Verdict:
    """A visitor, a signed-in person and a counter may ask a code, try it, and open an account; the machine may not."""
    return no("Sistem tidak punya akun. Masuk dengan akun Anda sendiri.") if actor.is_system else YES


def may_be_at_the_door(*, actor: Actor) -> Verdict:
    """Signing in is done by whoever stands at the door: a visitor, or somebody who signs in once more."""
    return may_prove(actor=actor)


def may_change_own(*, actor: Actor, account: Account) -> Verdict:
    """An account is changed by the one who is signed in to it."""
    return YES if actor.account_id == account.pk and account.is_active else no(_SIGN_IN)


def may_close(*, actor: Actor, account: Account) -> Verdict:
    """One's own account; or the system, which closes an account that a counter replaced."""
    return YES if actor.is_system else may_change_own(actor=actor, account=account)


def may_revoke_token(*, actor: Actor, token: ApiToken) -> Verdict:
    """A program's token is taken back by the account it acts for; for everybody else there is none."""
    if actor.account_id is not None and actor.account_id == token.account_id:
        return YES
    return no_because(NotFound("Token ini tidak ada di akun Anda. Muat ulang halaman untuk melihat yang ada."))


def may_use_factor(*, actor: Actor, account: Account) -> Verdict:
    """The second proof is given by whoever gave the first one: not yet signed in, or signed in to this account."""
    if not account.is_active:
        return no("Akun ini sudah ditutup. Datang ke kelurahan untuk membuka yang baru.")
    return YES if actor.kind is ActorKind.OUTSIDE or actor.account_id == account.pk else no(_SIGN_IN)


def may_work_at_counter(*, actor: Actor) -> Verdict:
    """An officer of a counter role."""
    if actor.has_role(*COUNTER_ROLES):
        return YES
    return no("Hanya petugas loket yang dapat melakukannya. Minta bantuan petugas pelayanan.")


def may_serve_account(*, actor: Actor, account: Account, holder: Actor) -> Verdict:
    """An officer at a counter, for somebody else, who holds no office. `holder`: who the account's owner is today."""
    assert holder.account_id == account.pk, "the holder is the owner of the account"
    allowed = may_work_at_counter(actor=actor)
    if not allowed:
        return allowed
    if actor.account_id == account.pk:
        return no("Akun sendiri tidak bisa dilayani sendiri. Minta petugas lain.")
    if holder.is_officer and not actor.has_role(*ADMIN_ROLES):
        return no("Akun pejabat hanya dilayani Pengelola Sistem Kota. Hubungi beliau.")
    return YES


def may_load_cast(*, actor: Actor) -> Verdict:
    """The cast of a demonstration is made by the system."""
    return YES if actor.is_system else no("Akun peragaan hanya dibuat oleh sistem. Jalankan dulu: manage.py load_city --cast")


def may_sweep(*, actor: Actor) -> Verdict:
    """Old counts and codes are swept by the system."""
    return YES if actor.is_system else no("Catatan lama dibersihkan sistem sendiri. Tidak ada yang perlu Anda lakukan.")


def may_appoint_guardian(*, actor: Actor) -> Verdict:
    """Guardianship is recorded at a counter, from the court's or the family's paper."""
    return may_work_at_counter(actor=actor)


def may_apply_for(*, actor: Actor, subject: Person, on: date) -> Verdict:
    """For oneself, for the living or late of one's family card, for a ward; a counter may for anybody present."""
    if actor.person_id is not None and queries.stands_for(actor.person_id, subject, on=on):
        return YES
    if actor.has_role(*COUNTER_ROLES):
        return YES
    return no(
        "Anda bisa mengurus untuk diri sendiri, anggota satu KK, atau orang yang Anda walikan. Untuk yang lain, datang ke kelurahan."
    )


def may_reseal(*, actor: Actor) -> Verdict:
    """Seals are renewed by the system, when keys are changed."""
    return YES if actor.is_system else no("Kunci data diganti pengelola sistem di mesinnya. Minta kepada Diskominfo.")


def may_sign_out_others(*, actor: Actor) -> Verdict:
    """Somebody else's sessions are ended by the system, at the machine."""
    return YES if actor.is_system else no("Orang lain dikeluarkan pengelola sistem di mesinnya. Minta kepada Diskominfo.")


def may_load_register(*, actor: Actor) -> Verdict:
    """The register is loaded by the system, and not while index keys are being changed: a person could come in twice."""
    if len(settings.KEYRING.index_keys) > 1:
        return no("Kunci indeks sedang diganti. Muat data penduduk sesudah kunci lama dilepas.")
    return YES if actor.is_system else no("Data penduduk dimuat oleh sistem. Perbaiki data lewat Disdukcapil.")
