"""What services lend to SOPs: named guards, effects, excuses and the hook that signs. Data names them, code writes them.

A service registers once, at start (`AppConfig.ready`); the first question closes the book.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from lorong.kernel.catalog.values import Published
from lorong.lib.actors import Actor


class Context(Protocol):
    """What a guard, an effect or a signing hook may look at. `documents`: requirement id -> document id, None = missing."""

    @property
    def actor(self) -> Actor: ...
    @property
    def case(self) -> Any: ...
    @property
    def published(self) -> Published: ...
    @property
    def step(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def today(self) -> date: ...
    @property
    def answers(self) -> Mapping[str, Any]: ...
    @property
    def documents(self) -> Mapping[str, uuid.UUID | None]: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


class Guard(Protocol):
    """Raises GuardFailed, in a sentence that says what to do next, when the step may not be done yet."""

    def __call__(self, context: Any, /) -> None: ...


class Effect(Protocol):
    """A machine step's work. Gives the outcome, or None when it is not done yet. Runs at least once: twice must do no harm."""

    def __call__(self, context: Any, /) -> str | None: ...


class Excuse(Protocol):
    """Whether a requirement is not asked of `subject` on this day (the `unless` of a requirement)."""

    def __call__(self, subject: Any, today: date, /) -> bool: ...


class Signing(Protocol):
    """Takes the number and prepares the product inside the transaction of the signing act. Gives what the event keeps.

    `unlocked`: the signer's opened key (`documents.actions.unlock`), None when none was given."""

    def __call__(self, context: Any, unlocked: Any, /) -> Mapping[str, Any]: ...


class Undoing(Protocol):
    """Takes back what was prepared for a case that ends with a refusal after all. Same transaction; twice is once."""

    def __call__(self, context: Any, /) -> None: ...


class Drafting(Protocol):
    """The product as it would be signed now, as a PDF, for the eyes of who signs. Writes nothing and takes no number."""

    def __call__(self, context: Any, /) -> bytes: ...


@dataclass(frozen=True)
class Service:
    """A public service, as the rest of the house knows it. `slug` is the `service` of its SOPs ("letters")."""

    slug: str
    label: str
    guards: Mapping[str, Guard] = field(default_factory=dict)
    effects: Mapping[str, Effect] = field(default_factory=dict)
    excuses: Mapping[str, Excuse] = field(default_factory=dict)
    on_sign: Signing | None = None
    draft: Drafting | None = None
    on_refuse: Undoing | None = None


_services: dict[str, Service] = {}
_closed: list[bool] = []


def register(service: Service) -> None:
    """Add a service, once, before anything is asked. Its names must be new."""
    assert not _closed, f"{service.slug} registers after the start"
    assert service.slug not in _services, f"{service.slug} registers twice"
    for kind in ("guards", "effects", "excuses"):
        taken = {name for other in _services.values() for name in getattr(other, kind)}
        double = taken & set(getattr(service, kind))
        assert not double, f"{service.slug}: {kind} {sorted(double)} belong to another service"
    _services[service.slug] = service


def services() -> Mapping[str, Service]:
    """Every registered service by slug. Closes the book."""
    if not _closed:
        _closed.append(True)
    return _services


def guard(name: str) -> Guard:
    """The guard an SOP names. A name that publishing did not refuse is always here."""
    return _named("guards", name)  # type: ignore[no-any-return]


def effect(name: str) -> Effect:
    """The effect an SOP names."""
    return _named("effects", name)  # type: ignore[no-any-return]


def excuse(name: str) -> Excuse:
    """The excuse a requirement names with `unless`."""
    return _named("excuses", name)  # type: ignore[no-any-return]


def signing(service: str) -> Signing:
    """How a service signs its product."""
    found = services()[service].on_sign
    assert found is not None, f"{service} signs nothing"
    return found


def undo(service: str, context: Any) -> None:
    """Let a service take back what it prepared for a case that is now refused."""
    hook = services()[service].on_refuse
    if hook is not None:
        hook(context)


def drafting(service: str) -> Drafting | None:
    """How a service shows its product before it is signed; None when it cannot."""
    return services()[service].draft


def _named(kind: str, name: str) -> Any:
    found = next((getattr(s, kind)[name] for s in services().values() if name in getattr(s, kind)), None)
    assert found is not None, f"no service offers {name} among its {kind}"
    return found
