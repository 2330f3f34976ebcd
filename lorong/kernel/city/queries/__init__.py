"""Reads of the city: where we are, what time it is here, who holds what."""

from lorong.kernel.city.queries.absences import absence, absences_in, substitutes_for
from lorong.kernel.city.queries.actors import actor_of
from lorong.kernel.city.queries.arriving import Arrival, arrival
from lorong.kernel.city.queries.cast import cast
from lorong.kernel.city.queries.clocks import clock_for, hours_of
from lorong.kernel.city.queries.complaints import complaints_setting
from lorong.kernel.city.queries.ground import nearest_village, somewhere_in, village_at
from lorong.kernel.city.queries.here import local, this_city, today
from lorong.kernel.city.queries.holders import (
    assignments_in,
    assignments_of,
    holder_of,
    holder_of_position,
    holders_in,
    holders_of_role,
    standing_as,
)
from lorong.kernel.city.queries.places import village_codes, village_words, villages
from lorong.kernel.city.queries.units import (
    city_unit,
    dissolved_units,
    ending_units,
    kecamatan_unit_of,
    map_frame,
    regions_for_map,
    unit,
    unit_of_region,
    units_under,
    working_unit,
)

__all__ = [
    "Arrival",
    "absence",
    "absences_in",
    "actor_of",
    "arrival",
    "assignments_in",
    "assignments_of",
    "cast",
    "city_unit",
    "clock_for",
    "complaints_setting",
    "dissolved_units",
    "ending_units",
    "holder_of",
    "holder_of_position",
    "holders_in",
    "holders_of_role",
    "hours_of",
    "kecamatan_unit_of",
    "local",
    "map_frame",
    "nearest_village",
    "regions_for_map",
    "somewhere_in",
    "standing_as",
    "substitutes_for",
    "this_city",
    "today",
    "unit",
    "unit_of_region",
    "units_under",
    "village_at",
    "village_codes",
    "village_words",
    "villages",
    "working_unit",
]
