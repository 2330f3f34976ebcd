"""The tables of the engine, by noun."""

from lorong.kernel.cases.models.around import Attachment, CaseMessage, OutsideLink, Restriction, Survey
from lorong.kernel.cases.models.case import Case, Draft, Event, LimitClock, WorkItem
from lorong.kernel.cases.models.figures import DayCounter, MeasureCell, Measured, Stock
from lorong.kernel.cases.models.reports import LevyReply, LevyReport

__all__ = [
    "Attachment",
    "Case",
    "CaseMessage",
    "DayCounter",
    "Draft",
    "Event",
    "LevyReply",
    "LevyReport",
    "LimitClock",
    "MeasureCell",
    "Measured",
    "OutsideLink",
    "Restriction",
    "Stock",
    "Survey",
    "WorkItem",
]
