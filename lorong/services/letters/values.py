"""Words of the register's codes, as they stand on letters (regulations: code lists of the population register)."""

from __future__ import annotations

SEX = {"L": "Laki-laki", "P": "Perempuan"}
RELIGION = {
    1: "Islam",
    2: "Kristen",
    3: "Katolik",
    4: "Hindu",
    5: "Buddha",
    6: "Khonghucu",
    7: "Kepercayaan terhadap Tuhan YME",
}
MARITAL = {1: "Belum kawin", 2: "Kawin", 3: "Cerai hidup", 4: "Cerai mati"}
CITIZENSHIP = {1: "WNI", 2: "WNA", 3: "WNI dan WNA"}
RELATION = {
    1: "Kepala keluarga",
    2: "Suami",
    3: "Istri",
    4: "Anak",
    5: "Menantu",
    6: "Cucu",
    7: "Orang tua",
    8: "Mertua",
    9: "Famili lain",
    10: "Pembantu",
    11: "Lainnya",
}
EDUCATION = {
    1: "Tidak/belum sekolah",
    2: "Belum tamat SD",
    3: "Tamat SD",
    4: "SLTP",
    5: "SLTA",
    6: "D-I/D-II",
    7: "D-III",
    8: "D-IV/S-1",
    9: "S-2",
    10: "S-3",
}
UNMARRIED = 1
OF_AGE = 17  # or married before: UU 24/2013 on population administration
