"""What a check of a letter says on the screen: one word decides, and what to do next follows.

An extra room: wording of `documents.queries.check_*` for people who hold a letter in their hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from lorong.kernel.cases.queries.words import language
from lorong.kernel.city import queries as city
from lorong.kernel.documents.values import Checked, Finding, shown_code
from lorong.lib import dates

OK, BAD, OFF = "ok", "bad", "off"
ICONS = {OK: "shield-check", BAD: "shield-x", OFF: "shield-off"}


@dataclass(frozen=True)
class Verdict:
    """kind: ok, bad or off. pairs: what a checker compares. strong, then: the next step. report: forgery is likely."""

    kind: str
    title: str
    sentence: str
    pairs: tuple[tuple[str, str], ...]
    strong: str
    then: str
    report: bool = False

    @property
    def icon(self) -> str:
        """The shield that says the same as the word."""
        return ICONS[self.kind]


def verdict_of(found: Checked, *, uploaded: str = "") -> Verdict:
    """The verdict of a check. uploaded: the name of the file that was sent, when one was."""
    make = {
        Finding.REAL: _real,
        Finding.PENDING: _pending,
        Finding.REVOKED: _revoked,
        Finding.EXPIRED: _expired,
        Finding.UNKNOWN: _unknown,
        Finding.ALTERED: _altered,
        Finding.FOREIGN: _foreign,
    }[found.finding]
    verdict = make(found)
    if not uploaded:
        return verdict
    sent = (gettext("Yang diunggah"), uploaded)
    return Verdict(**{**verdict.__dict__, "pairs": (sent, *verdict.pairs)})


def moment(at: datetime | None) -> str:
    """ "28 Juli 2026, 08.41 WITA"."""
    if at is None:
        return ""
    zone, lang = city.this_city().zone, language()
    return f"{dates.long_date(city.local(at).date(), lang=lang)}, {dates.clock(at, zone, lang=lang)} {dates.zone_name(zone)}"


def _letter(found: Checked, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (
        (gettext("Jenis"), found.title),
        (gettext("Nomor"), found.number),
        (gettext("Atas nama"), found.subject),
        (gettext("Tanda tangan"), f"{found.signed_name}, {found.signed_title}, {moment(found.signed_at)}"),
        *_second(found),
        *more,
    )


def _second(found: Checked) -> tuple[tuple[str, str], ...]:
    if not found.second_title:
        return ()
    label = gettext("Tanda tangan kedua")
    if found.second_at is None:
        return ((label, gettext("belum ada, menunggu %(office)s") % {"office": found.second_title}),)
    return ((label, f"{found.second_name}, {found.second_title}, {moment(found.second_at)}"),)


def _validity(found: Checked) -> tuple[str, str]:
    if found.valid_until is None:
        return gettext("Berlaku"), gettext("tanpa batas waktu")
    return gettext("Berlaku"), gettext("sampai %(day)s") % {"day": dates.long_date(found.valid_until, lang=language())}


def _compare() -> tuple[str, str]:
    return gettext("Bandingkan dengan surat yang Anda pegang."), gettext("Nomor, nama, dan tanggal harus sama persis.")


def _real(found: Checked) -> Verdict:
    said = gettext("Diterbitkan %(unit)s dan tidak berubah sejak ditandatangani.") % {"unit": found.unit}
    return Verdict(OK, gettext("Surat ini sah"), said, _letter(found, _validity(found)), *_compare())


def _pending(found: Checked) -> Verdict:
    return Verdict(
        OFF,
        gettext("Surat ini belum siap"),
        gettext("Sudah ditandatangani %(unit)s, tetapi berkasnya masih dibuat.") % {"unit": found.unit},
        _letter(found),
        gettext("Langkah berikut:"),
        gettext("periksa lagi dalam beberapa menit."),
    )


def _revoked(found: Checked) -> Verdict:
    pairs = (
        (gettext("Jenis"), found.title),
        (gettext("Nomor"), found.number),
        (gettext("Dicabut"), gettext("%(when)s, oleh %(unit)s") % {"when": moment(found.revoked_at), "unit": found.unit}),
        (gettext("Alasan"), found.revoked_because),
    )
    said = gettext("Pernah sah, sekarang tidak berlaku lagi. Jangan dipakai sebagai dasar keputusan.")
    then = gettext("minta surat yang baru. Pemegangnya sudah diberi tahu.")
    return Verdict(OFF, gettext("Surat ini sudah dicabut"), said, pairs, gettext("Langkah berikut:"), then)


def _expired(found: Checked) -> Verdict:
    said = gettext("Surat ini asli, tetapi masa berlakunya sudah lewat.")
    then = gettext("minta surat yang baru. Pemegangnya bisa mengajukan lagi tanpa mengisi ulang.")
    title = gettext("Surat ini sudah tidak berlaku")
    return Verdict(OFF, title, said, _letter(found, _validity(found)), gettext("Langkah berikut:"), then)


def _unknown(found: Checked) -> Verdict:
    pairs = ((gettext("Kode yang dicek"), shown_code(found.code)),) if found.code else ()
    return Verdict(
        BAD,
        gettext("Surat ini tidak kami kenal"),
        gettext("Tidak ada surat kota ini dengan kode itu, atau nomor dan kodenya bukan dari surat yang sama."),
        pairs,
        gettext("Langkah berikut:"),
        gettext("cek lagi ketikannya. Kalau sudah benar, jangan terima suratnya."),
        report=True,
    )


def _altered(found: Checked) -> Verdict:
    pairs = ((gettext("Jenis"), found.title), (gettext("Surat aslinya"), found.number), (gettext("Kode"), shown_code(found.code)))
    return Verdict(
        BAD,
        gettext("Berkas ini sudah diubah"),
        gettext("Isinya tidak sama dengan yang ditandatangani %(unit)s. Jangan diterima.") % {"unit": found.unit},
        pairs,
        gettext("Langkah berikut:"),
        gettext("minta pemegang surat membuka urusannya dan mengunduh ulang."),
        report=True,
    )


def _foreign(found: Checked) -> Verdict:
    return Verdict(
        BAD,
        gettext("Ini bukan surat dari kota ini"),
        gettext(
            "Berkas itu tidak memuat tanda tangan kota, atau hasil pindaian kertas. Hasil pindaian tidak bisa diperiksa lewat unggahan."
        ),
        (),
        gettext("Langkah berikut:"),
        gettext("kalau suratnya di kertas, ketik kode pendek di bawah kode QR."),
        report=True,
    )
