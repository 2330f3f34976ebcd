"""Somebody was asked for money, or something else went wrong: told to the inspectorate, past the office concerned."""

from __future__ import annotations

import secrets

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Case, LevyReply, LevyReport
from lorong.kernel.city import queries as city
from lorong.kernel.messages import actions as messages
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import Refusal

READERS = ("inspektur", "auditor")
READ, ANSWERED = "read", "answered"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@action("report.tell", allow=policies.may_tell)
def tell_levy(*, actor: Actor, text: str, key: str, place: str = "", case_number: str = "", teller: str = "") -> LevyReport:
    """Keep a report and tell the inspectorate that there is one. `key` makes a second sending harmless.

    `case_number` as the person typed it: when there is such a case, its unit and service are noted for the inspectorate,
    and nothing tells whoever typed it. Raises Missing, and Refusal when nobody at the inspectorate can read it yet.
    """
    first = LevyReport.objects.filter(key=key).first()
    if first is not None:
        return first
    if not text.strip():
        raise Missing("Ceritakan dulu apa yang terjadi.", field="apa")
    readers = _readers()
    if not readers:
        raise Refusal("Inspektorat belum bisa menerima laporan lewat halaman ini. Datang atau telepon ke Inspektorat.")
    about = Case.objects.filter(number=case_number.strip()).first() if case_number.strip() else None
    now = timezone.now()
    report = LevyReport.objects.create(
        number=f"LP-{city.local(now):%y-%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(5))}",
        key=key,
        at=now,
        text=text.strip()[:3000],
        place=place.strip()[:160],
        teller=teller.strip()[:120],
        case_number=case_number.strip()[:24],
        slug=about.slug if about else "",
        unit_id=about.unit_id if about else None,
        account_id=actor.account_id,
    )
    for account_id in readers:
        messages.post(
            actor=SISTEM,
            account=people.account(account_id),
            template="laporan_pungutan",
            context={"number": report.number},
            key=f"laporan:{report.number}:{account_id}",
            link=f"/komando/laporan/{report.number}/",
            channels=("inbox",),
        )
    return report


@action("report.read", allow=policies.may_see_paid)
def read_levy(*, actor: Actor, report: LevyReport) -> bool:
    """Note that the inspectorate has opened it; True the first time."""
    if report.replies.exists():
        return False
    row = LevyReply(report=report, kind=READ, author=actor.name, author_title=_title(actor), text="", key=READ)
    LevyReply.objects.bulk_create([row], ignore_conflicts=True)  # two who open it at once: one of them was first
    return True


@action("report.answer", allow=policies.may_see_paid)
def answer_levy(*, actor: Actor, report: LevyReport, text: str, key: str) -> LevyReply:
    """Answer; whoever told it while signed in gets the answer as a message. Without an account nobody can be reached.

    Raises Missing for an empty answer. A second sending with the same key gives the first answer.
    """
    first = report.replies.filter(key=key).first()
    if first is not None:
        return first
    if not text.strip():
        raise Missing("Tulis jawabannya dulu.", field="jawaban")
    reply = LevyReply.objects.create(
        report=report, kind=ANSWERED, author=actor.name, author_title=_title(actor), text=text.strip()[:3000], key=key
    )
    if report.account is not None:
        messages.post(
            actor=SISTEM,
            account=report.account,
            template="laporan_dijawab",
            context={"number": report.number, "text": reply.text},
            key=f"laporan:{report.number}:{reply.pk}",
            channels=("inbox",),
        )
    return reply


def _readers() -> list[int]:
    office = city.city_unit("inspektorat")
    holders = [h for role in READERS for h in city.holders_of_role(role, office.pk)] if office else []
    return sorted(people.active_account_ids({h.person_id for h in holders}))


def _title(actor: Actor) -> str:
    return actor.holdings[0].title[:160] if actor.holdings else ""
