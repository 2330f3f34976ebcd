"""Reads of the audit trail: who looked, and whether the chains are whole."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from lorong.kernel.audit.models import AccessEntry, AuditEntry
from lorong.lib.paging import Page, cut, decode


def looks_at(subject: uuid.UUID) -> QuerySet[AccessEntry]:
    """Who looked at this person's data, newest first."""
    return AccessEntry.objects.filter(subject=subject).order_by("-at", "-id")


def looks_of_case(subject: uuid.UUID, case_number: str) -> QuerySet[AccessEntry]:
    """Who looked at this person's data for one case, newest first."""
    return looks_at(subject).filter(case_number=case_number)


def looks_page(subject: uuid.UUID, *, cursor: str = "", size: int = 30) -> Page[AccessEntry]:
    """A page of who looked at this person's data, newest first."""
    rows = AccessEntry.objects.filter(subject=subject).order_by("-pk")
    after = decode(cursor, [int]) if cursor else None
    if after:
        rows = rows.filter(pk__lt=after[0])
    return cut(list(rows[: size + 1]), size, cursor, lambda look: [look.pk])


def entries_about(object_kind: str, object_id: str) -> QuerySet[AuditEntry]:
    """The trail of one row, oldest first."""
    return AuditEntry.objects.filter(object_kind=object_kind, object_id=object_id).order_by("id")


@dataclass(frozen=True)
class BrokenLink:
    """The first place where a chain does not hold: `where` names it for people."""

    where: str
    why: str


def first_broken_audit_link() -> BrokenLink | None:
    """Walk all audit chains in the database; None when every link and every head holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH walked AS (
                SELECT e.chain, e.seq, e.hash, e.prev_hash,
                       lag(e.hash, 1, ''::bytea) OVER w AS before,
                       row_number() OVER w AS place,
                       lorong_audit_hash(e.prev_hash, e) AS should
                FROM audit_entry e WINDOW w AS (PARTITION BY e.chain ORDER BY e.seq)
            ), broken AS (
                SELECT chain, seq, CASE WHEN seq <> place THEN 'an entry is missing before it'
                    WHEN prev_hash <> before THEN 'it does not continue the entry before it'
                    ELSE 'its content was changed' END AS why
                FROM walked WHERE seq <> place OR prev_hash <> before OR hash <> should
                UNION ALL
                SELECT chain, greatest(h.seq, e.seq), CASE WHEN h.seq IS NULL THEN 'the head of the chain is missing'
                    WHEN h.seq < e.seq THEN 'the head of the chain was set back'
                    ELSE 'the end of the chain is missing' END
                FROM audit_chain_head h FULL JOIN (
                    SELECT DISTINCT ON (chain) chain, seq, hash FROM audit_entry ORDER BY chain, seq DESC
                ) e USING (chain)
                WHERE (h.seq, h.hash) IS DISTINCT FROM (coalesce(e.seq, 0), coalesce(e.hash, ''::bytea))
            ) SELECT chain, seq, why FROM broken ORDER BY chain, seq, why LIMIT 1
            """
        )
        row = cursor.fetchone()
    return BrokenLink(f"audit chain {row[0]}, entry {row[1]}", row[2]) if row else None
