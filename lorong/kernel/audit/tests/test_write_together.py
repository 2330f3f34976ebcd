"""Eight who write at once: every entry in its place, nobody waits in a ring."""

from __future__ import annotations

import threading

from django.db import connection, transaction
from django.db.models import Count, Max

from lorong.kernel.audit.models import AuditEntry, ChainHead
from lorong.kernel.audit.queries import first_broken_audit_link

WRITERS, ACTS = 8, 25


def write(who: int, number: int) -> None:
    AuditEntry.objects.create(
        action="uji.act", actor_kind="system", actor_title="Sistem", object_kind="uji", object_id=f"{who}:{number}"
    )


def at_once(work) -> list[Exception]:
    gate, wrong = threading.Barrier(WRITERS), []

    def run(who: int) -> None:
        try:
            gate.wait()
            work(who)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(who,)) for who in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def whole() -> bool:
    """The walk finds nothing, and every chain is numbered without a gap up to its head."""
    heads = dict(ChainHead.objects.values_list("chain", "seq"))
    counted = AuditEntry.objects.values("chain").annotate(n=Count("id"), last=Max("seq"))
    return first_broken_audit_link() is None and all(r["n"] == r["last"] == heads[r["chain"]] for r in counted)


def test_eight_writers_leave_one_unbroken_trail(own_database):
    wrong = at_once(lambda who: [write(who, number) for number in range(ACTS)])
    assert wrong == []
    assert AuditEntry.objects.filter(action="uji.act").count() == WRITERS * ACTS
    assert whole()


def test_long_transactions_do_not_wait_for_each_other_in_a_ring(own_database):
    def several_in_one(who: int) -> None:
        for round_ in range(5):
            with transaction.atomic():
                for number in range(5):
                    write(who, round_ * 5 + number)

    assert at_once(several_in_one) == []
    assert AuditEntry.objects.filter(action="uji.act").count() == WRITERS * ACTS
    assert whole()


def test_what_was_rolled_back_leaves_no_gap(own_database):
    def every_other(who: int) -> None:
        for number in range(ACTS):
            with transaction.atomic():
                write(who, number)
                transaction.set_rollback(number % 2 == 1)

    assert at_once(every_other) == []
    assert AuditEntry.objects.filter(action="uji.act").count() == WRITERS * 13
    assert whole()


def test_all_on_one_chain_wait_their_turn_and_keep_the_order(own_database):
    # Every connection is sent to chain 0, as when 64 processes or more are at work.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('lorong_audit_chain'::regproc)")
        definition = cursor.fetchone()[0]
        assert "pg_backend_pid() % 64" in definition
        cursor.execute(definition.replace("pg_backend_pid() % 64", "0"))
    assert at_once(lambda who: [write(who, number) for number in range(ACTS)]) == []
    assert AuditEntry.objects.filter(action="uji.act", chain=0).count() == WRITERS * ACTS
    assert whole()
