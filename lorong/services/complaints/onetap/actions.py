"""A link in an SMS, for whoever has nothing but a telephone: made with the message that carries it, used as that telephone."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.db.models import F

from lorong.kernel.audit.action import action
from lorong.lib.actors import Actor
from lorong.lib.verdicts import YES, Verdict, no
from lorong.services.complaints import policies
from lorong.services.complaints.models import Report, ReportLink
from lorong.services.complaints.onetap.queries import hash_of, must_live
from lorong.services.complaints.queries.stages import stage
from lorong.services.complaints.values import Stage

READ, JUDGE = "read", "judge"
LIFE = {READ: timedelta(days=30), JUDGE: timedelta(days=14)}  # a judgement is asked for ten days (PermenPANRB 62/2018)
LETTERS = 12  # random bytes: sixteen letters of an SMS, which nobody guesses
ASKED = frozenset({Stage.ASKED_IF_FIXED, Stage.FIXED, Stage.ANSWERED})


def _may_use(*, actor: Actor, link: ReportLink, token: str) -> Verdict:
    if hmac.compare_digest(bytes(link.token_hash), hash_of(token)):
        return YES
    return no("Tautan ini bukan untuk Anda. Buka tautan di SMS yang Anda terima sendiri.")


@action("complaint.make_link", allow=policies.may_work_for_all)
def make_link(*, actor: Actor, report: Report, key: str, at: datetime) -> str:
    """The token of a new link to one report; the older link of that report dies. "" when the message of this key has gone out
    with its link before."""
    if ReportLink.objects.filter(key=key).exists():
        return ""
    token = secrets.token_urlsafe(LETTERS)
    purpose = JUDGE if stage(report.incident) in ASKED else READ
    ReportLink.objects.filter(report=report, revoked_at=None).update(revoked_at=at)
    ReportLink.objects.create(
        report=report, purpose=purpose, key=key, token_hash=hash_of(token), made_at=at, expires_at=at + LIFE[purpose]
    )
    return token


@action("complaint.use_link", allow=_may_use, lock="link")
def use_link(*, actor: Actor, link: ReportLink, token: str, at: datetime) -> ReportLink:
    """Whoever holds the telephone acts by its link: on record each time, before the act itself. Raises LinkIsDead."""
    must_live(link, at)
    ReportLink.objects.filter(pk=link.pk).update(acts=F("acts") + 1, last_act_at=at)
    return link
