"""Limits on tries, counted in the database so that they hold across processes and restarts.

Strict per phone, per account and per NIK. Gentle per address: a neighbourhood behind one address must not be locked
out, so an address is only slowed down, only by what failed, and a browser that signed in to the account before is
not slowed at all (`lane`). Counts are written outside the caller's transaction: a refused try is still counted.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from lorong.lib.phrases import phrase
from lorong.lib.refusals import TooMany

log = logging.getLogger("lorong.door")
FREE_FAILURES = 90  # failures of one address in the span that cost nothing: a market day behind one router
FAILURE_SPAN = 1800  # seconds
FAILURE_WINDOW = 180  # seconds; a failure is forgotten after the span, give or take this much
DOUBLING = 15  # further failures after which the pause doubles
LONGEST_PAUSE = 20  # seconds

_COUNT = """
    INSERT INTO people_attempt (bucket, "window", count) VALUES (%s, %s, 1)
    ON CONFLICT (bucket, "window") DO UPDATE SET count = people_attempt.count + 1 RETURNING count
"""
# Not waited for: what is admitted is written after it and waited for, and the log of the database is one. A crash of the
# database can only lose tries of its last half second that led to nothing.
_COUNT_ALL = """
    WITH unhurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO people_attempt (bucket, "window", count)
    SELECT b, w, 1 FROM unhurried, unnest(%s::text[], %s::bigint[]) AS t (b, w) ORDER BY b
    ON CONFLICT (bucket, "window") DO UPDATE SET count = people_attempt.count + 1 RETURNING bucket, count
