"""An invented holder for every position of a city, and the cast among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from lorong.lib.citypack import CityPack, Position
from lorong.lib.nik import Sex
from lorong.lib.synthetic.names import full_name
from lorong.lib.synthetic.numbers import OFFICIAL_PHONES, Numbers
from lorong.lib.synthetic.register import AS_OF, household_at, people
from lorong.lib.synthetic.values import (
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

# Far from the residents', so that register and officials never share a number.
FIRST_SERIAL = 5001

COMPLAINTS_OFFICE = "dpu"  # roads, drains and lamps: where the cast takes up what residents tell

BACHELORS = ("S.Sos.", "S.E.", "S.H.", "S.IP.", "S.T.", "S.Kom.", "S.Pd.")
MASTERS = ("M.Si.", "M.M.", "M.H.", "M.A.P.")
AGES: Mapping[str, tuple[int, int]] = {"I": (22, 40), "II": (23, 36), "III": (30, 52), "IV": (43, 57), "": (30, 58)}
# "Contoh" is no family name: whoever holds these offices in the real city is not meant.
FIXED: Mapping[str, tuple[str, Sex]] = {
    "budi": ("Budi", Sex.MALE),
    "kasi": ("Rina Contoh", Sex.FEMALE),
    "bu-lurah": ("Ratna Contoh", Sex.FEMALE),
    "pak-camat": ("Hamzah Contoh", Sex.MALE),
    "wali-kota": ("Yusuf Contoh", Sex.MALE),
    "auditor": ("Dewi Contoh", Sex.FEMALE),
    "hasnah": ("Hasnah Contoh", Sex.FEMALE),
    "daeng-nai": ("Daeng Nai Contoh", Sex.MALE),
}


def officials(pack: CityPack, seed: int, *, as_of: date = AS_OF) -> Iterator[SyntheticOfficial]:
    """One holder for each position, in the order of `pack.positions`; the same pack and seed always give the same."""
    rng = Random(f"{pack.slug}:{seed}:officials")  # noqa: S311 - invented data, to be repeated, not to be secret
    numbers = Numbers(first_serial=FIRST_SERIAL, phones=OFFICIAL_PHONES)
    roles = cast_positions(pack)
    for position in pack.positions.values():
        yield _official(pack, position, roles.get(position.code, ""), rng, numbers, as_of)


def cast_positions(pack: CityPack) -> Mapping[str, str]:
    """Code of a position to the name in the cast of whoever holds it."""
    demo = pack.demo_kelurahan

    def seat(role: str, unit: str) -> str:
        return next(position.code for position in pack.positions_of(unit) if role in position.roles)

    auditor = next(position.code for position in pack.positions.values() if "auditor" in position.roles)
    return {
        seat("staf-pelayanan", demo.code): "budi",
        seat("kasi-pelayanan", demo.code): "kasi",
        seat("lurah", demo.code): "bu-lurah",
        seat("camat", demo.parent): "pak-camat",
        seat("wali-kota", pack.city.code): "wali-kota",
        auditor: "auditor",
        seat("pengelola-pengaduan", f"{pack.city.code}-{COMPLAINTS_OFFICE}"): "hasnah",
        seat("petugas-lapangan", f"{pack.city.code}-{COMPLAINTS_OFFICE}"): "daeng-nai",
    }


def colleagues(pack: CityPack, seed: int, *, as_of: date = AS_OF) -> list[SyntheticOfficial]:
    """Who else decides steps of the demo kelurahan's letters, there and in its kecamatan: one for each role."""
    demo = pack.demo_kelurahan
    wanted = [(demo.code, "kasi-pemerintahan"), (demo.code, "sekretaris"), (demo.parent, "kasi-pelayanan")]
    seats = [next(p.code for p in pack.positions_of(unit) if role in p.roles) for unit, role in wanted]
    found = {official.position: official for official in officials(pack, seed, as_of=as_of) if official.position in seats}
    return [found[seat] for seat in dict.fromkeys(seats)]


def _official(pack: CityPack, position: Position, cast: str, rng: Random, numbers: Numbers, as_of: date) -> SyntheticOfficial:
    grade = position.rank.rpartition(", ")[2].partition("/")[0]
    household = _home(pack, position, AGES[grade], cast, rng, numbers, as_of)
    person = household.head
    return SyntheticOfficial(
        position=position.code,
        name=", ".join((person.name, *_degrees(grade, rng))),
        nip=numbers.nip(person.birth_date, _appointed(person, rng, as_of), person.sex) if position.civil_servant else "",
        rank=position.rank,
        household=household,
        cast=cast,
    )


def _home(
    pack: CityPack, position: Position, ages: tuple[int, int], cast: str, rng: Random, numbers: Numbers, as_of: date
) -> SyntheticHousehold:
    sex = rng.choice((Sex.MALE, Sex.FEMALE))
    name = full_name(rng, sex)
    if cast:
        name, sex = FIXED[cast]
    village = pack.demo_kelurahan if cast else rng.choice(pack.villages)
    birth_date = as_of - timedelta(days=int(rng.randint(*ages) * 365.25) + rng.randrange(1, 365))
    person = SyntheticPerson(
        nik=numbers.nik(village.parent, birth_date, sex),
        name=name,
        sex=sex,
        birth_place=pack.city.place,
        birth_date=birth_date,
        religion=Religion.Islam,
        marriage=Marriage.SINGLE,
        relation=Relation.HEAD,
        education=Education.BACHELOR,
        occupation="Pegawai Negeri Sipil" if position.civil_servant else "Lainnya",
        father_name=full_name(rng, Sex.MALE),
        mother_name=full_name(rng, Sex.FEMALE),
        phone=numbers.phone(),
        cast=cast,
    )
    return household_at(pack, village, (person,), rng, numbers, as_of)


def _appointed(person: SyntheticPerson, rng: Random, as_of: date) -> date:
    """Month of appointment, at 22 to 28 years; for a young official not later than now."""
    month = date(person.birth_date.year + rng.randint(22, 28), rng.randint(1, 12), 1)
    return min(month, as_of.replace(day=1))


def _degrees(grade: str, rng: Random) -> tuple[str, ...]:
    if grade == "III":
        return (rng.choice(BACHELORS),)
    if grade == "IV":
        return (rng.choice(BACHELORS), rng.choice(MASTERS))
    return ()


def cast(pack: CityPack, seed: int, *, as_of: date = AS_OF) -> Cast:
    """The fixed people of a first run, the very same as in `people` and `officials`."""
    residents = {
        person.cast: (person, household) for household in people(pack, seed, count=0, as_of=as_of) for person in household.members
    }
    staff = {official.cast: official for official in officials(pack, seed, as_of=as_of)}
    siti, tono, ketua_rt = residents["siti"], residents["tono"], residents["ketua-rt"]
    return Cast(
        siti=siti[0],
        siti_household=siti[1],
        siti_business=Business(pack.city.synthetic.trade, "Rumah makan", date(2019, 3, 1)),
        tono=tono[0],
        tono_household=tono[1],
        ketua_rt=ketua_rt[0],
        ketua_rt_household=ketua_rt[1],
        budi=staff["budi"],
        kasi=staff["kasi"],
        bu_lurah=staff["bu-lurah"],
        pak_camat=staff["pak-camat"],
        wali_kota=staff["wali-kota"],
        auditor=staff["auditor"],
        hasnah=staff["hasnah"],
        daeng_nai=staff["daeng-nai"],
    )
