"""Limits hold under attack and do not lock out a neighbourhood behind one address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lorong.kernel.people import actions, limits
from lorong.kernel.people.models import Attempt, OneTimeCode
from lorong.kernel.people.tests.conftest import NOON
from lorong.kernel.people.values import Purpose
from lorong.lib.actors import SISTEM, Actor, ActorKind
from lorong.lib.refusals import NotAllowed, TooMany

ROUTER = "203.0.113.7"


def passes(means: str, *, known: bool = False, at: datetime = NOON) -> bool:
    try:
        limits.admit(means, ROUTER, known=known, at=at)
    except TooMany:
        return False
    return True


def attack(minutes: int, every: float = 1.0, *, means: str = "kode", start: datetime = NOON) -> int:
    """Somebody at the router tries every `every` seconds and always fails; how many tries were admitted."""
    admitted = 0
    for step in range(int(minutes * 60 / every)):
        at = start + timedelta(seconds=step * every)
        if passes(means, at=at):
            admitted += 1
            limits.failed(means, ROUTER, at=at)
    return admitted


def test_the_sixth_try_of_five_is_refused_with_the_seconds_left(db: None) -> None:
    at = datetime(2026, 8, 3, 4, 0, 20, tzinfo=UTC)
    assert [limits.count("surat:1", 5, 60, at=at) for _ in range(5)] == [1, 2, 3, 4, 5]
    with pytest.raises(TooMany) as refused:
        limits.count("surat:1", 5, 60, at=at)
    assert refused.value.retry_after == 40
    assert limits.count("surat:1", 5, 60, at=at + timedelta(seconds=40)) == 1


def test_a_limit_that_is_reached_is_told_once_and_without_whom(db: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="lorong.door"):
        for _ in range(8):
            try:
                limits.count("uji:0812", 5, 3600, at=NOON)
            except TooMany:
                continue
    (line,) = [record for record in caplog.records if record.getMessage() == "limit reached"]
    assert (vars(line)["limit"], vars(line)["times"]) == ("uji", 5)
    assert "0812" not in str(vars(line))


def test_a_count_outlives_the_refusal_so_it_is_never_made_inside_a_transaction(own_database: str) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        limits.count("surat:2", 5, 60)


def test_sixteen_at_once_never_pass_more_than_the_limit(own_database: str) -> None:
    def once(_: int) -> bool:
        try:
            limits.count("bersamaan", 10, 3600, at=NOON)
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(once, range(64))) == 10


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(offsets=st.lists(st.integers(0, 300), max_size=40), limit=st.integers(1, 6))
def test_no_window_admits_more_than_its_limit(db: None, offsets: list[int], limit: int) -> None:
    Attempt.objects.all().delete()
    admitted: dict[int, int] = {}
    waits: list[int] = []
    for offset in sorted(offsets):
        at = NOON + timedelta(seconds=offset)
        try:
            limits.count("uji", limit, 60, at=at)
        except TooMany as refused:
            waits.append(refused.retry_after)
        else:
            admitted[int(at.timestamp()) // 60] = admitted.get(int(at.timestamp()) // 60, 0) + 1
    assert all(n <= limit for n in admitted.values())
    assert all(0 < wait <= 60 for wait in waits)


def test_an_attack_from_one_address_is_slowed_to_a_crawl(db: None) -> None:
    hour = attack(60, every=4)
    assert limits.FREE_FAILURES < hour < 500


def test_during_the_attack_a_neighbour_with_a_known_browser_is_not_slowed_at_all(db: None) -> None:
    attack(10)
    assert all(passes("kode", known=True, at=NOON + timedelta(minutes=10, seconds=s)) for s in range(5))


def test_during_the_attack_a_new_neighbour_waits_less_than_half_a_minute(db: None) -> None:
    attack(30, every=4)
    after = NOON + timedelta(minutes=30)
    passes("kode", at=after)
    with pytest.raises(TooMany) as refused:
        limits.admit("kode", ROUTER, known=False, at=after)
    assert refused.value.retry_after <= limits.LONGEST_PAUSE
    assert passes("kode", at=after + timedelta(seconds=refused.value.retry_after))


def test_an_attack_on_codes_does_not_slow_passwords(db: None) -> None:
    attack(10)
    assert all(passes("sandi", at=NOON + timedelta(minutes=10, seconds=s)) for s in range(5))


def test_a_neighbourhood_that_answers_its_codes_is_never_slowed(db: None) -> None:
    for second in range(0, 1200, 3):
        at = NOON + timedelta(seconds=second)
        assert passes("kode", at=at)
        limits.failed("kode", ROUTER, at=at)
        if second >= 30:
            limits.made_good("kode", ROUTER, at=at)


def test_the_slowness_is_forgotten_after_a_quiet_while(db: None) -> None:
    attack(10)
    quiet = NOON + timedelta(minutes=45)
    assert all(passes("kode", at=quiet) for _ in range(5))


def test_devices_of_one_ipv6_subscriber_count_together(db: None) -> None:
    for host in range(limits.FREE_FAILURES + limits.DOUBLING * 2):
        limits.failed("kode", f"2001:db8:1:2::{host:x}", at=NOON)
    limits.admit("kode", "2001:db8:1:2::ffff", known=False, at=NOON)
    with pytest.raises(TooMany):
        limits.admit("kode", "2001:db8:1:2::fffe", known=False, at=NOON)
    limits.admit("kode", "2001:db8:1:3::1", known=False, at=NOON)


def test_a_code_that_was_used_is_seen_again(db: None) -> None:
    assert limits.once("totp", "7:123456", 60, at=NOON)
    assert not limits.once("totp", "7:123456", 60, at=NOON + timedelta(seconds=59))
    assert not limits.once("totp", "7:123456", 60, at=NOON + timedelta(seconds=61))
    assert limits.once("totp", "8:123456", 60, at=NOON)


def test_counts_name_nobody(db: None) -> None:
    limits.apply(limits.PASSWORDS, "+6281234567890", at=NOON)
    limits.failed("kode", ROUTER, at=NOON)
    buckets = " ".join(Attempt.objects.values_list("bucket", flat=True))
    assert "812345" not in buckets
    assert ROUTER not in buckets


@pytest.fixture
def old_rows(db: None) -> Iterator[None]:
    limits.count("lama", 5, 60, at=NOON - timedelta(days=3))
    limits.count("baru", 5, 60, at=NOON)
    actions.issue_code(
        actor=Actor(ActorKind.OUTSIDE, "Pengunjung"),
        phone="+6281234567890",
        purpose=Purpose.REGISTER,
        at=NOON - timedelta(days=3),
    )
    return


@pytest.mark.usefixtures("old_rows")
def test_the_nightly_sweep_leaves_only_the_last_two_days() -> None:
    assert actions.sweep(actor=SISTEM, at=NOON) == 2
    assert list(Attempt.objects.values_list("bucket", flat=True)) == ["baru"]
    assert not OneTimeCode.objects.exists()


def test_only_the_system_sweeps(db: None) -> None:
    with pytest.raises(NotAllowed):
        actions.sweep(actor=Actor(ActorKind.OUTSIDE, "Pengunjung"), at=NOON)


def test_two_limits_are_counted_by_one_write_and_the_first_that_is_broken_speaks(db: None) -> None:
    wide, narrow = limits.Rule("uji-lebar", 5, 3600, "Lebar."), limits.Rule("uji-sempit", 1, 60, "Sempit.")
    limits.apply_all([wide, narrow], ROUTER, at=NOON)
    with pytest.raises(TooMany, match="Sempit"):
        limits.apply_all([wide, narrow], ROUTER, at=NOON)
    assert limits.apply(wide, ROUTER, at=NOON) == 3
    limits.apply_all([], ROUTER, at=NOON)


def test_what_is_counted_outlives_a_refusal_and_only_that_write_is_not_waited_for(own_database: str) -> None:
    rule = limits.Rule("uji-foto", 1, 60, "Penuh.")
    limits.apply_all([rule], ROUTER, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        (kept,) = cursor.fetchone()
        cursor.execute("SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'")
        assert cursor.fetchone() == (kept,)
    with pytest.raises(RuntimeError), transaction.atomic():
        limits.apply_all([rule], ROUTER, at=NOON)
    assert limits.apply(rule, "lain", at=NOON) == 1
    assert Attempt.objects.filter(bucket__startswith="uji-foto").count() == 2
