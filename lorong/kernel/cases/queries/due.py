"""What the retention schedule concerns."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from lorong.kernel.cases.models import Case, Draft


def old_drafts(before: datetime) -> QuerySet[Draft]:
    """Applications that were never sent, untouched since before that moment."""
    return Draft.objects.filter(submitted_as="", updated_at__lt=before)


def old_cases(before: datetime) -> QuerySet[Case]:
    """Cases that ended before that moment and are not closed yet."""
    return Case.objects.filter(ended_at__lt=before, restriction=None).exclude(ended="")
