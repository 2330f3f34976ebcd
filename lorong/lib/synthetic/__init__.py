"""Invented residents and officials of a city, for first runs, tests and measurements. Nobody in it is real."""

from lorong.lib.synthetic.officials import cast, colleagues, officials
from lorong.lib.synthetic.register import people
from lorong.lib.synthetic.values import (
    PASSPHRASE,
    Business,
    Cast,
    Education,
    Marriage,
    Relation,
    Religion,
    SyntheticHousehold,
    SyntheticOfficial,
    SyntheticPerson,
)

__all__ = [
    "PASSPHRASE",
    "Business",
    "Cast",
    "Education",
    "Marriage",
    "Relation",
    "Religion",
    "SyntheticHousehold",
    "SyntheticOfficial",
    "SyntheticPerson",
    "cast",
    "colleagues",
    "officials",
    "people",
]
