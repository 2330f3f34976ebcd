"""Siti with her family, Tono, and the head of Siti's RT: the same people in every city."""

from __future__ import annotations

from datetime import date

from lorong.lib.citypack import CityPack
from lorong.lib.nik import Sex
from lorong.lib.synthetic.numbers import Numbers
from lorong.lib.synthetic.values import Education, Marriage, Relation, Religion, SyntheticHousehold, SyntheticPerson

CARD_ISSUED = date(2019, 4, 8)
NEIGHBOURHOOD = ("003", "007")  # RT, RW of Siti and of the head of her RT


def cast_households(pack: CityPack, numbers: Numbers) -> tuple[SyntheticHousehold, ...]:
    """The households of Siti, of Tono and of the head of Siti's RT, all in the demo kelurahan."""
    return (_siti(pack, numbers), _tono(pack, numbers), _ketua_rt(pack, numbers))


def _siti(pack: CityPack, numbers: Numbers) -> SyntheticHousehold:
    husband = _person(
        pack,
        numbers,
        "Rahman",
        Sex.MALE,
        date(1984, 6, 2),
        Relation.HEAD,
        "Sopir",
        Education.SENIOR,
        ("Mappa", "Hasnah"),
    )
    wife = _person(
        pack,
        numbers,
        "Siti",
        Sex.FEMALE,
        date(1987, 3, 15),
        Relation.WIFE,
        "Pedagang",
        Education.SENIOR,
        ("Salim", "Rohani"),
        "siti",
    )
    parents = (husband, wife)
    daughter = _child(pack, numbers, "Aisyah", Sex.FEMALE, date(2012, 8, 21), Education.PRIMARY, parents)
    son = _child(pack, numbers, "Fajar", Sex.MALE, date(2016, 1, 9), Education.SOME_PRIMARY, parents)
    return _household(pack, numbers, 4, 12, NEIGHBOURHOOD, husband, wife, daughter, son)


def _tono(pack: CityPack, numbers: Numbers) -> SyntheticHousehold:
    tono = _person(
        pack,
        numbers,
        "Tono",
        Sex.MALE,
        date(1990, 11, 21),
        Relation.HEAD,
        "Karyawan Swasta",
        Education.BACHELOR,
        ("Karto", "Minah"),
        "tono",
    )
    return _household(pack, numbers, 9, 31, ("005", "002"), tono)


def _ketua_rt(pack: CityPack, numbers: Numbers) -> SyntheticHousehold:
    head = _person(
        pack,
        numbers,
        "Hasan",
        Sex.MALE,
        date(1968, 2, 17),
        Relation.HEAD,
        "Wiraswasta",
        Education.SENIOR,
        ("Umar", "Saodah"),
        "ketua-rt",
    )
    wife = _person(
        pack,
        numbers,
        "Rabiah",
        Sex.FEMALE,
        date(1971, 10, 5),
        Relation.WIFE,
        "Mengurus Rumah Tangga",
        Education.JUNIOR,
        ("Jamal", "Halimah"),
    )
    return _household(pack, numbers, 4, 2, NEIGHBOURHOOD, head, wife)


def _person(
    pack: CityPack,
    numbers: Numbers,
    name: str,
    sex: Sex,
    birth_date: date,
    relation: Relation,
    occupation: str,
    education: Education,
    parents: tuple[str, str],
    cast: str = "",
) -> SyntheticPerson:
    return SyntheticPerson(
        nik=numbers.nik(pack.demo_kelurahan.parent, birth_date, sex),
        name=name,
        sex=sex,
        birth_place=pack.city.place,
        birth_date=birth_date,
        religion=Religion.Islam,
        marriage=Marriage.SINGLE if cast == "tono" else Marriage.MARRIED,
        relation=relation,
        education=education,
        occupation=occupation,
        father_name=parents[0],
        mother_name=parents[1],
        phone=numbers.phone(),
        cast=cast,
    )


def _child(
    pack: CityPack,
    numbers: Numbers,
    name: str,
    sex: Sex,
    birth_date: date,
    education: Education,
    parents: tuple[SyntheticPerson, SyntheticPerson],
) -> SyntheticPerson:
    father, mother = parents
    return SyntheticPerson(
        nik=numbers.nik(pack.demo_kelurahan.parent, birth_date, sex),
        name=name,
        sex=sex,
        birth_place=pack.city.place,
        birth_date=birth_date,
        religion=Religion.Islam,
        marriage=Marriage.SINGLE,
        relation=Relation.CHILD,
        education=education,
        occupation="Pelajar/Mahasiswa",
        father_name=father.name,
        mother_name=mother.name,
        father_nik=father.nik,
        mother_nik=mother.nik,
    )


def _household(
    pack: CityPack, numbers: Numbers, lane: int, house: int, neighbourhood: tuple[str, str], *members: SyntheticPerson
) -> SyntheticHousehold:
    village = pack.demo_kelurahan
    street = pack.city.synthetic.streets[0].format(n=lane, name="Melati")
    rt, rw = neighbourhood
    return SyntheticHousehold(
        kk=numbers.kk(village.parent, CARD_ISSUED),
        region=village.code,
        address=f"{street} Nomor {house}",
        rt=rt,
        rw=rw,
        postcode=village.postcode,
        members=members,
    )
