"""Writes of the city."""

from lorong.kernel.city.actions.absences import report_absence, withdraw_absence
from lorong.kernel.city.actions.assignments import assign, end_assignment
from lorong.kernel.city.actions.days import close_day, open_day
from lorong.kernel.city.actions.load import load_pack
from lorong.kernel.city.actions.officials import load_officials
from lorong.kernel.city.actions.units import dissolve_unit, end_units

__all__ = [
    "assign",
    "close_day",
    "dissolve_unit",
    "end_assignment",
    "end_units",
    "load_officials",
    "load_pack",
    "open_day",
    "report_absence",
    "withdraw_absence",
]