"""
_GIVE_BACK = """
    UPDATE people_attempt SET count = count - 1
    WHERE bucket = %s AND count > 0 AND "window" = (
        SELECT max("window") FROM people_attempt WHERE bucket = %s AND "window" >= %s AND count > 0)
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `limit` tries in `seconds`; `sentence` is said beyond it."""

    name: str
    limit: int
    seconds: int
    sentence: str


PASSWORDS = Rule("sandi", 8, 900, phrase("Kata sandi salah 8 kali. Tunggu 15 menit, atau masuk dengan kode SMS sekarang."))
CLAIMS_OF_A_NIK = Rule(
    "nik", 5, 86400, phrase("NIK ini sudah dicoba 5 kali hari ini. Coba lagi besok, atau bawa KTP ke kelurahan mana saja.")
)
CLAIMS_OF_A_PHONE = Rule(
    "nik-hp", 8, 86400, phrase("Nomor ini sudah dipakai mencoba 8 kali hari ini. Coba lagi besok, atau bawa KTP ke kelurahan.")
)
EMAILS = Rule("pos-el", 5, 86400, phrase("Sudah 5 pos-el konfirmasi hari ini. Coba lagi besok."))
FACTORS = Rule("faktor", 8, 900, phrase("Kode salah 8 kali. Tunggu 15 menit, lalu coba lagi."))


def count(bucket: str, limit: int, window_seconds: int, *, sentence: str = "", at: datetime | None = None) -> int:
    """Count one try in `bucket` and give the number in this window, this one included.

    Raises TooMany (retry_after: seconds until the window ends) beyond `limit`. Must not be called inside a
    transaction: the count has to outlive the refusal that may follow.
    """
    now = int((at or timezone.now()).timestamp())
    window = now - now % window_seconds
    with _by_itself(), connection.cursor() as cursor:
        cursor.execute(_COUNT, [bucket, window])
        reached = int(cursor.fetchone()[0])
    _must_be_within(bucket, reached, limit, window_seconds, sentence, now)
    return reached


def _must_be_within(bucket: str, reached: int, limit: int, seconds: int, sentence: str, now: int) -> None:
    if reached <= limit:
        return
    if reached == limit + 1:  # once in a window: who goes on trying does not fill the log
        log.warning("limit reached", extra={"limit": bucket.partition(":")[0], "times": limit, "seconds": seconds})
    retry_after = seconds - now % seconds
    raise TooMany(sentence or "Terlalu sering. Tunggu sebentar, lalu coba lagi.", retry_after=retry_after)


def apply(rule: Rule, key: str, *, at: datetime | None = None) -> int:
    """Count one try under `rule` for `key` (a number, masked here). Raises TooMany."""
    return count(f"{rule.name}:{_hidden(key)}", rule.limit, rule.seconds, sentence=rule.sentence, at=at)


def _by_itself() -> AbstractContextManager[Any]:
    # A statement outside of transactions is one, without being told to begin and to commit. Inside of one it must not be.
    return transaction.atomic(durable=True) if connection.in_atomic_block else nullcontext()


def apply_all(rules: Sequence[Rule], key: str, *, at: datetime | None = None) -> None:
    """As `apply` under each of `rules`, which have different names, by one write. Raises TooMany for the first that is broken."""
    if not rules:
        return
    now = int((at or timezone.now()).timestamp())
    hidden = _hidden(key)
    buckets = {f"{rule.name}:{hidden}": rule for rule in rules}
    windows = [now - now % rule.seconds for rule in rules]
    with _by_itself(), connection.cursor() as cursor:
        cursor.execute(_COUNT_ALL, [list(buckets), windows])
        reached = dict(cursor.fetchall())
    for bucket, rule in buckets.items():
        _must_be_within(bucket, reached[bucket], rule.limit, rule.seconds, rule.sentence, now)


def once(name: str, key: str, seconds: int, *, at: datetime | None = None) -> bool:
    """Whether `key` is seen for the first time in this window or the one before it (replay guard)."""
    now = int((at or timezone.now()).timestamp())
    bucket = f"{name}:{_hidden(key)}"
    window = now - now % seconds
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_COUNT, [bucket, window])
        first = cursor.fetchone()[0] == 1
        cursor.execute('SELECT 1 FROM people_attempt WHERE bucket = %s AND "window" = %s', [bucket, window - seconds])
        return first and cursor.fetchone() is None


def pause_after(failures: int) -> int:
    """Seconds between two admitted tries of strangers at an address with that many recent failures."""
    over = failures - FREE_FAILURES
    return 0 if over <= 0 else int(min(LONGEST_PAUSE, 2 ** min(over // DOUBLING, 10)))


def admit(means: str, address: str, *, known: bool, at: datetime | None = None) -> None:
    """Let a try by `means` ("kode", "sandi") from `address` pass, or slow it down. Counts nothing as failed yet.

    known: the browser signed in to this very account before; it is never slowed. Raises TooMany with the seconds
    until the next turn of the address.
    """
    if known:
        return
    pause = pause_after(_failures(means, address, at))
    if pause:
        sentence = phrase(
            "Banyak percobaan gagal dari jaringan internet Anda. Tunggu {pause} detik, lalu tekan sekali lagi.", pause=pause
        )
        count(f"giliran:{means}:{_network(address)}", 1, pause, sentence=sentence, at=at)


def failed(means: str, address: str, *, at: datetime | None = None) -> None:
    """Count a failure of `address`. A code that was asked counts until it is answered (`made_good`)."""
    count(_failure_bucket(means, address), 2**31 - 1, FAILURE_WINDOW, at=at)


def made_good(means: str, address: str, *, at: datetime | None = None) -> None:
    """Take one failure back: the code that was asked has been answered."""
    since = int((at or timezone.now()).timestamp()) - FAILURE_SPAN
    bucket = _failure_bucket(means, address)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [bucket, bucket, since])


def _failures(means: str, address: str, at: datetime | None) -> int:
    since = int((at or timezone.now()).timestamp()) - FAILURE_SPAN
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT coalesce(sum(count), 0) FROM people_attempt WHERE bucket = %s AND "window" > %s',
            [_failure_bucket(means, address), since],
        )
        return int(cursor.fetchone()[0])


def _failure_bucket(means: str, address: str) -> str:
    return f"gagal:{means}:{_network(address)}"


def _network(address: str) -> str:
    """The blind index of an IPv4 address or of the /64 of an IPv6 address: one subscriber, however many devices."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _hidden(f"unknown:{address}")
    prefix = 32 if parsed.version == 4 else 64
    return _hidden(str(ipaddress.ip_network((parsed, prefix), strict=False)))


def _hidden(key: str) -> str:
    digest: bytes = settings.KEYRING.steady_index(key, context="attempt")
    return digest.hex()
