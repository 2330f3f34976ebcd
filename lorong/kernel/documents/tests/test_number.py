"""Numbers of letters: gap-free whoever writes and whatever fails; cancelled ones stay."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lorong.kernel.documents import actions, queries
from lorong.kernel.documents.models import LetterNumber, NumberRegister
from lorong.kernel.documents.tests.conftest import Desk
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import AlreadyDone, NotAllowed, Refusal
from lorong.testing import Cast

PATTERN = "[klasifikasi]/[nomor, 3]/[unit]/[bulan_romawi]/[tahun]"
JULY = date(2026, 7, 28)
SCOPE = "73.71.13.1006|500.2.2.4"


def take(key: str, *, scope: str = SCOPE, day: date = JULY) -> LetterNumber:
    return actions.take_number(
        actor=SISTEM, scope=scope, pattern=PATTERN, classification="500.2.2.4", unit="RPC", signed_on=day, key=key
    )


def fail_with(key: str) -> None:
    """An act that takes a number and then fails."""
    with transaction.atomic():
        take(key)
        raise ZeroDivisionError


def test_numbers_follow_the_citys_pattern_and_count_from_one(db: None) -> None:
    assert [take(k).text for k in "abc"] == [
        "500.2.2.4/001/RPC/VII/2026",
        "500.2.2.4/002/RPC/VII/2026",
        "500.2.2.4/003/RPC/VII/2026",
    ]


def test_a_new_year_and_another_scope_begin_at_one(db: None) -> None:
    take("a")
    assert take("b", day=date(2027, 1, 4)).value == 1
    assert take("c", scope="lain").value == 1
    assert take("d").value == 2


def test_the_same_key_gives_the_same_number(db: None) -> None:
    assert take("a").pk == take("a").pk
    assert take("b").value == 2


def test_a_failed_act_gives_its_number_back(db: None) -> None:
    take("a")
    with pytest.raises(ZeroDivisionError):
        fail_with("b")
    assert take("c").value == 2


def test_sixteen_writers_with_failing_acts_leave_no_gap(own_database: str, django_db_blocker: object) -> None:
    done: list[int] = []
    faults: list[BaseException] = []
    start = threading.Barrier(16)

    def write(writer: int) -> None:
        try:
            start.wait()
            for turn in range(12):
                key = f"{writer}-{turn}"
                if (writer + turn) % 3 == 0:
                    with pytest.raises(ZeroDivisionError):
                        fail_with(key)
                done.append(take(key).value)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        writers = [threading.Thread(target=write, args=(n,)) for n in range(16)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(timeout=60)
        stored = list(queries.numbers_of(SCOPE, 2026).values_list("value", flat=True))
        last = NumberRegister.objects.get(scope=SCOPE, year=2026).last
    assert not faults
    assert sorted(done) == stored == list(range(1, 16 * 12 + 1))
    assert last == 16 * 12


def test_two_writers_with_one_key_get_one_number(own_database: str, django_db_blocker: object) -> None:
    values: list[int] = []
    start = threading.Barrier(8)

    def write() -> None:
        start.wait()
        values.append(take("sama").value)
        connections.close_all()

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        writers = [threading.Thread(target=write) for _ in range(8)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(timeout=30)
        assert LetterNumber.objects.count() == 1
    assert values == [1] * 8


def test_the_database_refuses_a_gap_a_step_back_and_an_invented_number(db: None) -> None:
    number = take("a")
    register = NumberRegister.objects.filter(scope=SCOPE)
    for write in (
        lambda: register.update(last=3),
        lambda: register.update(last=0),
        lambda: register.delete(),
        lambda: NumberRegister.objects.create(scope="baru", year=2026, last=5),
        lambda: LetterNumber.objects.filter(pk=number.pk).delete(),
        lambda: LetterNumber.objects.filter(pk=number.pk).update(value=7),
        lambda: LetterNumber.objects.filter(pk=number.pk).update(text="lain"),
        lambda: LetterNumber.objects.create(scope=SCOPE, year=2026, value=9, text="x", key="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE documents_number CASCADE")


def test_a_cancelled_number_stays_with_its_reason_and_is_not_used_again(db: None) -> None:
    number = actions.cancel_number(actor=SISTEM, number=take("a"), reason="Salah klasifikasi")
    assert number.cancelled_because == "Salah klasifikasi"
    assert take("b").value == 2
    assert list(queries.numbers_of(SCOPE, 2026).values_list("value", flat=True)) == [1, 2]
    with pytest.raises(AlreadyDone):
        actions.cancel_number(actor=SISTEM, number=number, reason="Lagi")
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterNumber.objects.filter(pk=number.pk).update(cancelled_at=None)


def test_cancelling_needs_a_reason(db: None) -> None:
    with pytest.raises(Refusal, match="alasan"):
        actions.cancel_number(actor=SISTEM, number=take("a"), reason=" ")


def test_the_number_of_a_letter_is_not_cancelled(desk: Desk) -> None:
    with pytest.raises(Refusal, match="Cabut suratnya"):
        actions.cancel_number(actor=desk.lurah, number=desk.sign().number, reason="Salah ketik")


def test_a_clerk_and_a_resident_take_no_numbers(cast: Cast) -> None:
    for who in ("budi", "siti"):
        with pytest.raises(NotAllowed):
            actions.take_number(
                actor=cast.actor(who), scope=SCOPE, pattern=PATTERN, classification="1", unit="R", signed_on=JULY, key=who
            )
        with pytest.raises(NotAllowed):
            actions.cancel_number(actor=cast.actor(who), number=take(f"n-{who}"), reason="Iseng")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(["u1", "u2"]), st.sampled_from([2026, 2027]), st.booleans()), max_size=12))
def test_whatever_fails_every_register_counts_without_gaps(db: None, acts: list[tuple[str, int, bool]]) -> None:
    with transaction.atomic():
        for place, (scope, year, fails) in enumerate(acts):
            try:
                with transaction.atomic():
                    take(f"k{place}", scope=scope, day=date(year, 3, 1))
                    if fails:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                continue
        for scope in ("u1", "u2"):
            for year in (2026, 2027):
                kept = sum((s, y, f) == (scope, year, False) for s, y, f in acts)
                assert list(queries.numbers_of(scope, year).values_list("value", flat=True)) == list(range(1, kept + 1))
        transaction.set_rollback(True)
