"""What nights are for: adding up how long things took, and learning what reports are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from lorong.kernel.audit.action import action
from lorong.lib.actors import Actor, ActorKind
from lorong.lib.verdicts import YES, Verdict, no
from lorong.services.complaints.models import Calibration, Pace
from lorong.services.complaints.promising.history import history, months
from lorong.services.complaints.promising.paces import Hit, judged, paces


def may_learn(*, actor: Actor) -> Verdict:
    """Only the machine adds up what happened."""
    return (
        YES
        if actor.kind is ActorKind.SYSTEM
        else no("Ini dihitung sistem sendiri setiap malam. Tidak ada yang perlu Anda lakukan.")
    )


@action("complaints.renew_paces", allow=may_learn)
def renew_paces(*, actor: Actor, at: datetime) -> int:
    """Add up anew how long incidents of the last year took, and how often the promises of the last months were kept.

    Gives how many paces there are. Old rows stay for readers until the new ones are all there.
    """
    past = history(at)
    known = paces(past, at)
    Pace.objects.all().delete()
    Pace.objects.bulk_create(
        Pace(kind=kind, category=category, unit=unit, area=area, half=took.half, most=took.most, based_on=took.based_on, at=at)
        for (kind, category, unit, area), took in known.items()
    )
    Calibration.objects.all().delete()
    for begin, end in months(at):
        _keep(begin, judged(past, paces(past, begin), begin, end))
    return len(known)


def _keep(begin: datetime, hits: Sequence[Hit]) -> None:
    told, by_half, by_most = (Counter[str]() for _ in range(3))
    for hit in hits:
        for category in ("", hit.category):
            told[category] += 1
            by_half[category] += hit.by_half
            by_most[category] += hit.by_most
    Calibration.objects.bulk_create(
        Calibration(month=begin.date(), category=c, told=count, by_half=by_half[c], by_most=by_most[c])
        for c, count in told.items()
    )
