"""Families as they live together: couples, children, grandparents, single parents, people alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from lorong.lib.citypack import CityPack, Region
from lorong.lib.nik import Sex
from lorong.lib.synthetic import lives
from lorong.lib.synthetic.names import full_name
from lorong.lib.synthetic.numbers import Numbers
from lorong.lib.synthetic.values import Marriage, Relation, Religion, SyntheticPerson

Family = list[SyntheticPerson]

PARENT_GAP = 19  # years between a parent and a child: at least
LARGEST = 8  # a family of any kind fits
CHILD_AT_HOME = 27
HOME_SHARE, CITY_SHARE = 0.80, 0.12  # where a NIK was issued: this kecamatan, another of the city, elsewhere


class Families:
    """Makes families for one city. `as_of` is the day on which ages are counted."""

    def __init__(self, pack: CityPack, rng: Random, numbers: Numbers, as_of: date) -> None:
        self._pack = pack
        self._rng = rng
        self._numbers = numbers
        self._as_of = as_of
        self._districts = [region.code for region in pack.regions.values() if region.level == "kecamatan"]
        shares = pack.city.synthetic.religions
        self._religions = [Religion[name] for name in shares]
        self._shares = list(shares.values())

    def make(self, village: Region, room: int) -> Family:
        """A family of at most `room` people in a kelurahan, head first."""
        religion = self._rng.choices(self._religions, self._shares)[0]
        if room == 1:
            return self._alone(village, religion)
        if room < LARGEST:
            return self._couple_with_children(village, religion)[:room]
        kinds: list[Callable[[Region, Religion], Family]] = [
            self._couple_with_children,
            self._with_grandparent,
            self._three_generations,
            self._single_parent,
            self._alone,
        ]
        return self._rng.choices(kinds, (66, 8, 8, 10, 8))[0](village, religion)

    def person(
        self,
        village: Region,
        *,
        sex: Sex,
        age: int,
        religion: Religion,
        marriage: Marriage,
        relation: Relation,
        father: SyntheticPerson | None = None,
        mother: SyntheticPerson | None = None,
    ) -> SyntheticPerson:
        """One person of `age` years, born and registered in a plausible place; parents in the household are named."""
        rng = self._rng
        birth_date = self._as_of - timedelta(days=int(age * 365.25) + rng.randrange(1, 365))
        district, place = self._registered(village, age)
        return SyntheticPerson(
            nik=self._numbers.nik(district, birth_date, sex),
            name=full_name(rng, sex),
            sex=sex,
            birth_place=place,
            birth_date=birth_date,
            religion=religion,
            marriage=marriage,
            relation=relation,
            education=lives.education(rng, age),
            occupation=lives.occupation(rng, age, sex, married=marriage is Marriage.MARRIED),
            father_name=father.name if father else full_name(rng, Sex.MALE),
            mother_name=mother.name if mother else full_name(rng, Sex.FEMALE),
            father_nik=father.nik if father else "",
            mother_nik=mother.nik if mother else "",
            phone=self._numbers.phone() if lives.has_phone(rng, age) else "",
        )

    def _registered(self, village: Region, age: int) -> tuple[str, str]:
        """Kecamatan that issued the NIK, and the birth place. Children are nearly always from here."""
        chance = self._rng.random() * (0.85 if age < lives.ADULT else 1)
        if chance < HOME_SHARE:
            return village.parent, self._pack.city.place
        if chance < HOME_SHARE + CITY_SHARE:
            return self._rng.choice(self._districts), self._pack.city.place
        elsewhere = self._rng.choice(self._pack.city.synthetic.elsewhere)
        return elsewhere.code, elsewhere.place

    def _couple(self, village: Region, religion: Religion, ages: tuple[int, int]) -> Family:
        age = self._rng.randint(*ages)
        wife_age = max(20, min(age + 6, round(age - self._rng.gauss(3, 3))))
        husband = self.person(
            village, sex=Sex.MALE, age=age, religion=religion, marriage=Marriage.MARRIED, relation=Relation.HEAD
        )
        wife = self.person(
            village, sex=Sex.FEMALE, age=wife_age, religion=religion, marriage=Marriage.MARRIED, relation=Relation.WIFE
        )
        return [husband, wife]

    def _children(self, village: Region, father: SyntheticPerson | None, mother: SyntheticPerson, most: int) -> Family:
        """Brothers and sisters with at least a year between them, eldest first; none when the mother is too young."""
        parents = [parent for parent in (father, mother) if parent]
        oldest = min(CHILD_AT_HOME, *(parent.age(self._as_of) - PARENT_GAP for parent in parents))
        # No child is born after the mother's 44th year.
        youngest = max(0, mother.age(self._as_of) - 44)
        ages: list[int] = []
        age = self._rng.randint(youngest, oldest) if oldest >= youngest else -1
        while age >= youngest and len(ages) < most:
            ages.append(age)
            age -= self._rng.randint(2, 6)
        return [
            self.person(
                village,
                sex=self._rng.choice((Sex.MALE, Sex.FEMALE)),
                age=age,
                religion=mother.religion,
                marriage=Marriage.SINGLE,
                relation=Relation.CHILD,
                father=father,
                mother=mother,
            )
            for age in ages
        ]

    def _couple_with_children(self, village: Region, religion: Religion) -> Family:
        husband, wife = self._couple(village, religion, (23, 74))
        return [
            husband,
            wife,
            *self._children(village, husband, wife, self._rng.choices((0, 1, 2, 3, 4), (6, 22, 38, 24, 10))[0]),
        ]

    def _with_grandparent(self, village: Region, religion: Religion) -> Family:
        husband, wife = self._couple(village, religion, (26, 52))
        age = husband.age(self._as_of) + self._rng.randint(PARENT_GAP + 1, 34)
        grandmother = self.person(
            village, sex=Sex.FEMALE, age=age, religion=religion, marriage=Marriage.WIDOWED, relation=Relation.PARENT
        )
        husband = replace(husband, mother_name=grandmother.name, mother_nik=grandmother.nik)
        return [husband, wife, grandmother, *self._children(village, husband, wife, self._rng.randint(1, 3))]

    def _three_generations(self, village: Region, religion: Religion) -> Family:
        husband, wife = self._couple(village, religion, (50, 68))
        oldest = min(CHILD_AT_HOME + 3, wife.age(self._as_of) - PARENT_GAP, husband.age(self._as_of) - PARENT_GAP)
        if oldest < 23:
            return [husband, wife]
        daughter = self.person(
            village,
            sex=Sex.FEMALE,
            age=self._rng.randint(23, oldest),
            religion=religion,
            marriage=Marriage.MARRIED,
            relation=Relation.CHILD,
            father=husband,
            mother=wife,
        )
        son_in_law = self.person(
            village,
            sex=Sex.MALE,
            age=daughter.age(self._as_of) + self._rng.randint(0, 5),
            religion=religion,
            marriage=Marriage.MARRIED,
            relation=Relation.CHILD_IN_LAW,
        )
        grandchildren = self._children(village, son_in_law, daughter, self._rng.randint(1, 2))
        return [
            husband,
            wife,
            daughter,
            son_in_law,
            *(replace(child, relation=Relation.GRANDCHILD) for child in grandchildren),
        ]

    def _single_parent(self, village: Region, religion: Religion) -> Family:
        marriage = self._rng.choice((Marriage.DIVORCED, Marriage.WIDOWED))
        mother = self.person(
            village,
            sex=Sex.FEMALE,
            age=self._rng.randint(25, 62),
            religion=religion,
            marriage=marriage,
            relation=Relation.HEAD,
        )
        father_name = full_name(self._rng, Sex.MALE)
        children = self._children(village, None, mother, self._rng.randint(1, 3))
        return [mother, *(replace(child, father_name=father_name) for child in children)]

    def _alone(self, village: Region, religion: Religion) -> Family:
        age = self._rng.randint(20, 84)
        past = (Marriage.DIVORCED, Marriage.WIDOWED) if age >= 45 else (Marriage.SINGLE, Marriage.DIVORCED)
        marriage = Marriage.SINGLE if age < 30 else self._rng.choice(past)
        sex = self._rng.choice((Sex.MALE, Sex.FEMALE))
        return [self.person(village, sex=sex, age=age, religion=religion, marriage=marriage, relation=Relation.HEAD)]
