"""The invented register of a city: the cast first, then families in every kelurahan until there are enough people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from lorong.lib.citypack import CityPack, Region
from lorong.lib.synthetic.families import LARGEST, Families
from lorong.lib.synthetic.numbers import Numbers
from lorong.lib.synthetic.residents import cast_households
from lorong.lib.synthetic.values import SyntheticHousehold, SyntheticPerson

AS_OF = date(2026, 7, 1)  # ages are counted on this day, so that one seed gives one register for ever
FIRST_CARD = date(2011, 1, 1)
STREET_NAMES = (
    *("Anggrek", "Cempaka", "Dahlia", "Flamboyan", "Kamboja", "Kemuning", "Kenanga", "Mawar", "Melati", "Seroja"),
    *("Beringin", "Cendana", "Jati", "Mahoni", "Meranti", "Nangka", "Pinus", "Rambutan", "Sawo", "Trembesi"),
)


def people(pack: CityPack, seed: int, count: int = 5000, *, as_of: date = AS_OF) -> Iterator[SyntheticHousehold]:
    """Households with `count` people in all; the same pack, seed, count and as_of always give the same.

    The first households are the cast's, so `count` is at least theirs. Every kelurahan and desa has a household as
    soon as there are eight people for each of them. Nobody in it is real; every row says `synthetic`.
    """
    rng = Random(f"{pack.slug}:{seed}:people")  # noqa: S311 - invented data, to be repeated, not to be secret
    numbers = Numbers()
    families = Families(pack, rng, numbers, as_of)
    left = count
    for household in cast_households(pack, numbers):
        left -= len(household.members)
        yield household
    for village in _villages(pack.villages, rng):
        if left <= 0:
            return
        members = families.make(village, min(left, LARGEST))
        left -= len(members)
        yield household_at(pack, village, members, rng, numbers, as_of)


def _villages(villages: Sequence[Region], rng: Random) -> Iterator[Region]:
    """Each village once, in random order, then for ever by weight: some are large and some are small."""
    order = list(villages)
    rng.shuffle(order)
    yield from order
    weights = [rng.uniform(0.4, 2.5) for _ in order]
    while True:
        yield from rng.choices(order, weights, k=64)


def household_at(
    pack: CityPack, village: Region, members: Sequence[SyntheticPerson], rng: Random, numbers: Numbers, as_of: date
) -> SyntheticHousehold:
    """These people, head first, with a family card and an address in a kelurahan or desa."""
    issued = FIRST_CARD + timedelta(days=rng.randrange((as_of - FIRST_CARD).days))
    street = rng.choice(pack.city.synthetic.streets).format(n=rng.randint(1, 30), name=rng.choice(STREET_NAMES))
    return SyntheticHousehold(
        kk=numbers.kk(village.parent, issued),
        region=village.code,
        address=f"{street} Nomor {rng.randint(1, 120)}",
        rt=f"{rng.randint(1, 5):03d}",
        rw=f"{rng.randint(1, 8):03d}",
        postcode=village.postcode,
        members=tuple(members),
    )
