"""Very many invented cases at once, by COPY and past the guards: for measurements, never beside real cases."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from django.db import connection

from lorong.kernel.audit.action import action
from lorong.kernel.cases import flooding, policies
from lorong.kernel.cases.models import DayCounter
from lorong.kernel.city import queries as city
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.lib.satisfaction import ELEMENTS

MOULDS = 4000  # planned histories of each kind; every one is lived by many people
PORTION = 5000  # cases kept in memory
ANSWERED, ASKED = 0.4, 0.012


@action("case.flood", allow=policies.may_simulate)
def flood(*, actor: Actor, world: Any, count: int, running: bool, say: Callable[[int], None] = lambda done: None) -> int:
    """Write `count` invented cases, ended ones or running ones; gives how many. `say` is told how many there are by now.

    The triggers sleep meanwhile, which only a superuser of the database may order. Raises Refusal for everybody else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise Refusal("Hanya superuser basis data yang bisa menulis sebanyak itu. Pakai basis data untuk pengukuran.")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT setval('audit_position', nextval('audit_position') + %s)", [count * 2 * flooding.EVENTS])
        place = cursor.fetchone()[0] - count * 2 * flooding.EVENTS
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), nextval(pg_get_serial_sequence('cases_case', 'id')) + %s)", [count])  # fmt: skip
        first = cursor.fetchone()[0] - count
    with MEMORY.steady():
        moulds = [flooding.mould(world, world.story(n, running=running)) for n in range(min(count, MOULDS))]
        days = Counter[date]({row.day: row.last for row in DayCounter.objects.all()})
        chance = Random(f"{world.seed}:flood:{running}")  # noqa: S311
        for done in range(0, count, PORTION):
            size = min(PORTION, count - done)
            place = _portion(world, moulds, chance, days, range(first + done, first + done + size), place)
            say(done + size)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")
    DayCounter.objects.bulk_create(
        [DayCounter(day=day, last=last) for day, last in days.items()],
        update_conflicts=True, unique_fields=["day"], update_fields=["last"],
    )  # fmt: skip
    return count


def _portion(world: Any, moulds: list[Any], chance: Random, days: Counter[date], ids: range, place: int) -> int:
    cases, events, items, surveys = [], [], [], []
    for case_id in ids:
        made = moulds[chance.randrange(len(moulds))]
        person = chance.choice(world.people[made.place])
        day = city.local(made.begin).date()
        days[day] += 1
        number = f"{day:%y-%m%d}-{days[day]:04d}"
        key = f"flood:{world.seed}:{case_id}"
        case, happened, work = flooding.cast_in(made, case_id, number, key, str(person.pk), person.name, place)
        place += len(happened)
        cases.append(case)
        events += happened
        items += work
        if made.ended and chance.random() < ANSWERED:
            surveys.append((case_id, chance.choices((1, 2, 3, 4), (1, 4, 45, 50))[0], chance.random() < ASKED))
    _copy("cases_case", flooding.CASE_COLUMNS, cases)
    _copy("cases_event", flooding.EVENT_COLUMNS, events)
    _copy("cases_work_item", flooding.ITEM_COLUMNS, items)
    _answer(surveys)
    return place


def _copy(table: str, columns: tuple[str, ...], rows: list[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for text in flooding.portions(rows):
            copy.write(text)


def _answer(surveys: list[tuple[int, int, bool]]) -> None:
    # Every element gets the same answer: the sums of the figures do not care.
    answers = [json.dumps({str(question.code): answer for question in ELEMENTS}) for _, answer, _ in surveys]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_survey (case_id, slug, unit_id, answers, asked_to_pay, paid_note, suggestion, at) "
            "SELECT c.id, c.slug, c.unit_id, a.answers, a.asked, '', '', c.ended_at "
            "FROM unnest(%s::bigint[], %s::jsonb[], %s::bool[]) AS a(id, answers, asked) JOIN cases_case c ON c.id = a.id "
            "WHERE c.ended NOT IN ('withdrawn', 'lapsed')",
            [[s[0] for s in surveys], answers, [s[2] for s in surveys]],
        )
