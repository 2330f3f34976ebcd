"""The one decorator of every write: transaction, lock, policy on the locked row, act, audit entry."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from lorong.lib.actors import Actor
from lorong.lib.refusals import NotAllowed, NotFound
from lorong.lib.verdicts import Verdict

log = logging.getLogger("lorong.actions")
F = TypeVar("F", bound=Callable[..., Any])
# One is written for every act of the house: straight, without the table's model. Place and hash are the trigger's.
ENTRY = """
    INSERT INTO audit_entry (chain, seq, at, action, refused, actor_kind, account_id, position_id, actor_title, object_kind,
                             object_id, data, prev_hash, hash)
    VALUES (-1, -1, %(at)s, %(action)s, %(refused)s, %(actor_kind)s, %(account_id)s, %(position_id)s, %(actor_title)s,
            %(object_kind)s, %(object_id)s, '{}', '', '')
"""
REGISTRY: dict[str, Callable[..., Any]] = {}


def action(name: str, *, allow: Callable[..., Verdict], lock: str | None = None, joins: bool = False) -> Callable[[F], F]:
    """Make a verb of the house.

    `name` ("letter.issue") stands in the audit trail. `allow(actor=..., ...)` gets the same keywords, by name, and is
    asked after the row named by `lock` has been read again and locked. There is no way to skip it.
    The decorated function takes keywords only, `actor` first. Raises what the policy or the function refuses.
    joins: inside another act of the same actor it is a part of that act, whose entry stands for both: what undoes the one
    undoes the other, so whoever calls it there lets what it raises go on.
    """

    def declare(func: F) -> F:
        _check_shape(name, func)
        wanted = set(inspect.signature(allow).parameters) - {"actor"}

        def ask(actor: Actor, kwargs: dict[str, Any]) -> None:
            if lock is not None:
                kwargs[lock] = _locked(kwargs[lock])
            verdict = allow(actor=actor, **{k: v for k, v in kwargs.items() if k in wanted})
            assert isinstance(verdict, Verdict), f"the policy of {name} gave no verdict"
            if verdict.refusal is not None:
                raise verdict.refusal

        @wraps(func)
        def run(*, actor: Actor, **kwargs: Any) -> Any:
            if joins and _is_part(actor):
                ask(actor, kwargs)
                return func(actor=actor, **kwargs)
            try:
                with transaction.atomic():
                    ask(actor, kwargs)
                    with _owing(name, actor, kwargs[lock] if lock is not None else None) as owed:
                        result = func(actor=actor, **kwargs)
                    if not owed.taken:
                        _write(name, actor, kwargs[lock] if lock is not None else result, refused=False)
            except (NotAllowed, NotFound):
                _write_refused(name, actor, kwargs.get(lock or ""))
                raise
            return result

        run.action_name = name  # type: ignore[attr-defined]
        REGISTRY[name] = run
        return run  # type: ignore[return-value]

    return declare


def _check_shape(name: str, func: Callable[..., Any]) -> None:
    parameters = list(inspect.signature(func).parameters.values())
    assert parameters and parameters[0].name == "actor", f"{name}: actor comes first"
    assert all(p.kind is p.KEYWORD_ONLY for p in parameters), f"{name}: keywords only"
    assert name not in REGISTRY, f"{name} is declared twice"


def _locked(row: models.Model) -> models.Model:
    # A kind of row that is acted on often brings along what an act needs; see its `locked`.
    bring: Callable[[Any], models.Model] | None = getattr(type(row), "locked", None)
    if bring is not None:
        return bring(row.pk)
    manager = type(row)._base_manager
    return manager.select_for_update(of=("self",)).get(pk=row.pk)


@dataclass
class _Owed:
    """The audit entry that a running act still owes. depth: how many savepoints stood open when it began."""

    name: str
    actor: Actor
    about: models.Model | None
    depth: int
    taken: bool = False


_running: ContextVar[_Owed | None] = ContextVar("the act that runs", default=None)


@contextmanager
def _owing(name: str, actor: Actor, about: models.Model | None) -> Iterator[_Owed]:
    owed = _Owed(name, actor, about, len(connection.savepoint_ids))
    token = _running.set(owed)
    try:
        yield owed
    finally:
        _running.reset(token)


def _is_part(actor: Actor) -> bool:
    # A savepoint that was opened since could undo the part and leave the act.
    owed = _running.get()
    return owed is not None and owed.actor == actor and owed.depth == len(connection.savepoint_ids)


def take_entry(*, born: str = "") -> dict[str, Any] | None:
    """The columns of the audit entry that the innermost running act owes, for whoever writes them along with rows of its own
    and so saves going to the database once more. None when there is nothing to take: the row it is about is not known
    yet, it was taken before, or a savepoint was opened since, which could undo the entry and leave the act.

    born: the table of the row that the act gives, when it is written in that very order, which then says the row's id.
    """
    owed = _running.get()
    if owed is None or owed.taken or owed.depth != len(connection.savepoint_ids) or (owed.about is None and not born):
        return None
    owed.taken = True
    entry = _entry(owed.name, owed.actor, owed.about)
    return {**entry, "object_kind": born} if owed.about is None else entry


def _write(name: str, actor: Actor, about: Any, *, refused: bool) -> None:
    row = _entry(name, actor, about)
    with connection.cursor() as cursor:
        cursor.execute(ENTRY, {**row, "refused": refused})


def _entry(name: str, actor: Actor, about: Any) -> dict[str, Any]:
    is_row = isinstance(about, models.Model)
    holding = actor.holdings[0] if actor.holdings else None
    return {
        "at": timezone.now(),
        "action": name,
        "actor_kind": str(actor.kind),
        "account_id": actor.account_id,
        "position_id": holding.position_id if holding else None,
        "actor_title": (holding.title if holding else str(actor.kind))[:160],
        "object_kind": about._meta.db_table if is_row else "",
        "object_id": str(about.pk) if is_row else "",
    }


def _write_refused(name: str, actor: Actor, about: Any) -> None:
    # After the rollback, in its own transaction: an attempt that was refused leaves a trace too.
    log.warning("refused", extra={"action": name, "actor_kind": str(actor.kind), "account": actor.account_id})
    with transaction.atomic():
        _write(name, actor, about, refused=True)
