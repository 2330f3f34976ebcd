"""Ending sessions: one device, all others, all."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies, queries
from lorong.kernel.people.models import Account, Session
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound


@action("people.end_session", allow=policies.may_change_own, lock="account")
def end_session(*, actor: Actor, account: Account, ref: str) -> None:
    """Sign one device out. ref: as `queries.sessions_of` names it. Raises NotFound, also for somebody else's."""
    key = next((row.session_key for row in queries.session_rows(account) if queries.reference(row) == ref), None)
    if key is None:
        raise NotFound("Perangkat ini sudah keluar. Muat ulang halaman untuk melihat yang masih masuk.")
    Session.objects.filter(pk=key).delete()


@action("people.end_other_sessions", allow=policies.may_change_own, lock="account")
def end_other_sessions(*, actor: Actor, account: Account, but: str) -> int:
    """Sign every device out except the one whose session has the key `but`; gives how many went."""
    gone, _ = Session.objects.filter(~Q(pk=but), account=account).delete()
    return gone


@action("people.sign_out", allow=policies.may_sign_out_others, lock="account")
def sign_out(*, actor: Actor, account: Account, at: datetime) -> int:
    """End every session of one account, and its programs' tokens, from the machine itself; gives how many sessions went."""
    Account.objects.filter(pk=account.pk).update(sessions_since=at)
    gone, _ = Session.objects.filter(account=account).delete()
    return gone


@action("people.sign_out_everybody", allow=policies.may_sign_out_others)
def sign_out_everybody(*, actor: Actor, at: datetime) -> int:
    """End every session and every program's token, of all accounts; gives how many sessions went."""
    Account.objects.filter(sessions_since__lt=at).update(sessions_since=at)
    gone, _ = Session.objects.exclude(account=None).delete()
    return gone
