"""What one service may ask of another: how a person's latest case of it ended."""

from __future__ import annotations

import uuid

from lorong.kernel.cases.models import Case


def latest_outcome(person: uuid.UUID, slug: str) -> Case | None:
    """The newest ended case of service `slug` about `person`; its `ended` says how."""
    return Case.objects.filter(subject_id=person, slug=slug).exclude(ended="").order_by("-pk").first()
