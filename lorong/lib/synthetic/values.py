"""What the generator gives. The numbers of the code lists are those of the civil register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from lorong.lib.nik import Sex

PASSPHRASE = "tiga kata acak"  # noqa: S105 - known to everybody on purpose
"""What opens the signing keys of invented signers; a demonstration shows it, so it protects nothing."""


class Relation(IntEnum):
    """Place in the family (SHDK) towards its head."""

    HEAD = 1
    HUSBAND = 2
    WIFE = 3
    CHILD = 4
    CHILD_IN_LAW = 5
    GRANDCHILD = 6
    PARENT = 7


class Marriage(IntEnum):
    """Marital status: never married, married, divorced, widowed."""

    SINGLE = 1
    MARRIED = 2
    DIVORCED = 3
    WIDOWED = 4


class Religion(IntEnum):
    """Religion as the register numbers it; names are as in a city pack."""

    Islam = 1
    Kristen = 2
    Katolik = 3
    Hindu = 4
    Buddha = 5
    Khonghucu = 6
    Kepercayaan = 7


class Education(IntEnum):
    """Highest education reached."""

    NONE = 1
    SOME_PRIMARY = 2
    PRIMARY = 3
    JUNIOR = 4
    SENIOR = 5
    DIPLOMA_2 = 6
    DIPLOMA_3 = 7
    BACHELOR = 8
    MASTER = 9


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """An invented resident. `phone` is E.164 or empty; parents' NIK only when they are in the same household.

    `cast`: "siti", "tono", "ketua-rt" for the people one can be, otherwise empty.
    """

    nik: str
    name: str
    sex: Sex
    birth_place: str
    birth_date: date
    religion: Religion
    marriage: Marriage
    relation: Relation
    education: Education
    occupation: str
    father_name: str
    mother_name: str
    father_nik: str = ""
    mother_nik: str = ""
    phone: str = ""
    citizenship: str = "WNI"
    cast: str = ""
    synthetic: bool = True

    def age(self, on: date) -> int:
        """Completed years on a day."""
        return on.year - self.birth_date.year - ((on.month, on.day) < (self.birth_date.month, self.birth_date.day))


@dataclass(frozen=True, slots=True)
class SyntheticHousehold:
    """An invented family card. `region`: code of the kelurahan or desa; `rt`, `rw`: three digits; head first."""

    kk: str
    region: str
    address: str
    rt: str
    rw: str
    postcode: str
    members: tuple[SyntheticPerson, ...]
    synthetic: bool = True

    @property
    def head(self) -> SyntheticPerson:
        """The head of the family."""
        return self.members[0]


@dataclass(frozen=True, slots=True)
class SyntheticOfficial:
    """An invented holder of a position. `name` bears the degrees; `nip` and `rank` are empty outside the civil service.

    `household`: where the official lives, alone, somewhere in the city. `cast`: "budi", "kasi", "bu-lurah",
    "pak-camat", "wali-kota", "auditor", "hasnah" (complaints), "daeng-nai" (field officer), otherwise empty.
    """

    position: str
    name: str
    nip: str
    rank: str
    household: SyntheticHousehold
    cast: str = ""
    synthetic: bool = True

    @property
    def person(self) -> SyntheticPerson:
        """The official as a resident, name without degrees."""
        return self.household.head


@dataclass(frozen=True, slots=True)
class Business:
    """Siti's small business, for the letters that ask for one."""

    name: str
    kind: str
    since: date


@dataclass(frozen=True, slots=True)
class Cast:
    """The fixed people of a first run, all of one demo kelurahan (the officials: of it and above it)."""

    siti: SyntheticPerson
    siti_household: SyntheticHousehold
    siti_business: Business
    tono: SyntheticPerson
    tono_household: SyntheticHousehold
    ketua_rt: SyntheticPerson
    ketua_rt_household: SyntheticHousehold
    budi: SyntheticOfficial
    kasi: SyntheticOfficial
    bu_lurah: SyntheticOfficial
    pak_camat: SyntheticOfficial
    wali_kota: SyntheticOfficial
    auditor: SyntheticOfficial
    hasnah: SyntheticOfficial
    daeng_nai: SyntheticOfficial
