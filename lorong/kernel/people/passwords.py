"""Passwords that are easily guessed. An extra room: settings name the validators.

The list of words is the one that OWASP ASVS 5.0 asks to be written down (6.1.2, 6.2.11). It is not about length or signs: a word of
one's own beside them is enough.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OFFICE = (
    "lorong layanan pelayanan publik online daring admin administrator operator petugas pegawai asn pns loket kantor",
    "kota walikota wali pemkot pemda pemerintah dinas inspektorat auditor kecamatan camat kelurahan lurah desa",
    "sekretaris seksi kasi rt rw ketua warga penduduk surat keterangan domisili usaha ktp nik kk kartu keluarga izin",
    "sandi kata rahasia password passwd masuk akun nomor hp indonesia merdeka pancasila garuda ibu pak bapak bu saya aku",
)


def words() -> frozenset[str]:
    """The list: words of an office, and the cities there are."""
    cities = (path.name for path in settings.CITIES_DIR.iterdir() if path.is_dir())
    return frozenset([*" ".join(OFFICE).split(), *cities])


# What people write instead of letters, and believe to be clever.
_LOOKS_LIKE = str.maketrans("0134578@$!", "oleastbasi")


class CommonPasswords(CommonPasswordValidator):
    """Refuses the framework's 20,000 common passwords, also with digits and signs around them, said twice, or in such signs.

    Few of the list are as long as ours have to be: what people do with a short one to make it long enough is refused too.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with what to do instead."""
        said = password.strip().casefold()
        inner = said.strip("".join({sign for sign in said if not sign.isalpha()}))
        once = inner[: len(inner) // 2].rstrip("-_. ")
        halves = [once] if once and inner.startswith(once) and inner.endswith(once) and len(inner) - 2 * len(once) <= 1 else []
        tried = {said, inner, *halves}
        tried |= {word.translate(_LOOKS_LIKE) for word in tried}
        if not tried.isdisjoint(self.passwords):
            raise ValidationError(
                _("Kata sandi ini banyak dipakai orang, jadi mudah ditebak. Pakai beberapa kata acak yang Anda susun sendiri.")
            )

    def get_help_text(self) -> str:
        """What somebody is told beforehand."""
        return _("Jangan memakai kata sandi yang banyak dipakai orang.")


class OwnWords:
    """Refuses a password whose letters are words of the list, one after the other; digits and signs do not count."""

    def __init__(self) -> None:
        self.words = words()

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with what to do instead."""
        letters = "".join(sign for sign in password.casefold() if sign.isalpha())
        if letters and self._is_made_of_words(letters):
            raise ValidationError(
                _("Kata sandi ini mudah ditebak: isinya hanya kata-kata kota dan kantor. Tambahkan kata Anda sendiri.")
            )

    def _is_made_of_words(self, letters: str) -> bool:
        ends = {0}  # where a row of words from the beginning may end
        for begin in range(len(letters)):
            if begin in ends:
                ends |= {begin + len(word) for word in self.words if letters.startswith(word, begin)}
        return len(letters) in ends

    def get_help_text(self) -> str:
        """What somebody is told beforehand."""
        return _("Jangan hanya memakai kata-kata kota dan kantor.")
