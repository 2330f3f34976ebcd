"""Writes of the city."""

from lorong.kernel.city.actions.absences import report_absence, withdraw_absence
from lorong.kernel.city.actions.assignments import assign, end_assignment
from lorong.kernel.city.actions.days import close_day, open_day
from lorong.kernel.city.actions.load import load_pack
from lorong.kernel.city.actions.officials import load_officials

__all__ = [
    "assign",
    "close_day",
    "end_assignment",
    "load_officials",
    "load_pack",
    "open_day",
    "report_absence",
    "withdraw_absence",
]
