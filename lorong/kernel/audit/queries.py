"""Reads of the audit trail: who looked, and whether the chains are whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from lorong.kernel.audit.models import AccessEntry, AuditEntry
from lorong.lib.paging import Keyset, Page, encode

TOGETHER = timedelta(minutes=10)  # looks less than this apart are told as one
MOST_READ = 300  # looks read for one page
NEWEST = Keyset({"pk": int}, falling=True)


def looks_at(subject: uuid.UUID) -> QuerySet[AccessEntry]:
    """Who looked at this person's data, newest first."""
    return AccessEntry.objects.filter(subject=subject).order_by("-at", "-id")


def looks_of_case(subject: uuid.UUID, case_number: str) -> QuerySet[AccessEntry]:
    """Who looked at this person's data for one case, newest first."""
    return looks_at(subject).filter(case_number=case_number)


class Seen(NamedTuple):
    """What is told of a look, as it stands in the table: for who reads looks along with other things."""

    at: datetime
    account_id: int | None
    position_id: int | None
    actor_name: str
    actor_title: str
    subject: uuid.UUID
    case_number: str
    purpose: str
    fields: list[str]


@dataclass(frozen=True)
class Look:
    """How somebody looked at a person's data for one case: `count` times from `since` to `at`, less than ten minutes apart."""

    at: datetime
    since: datetime
    actor_name: str
    actor_title: str
    case_number: str
    purpose: str
    fields: tuple[str, ...]
    count: int


def merged(entries: Iterable[AccessEntry | Seen]) -> list[Look]:
    """Looks, newest first, as one row for each officer, case and stretch; `entries`: newest first.

    Every look stays on record by itself: only the telling is shorter.
    """
    found: list[Look] = []
    newest: dict[tuple[object, ...], int] = {}
    for entry in entries:
        key = (entry.account_id, entry.position_id, entry.actor_name, entry.subject, entry.case_number)
        place = newest.get(key)
        if place is not None and found[place].since - entry.at <= TOGETHER:
            found[place] = _with(found[place], entry)
            continue
        newest[key] = len(found)
        found.append(
            Look(
                entry.at, entry.at, entry.actor_name, entry.actor_title, entry.case_number, entry.purpose, tuple(entry.fields), 1
            )
        )  # fmt: skip
    return found


def _with(look: Look, entry: AccessEntry | Seen) -> Look:
    purposes = look.purpose.split("; ")
    return replace(
        look,
        since=entry.at,
        purpose=look.purpose if entry.purpose in purposes else "; ".join([*purposes, entry.purpose]),
        fields=(*look.fields, *(f for f in entry.fields if f not in look.fields)),
        count=look.count + 1,
    )


def looks_page(subject: uuid.UUID, *, cursor: str = "", size: int = 30) -> Page[Look]:
    """A page of who looked at this person's data, newest first, merged; a stretch that a page cuts goes on as a row of the next."""
    read = list(NEWEST.after(AccessEntry.objects.filter(subject=subject), cursor)[: MOST_READ + 1])
    taken = min(len(read), MOST_READ)
    while taken > 1 and len(merged(read[:taken])) > size:
        taken -= len(merged(read[:taken])) - size  # an entry makes at most one row
    more = taken < len(read)
    return Page(merged(read[:taken]), encode(NEWEST.of(read[taken - 1])) if more else "", is_first=not cursor)


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
