"""One transition through the whole action, committed, against the same rows written by one hand-made SQL function."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg

from bench import acts
from bench.acts import Office
from bench.frame import AT_LEAST, Line, Reach, Result, against, batches
from bench.place import Place
from lorong.kernel.cases.models import Case
from lorong.lib.actors import Actor

LINE = Line("transition", "a transition through the whole action", "a hand-made SQL function")
HANDMADE = Path(__file__).resolve().parent.parent / "handmade.sql"
CALL = "SELECT bench_transition(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
ROUNDS = 45


def measure(place: Place) -> list[Result]:
    """Transitions per second, one client, commits on disk."""
    name = place.fresh()
    office = Office()
    size, rounds = (5, 3) if place.small else (30, ROUNDS)
    made = office.cases(size * rounds // len(acts.AHEAD) + 1)
    ours, theirs = office.acts(made), office.acts(made)
    with psycopg.connect(place.address(name), autocommit=True) as plain:
        plain.execute(HANDMADE.read_text(encoding="utf-8"))
        plain.execute("INSERT INTO bench_case SELECT * FROM cases_case")
        plain.execute("INSERT INTO bench_work_item SELECT * FROM cases_work_item")
        plain.execute("SELECT setval(pg_get_serial_sequence('bench_work_item', 'id'), (SELECT max(id) FROM bench_work_item))")
        note = acts.settle(plain)
        product, by_hand = batches(
            lambda: acts.advance(next(ours)), lambda: _by_hand(plain, office, next(theirs)), size=size, rounds=rounds
        )
    return [against(LINE.id, product, "/s", by_hand, Reach(AT_LEAST, 0.25), note=note)]


def _by_hand(plain: psycopg.Connection[Any], office: Office, act: tuple[Case, Actor, str, str]) -> None:
    case, actor, step, outcome = act
    following = office.published.sop.step(next(iter(office.published.sop.step(step).outcomes[outcome].next)))
    holding = actor.holdings[0]
    who = (actor.account_id, holding.position_id, actor.name, holding.title)
    plain.execute(CALL, (case.pk, step, outcome, following.id, following.by, *who))
