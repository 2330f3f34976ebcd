"""Tables of complaints, by noun: the incident, what people told of it, what was done about it."""

from lorong.services.complaints.models.api_key import ApiKey
from lorong.services.complaints.models.experience import Calibration, Learned, Pace
from lorong.services.complaints.models.figure import Figure
from lorong.services.complaints.models.forwarding import Forwarding, Origin
from lorong.services.complaints.models.handling import Asked, Joining, Moderation, Verdict, Visit
from lorong.services.complaints.models.incident import Incident
from lorong.services.complaints.models.link import ReportLink
from lorong.services.complaints.models.report import AreaFollow, Follow, Line, Photo, Report
from lorong.services.complaints.models.round import Round
from lorong.services.complaints.models.texting import Texting

__all__ = [
    "ApiKey",
    "AreaFollow",
    "Asked",
    "Calibration",
    "Figure",
    "Follow",
    "Forwarding",
    "Incident",
    "Joining",
    "Learned",
    "Line",
    "Moderation",
    "Origin",
    "Pace",
    "Photo",
    "Report",
    "ReportLink",
    "Round",
    "Texting",
    "Verdict",
    "Visit",
]
