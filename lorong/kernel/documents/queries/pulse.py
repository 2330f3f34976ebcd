"""How signing stands, in numbers without persons."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q

from lorong.kernel.documents.models import Letter

PATIENCE = timedelta(minutes=10)  # a PDF is made within seconds; after this somebody should look


def unfinished_letters(at: datetime) -> dict[str, int]:
    """Letters that were signed and have no PDF yet, by what holds them up.

    new: signed within ten minutes; stuck: older; again: the official has to sign again; second: the other official's turn.
    """
    open_letters = Letter.objects.filter(file_ready_at=None, revoked_at=None)
    second = Q(needs_signing_again=False, file__isnull=False, second=None) & ~Q(awaits_second="")
    waits = Q(needs_signing_again=False) & ~second
    return open_letters.aggregate(
        new=Count("pk", filter=waits & Q(signed_at__gt=at - PATIENCE)),
        stuck=Count("pk", filter=waits & Q(signed_at__lte=at - PATIENCE)),
        again=Count("pk", filter=Q(needs_signing_again=True)),
        second=Count("pk", filter=second),
    )
