"""City packs: one folder of data per city, read and checked."""

from lorong.lib.citypack.errors import PackInvalid, Problem
from lorong.lib.citypack.look import city_css
from lorong.lib.citypack.numbering import counter_scope, letter_number
from lorong.lib.citypack.reading import CityPack, load
from lorong.lib.citypack.values import Position, Region, Unit

__all__ = [
    "CityPack",
    "PackInvalid",
    "Position",
    "Problem",
    "Region",
    "Unit",
    "city_css",
    "counter_scope",
    "letter_number",
    "load",
]
