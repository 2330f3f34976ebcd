"""What an incident says of its reports: how many, and whether the public may see it. An extra room: every act that changes them asks it."""

from __future__ import annotations

from lorong.services.complaints import checking
from lorong.services.complaints.models import Incident
from lorong.services.complaints.values import Visibility


def recount(incident: Incident) -> None:
    """Write how many told of it and follow it, and whether it is public: its category is, nobody hid it, somebody told it openly."""
    reports = incident.reports.filter(withdrawn_at=None)
    incident.reporters = reports.count()
    incident.followers = incident.follows.count()
    incident.in_public = (
        not incident.hidden and category_in_public(incident.category) and reports.exclude(visibility=Visibility.SECRET).exists()
    )
    incident.save(update_fields=["reporters", "followers", "in_public", "hidden"])


def category_in_public(slug: str) -> bool:
    """Whether things of this category may be shown to everybody."""
    return checking.report_of(slug).in_public
