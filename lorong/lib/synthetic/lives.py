"""What people of an age usually have learnt and do. Rough shares for plausible data, not statistics."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from lorong.lib.nik import Sex
from lorong.lib.synthetic.values import Education

SCHOOL = "Pelajar/Mahasiswa"
NOT_WORKING = "Belum/Tidak Bekerja"
HOME = "Mengurus Rumah Tangga"
RETIRED = "Pensiunan"
WORK: Sequence[str] = (
    "Karyawan Swasta",
    "Wiraswasta",
    "Pedagang",
    "Buruh Harian Lepas",
    "Pegawai Negeri Sipil",
    "Guru",
    "Sopir",
    "Nelayan/Perikanan",
    "Petani/Pekebun",
    "Tukang Batu",
    "Perawat",
    "Karyawan Honorer",
)
WORK_WEIGHTS: Sequence[int] = (26, 22, 14, 10, 6, 5, 4, 4, 4, 2, 2, 1)
ADULT_EDUCATION: Sequence[Education] = (
    Education.SOME_PRIMARY,
    Education.PRIMARY,
    Education.JUNIOR,
    Education.SENIOR,
    Education.DIPLOMA_3,
    Education.BACHELOR,
    Education.MASTER,
)
ADULT_WEIGHTS: Sequence[int] = (5, 16, 18, 40, 6, 13, 2)
SCHOOL_AGES = (
    (6, Education.NONE),
    (12, Education.SOME_PRIMARY),
    (15, Education.PRIMARY),
    (18, Education.JUNIOR),
    (22, Education.SENIOR),
)
ADULT = 17
PENSION = 60


def education(rng: Random, age: int) -> Education:
    """Highest education at an age in years."""
    for below, reached in SCHOOL_AGES:
        if age < below:
            return reached
    return rng.choices(ADULT_EDUCATION, ADULT_WEIGHTS)[0]


def occupation(rng: Random, age: int, sex: Sex, *, married: bool) -> str:
    """What the person does, in the words of the family card."""
    if age < 6:
        return NOT_WORKING
    if age < 18 or (age < 23 and not married and rng.random() < 0.6):
        return SCHOOL
    if age >= PENSION + 5 and rng.random() < 0.5:
        return RETIRED if rng.random() < 0.4 else NOT_WORKING
    if sex is Sex.FEMALE and married and rng.random() < 0.55:
        return HOME
    if rng.random() < 0.06:
        return NOT_WORKING
    return rng.choices(WORK, WORK_WEIGHTS)[0]


def has_phone(rng: Random, age: int) -> bool:
    """Whether the city knows a mobile number of the person."""
    return age >= ADULT and rng.random() < (0.5 if age >= PENSION else 0.85)
