"""What services lend to SOPs: named guards, effects, excuses and the hook that signs. Data names them, code writes them.

A service registers once, at start (`AppConfig.ready`); the first question closes the book.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from lorong.kernel.catalog.values import Published
from lorong.kernel.people.resealing import SealedTable
from lorong.lib.actors import Actor
from lorong.lib.verdicts import Verdict, no


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


class Hearing(Protocol):
    """Takes note of an event of a case of the service, in its transaction, once the case stands as the event left it."""

    def __call__(self, case: Any, event: Any, /) -> None: ...


class Answering(Protocol):
    """Whether `actor` may answer for the residents in `step` of a case without an applicant."""

    def __call__(self, *, actor: Actor, case: Any, step: str) -> Verdict: ...


class Assigning(Protocol):
    """Whether `actor` may give the open `step`, which waits for `role` at `unit`, to one of those who could do it."""

    def __call__(self, *, actor: Actor, case: Any, role: str, unit: str) -> Verdict: ...


class Contact(Protocol):
    """The mobile number of the outside party that does `step` of a case without an applicant; "" when there is none, None when
    the service reaches it by another way than a link."""

    def __call__(self, case: Any, step: str, /) -> str | None: ...


class Texting(Protocol):
    """What an SMS from `phone` (E.164) gets back: template and its variables, ("", {}) for nothing more, None when it is not ours."""

    def __call__(self, *, phone: str, text: str, told_id: str, at: datetime) -> tuple[str, dict[str, str]] | None: ...


@dataclass(frozen=True)
class Offline:
    """What a browser may keep of a service for the time without a network, by names of URLs and of static files.

    page: shown in the place of `instead_of`; below: and of everything under it. parts: static files that it needs; fetched: addresses whose answers it needs. The
    service's own script puts them into a cache once somebody comes near: nobody else pays for them.
    """

    page: str
    instead_of: str
    parts: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ()
    below: bool = False


@dataclass(frozen=True)
class Call:
    """One thing that a program can do through the API. path: below /api/v1; view: takes the request and what its signature names.

    answers: the shape of the answer, or status to shape. scope: what a token must be good for, "" for no token. summary: a
    msgid. more: what else its description says, as OpenAPI.
    """

    method: str
    path: str
    view: Callable[..., Any]
    summary: str
    answers: Any
    scope: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Service:
    """A public service, as the rest of the house knows it. `slug` is the `service` of its SOPs ("letters").

    heard: is told of every event of its cases. may_answer, contact: who speaks for a case without an applicant. may_assign: who
    gives out work beside its holder and the head of the unit.
    sealed: its tables with sealed columns. tiles: names of URLs that lead residents to it; the first takes `?jenis=<slug>`,
    and stands in the place of an application form. offline: what a browser keeps of it. panel: what it shows an officer (the
    actor, the case) in place of an applicant, as safe HTML; brief: what an outside party must know of a case, in pairs of
    words, never who told of it. by_sms: what it answers to SMS that concern it. calls: what programs can do.
    """

    slug: str
    label: str
    guards: Mapping[str, Guard] = field(default_factory=dict)
    effects: Mapping[str, Effect] = field(default_factory=dict)
    excuses: Mapping[str, Excuse] = field(default_factory=dict)
    on_sign: Signing | None = None
    draft: Drafting | None = None
    on_refuse: Undoing | None = None
    heard: Hearing | None = None
    may_answer: Answering | None = None
    may_assign: Assigning | None = None
    contact: Contact | None = None
    sealed: tuple[SealedTable, ...] = ()
    tiles: tuple[str, ...] = ()
    offline: tuple[Offline, ...] = ()
    panel: Callable[[Actor, Any], str] | None = None
    brief: Callable[[Any], Sequence[tuple[str, str]]] | None = None
    by_sms: Texting | None = None
    calls: tuple[Call, ...] = ()


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


def heard(service: str, case: Any, event: Any) -> None:
    """Tell a service of an event of its case, inside the event's transaction; what it raises undoes the event."""
    found = services().get(service)
    if found is not None and found.heard is not None:
        found.heard(case, event)


def may_answer(service: str) -> Answering:
    """Who answers for the residents in a case without an applicant: nobody when the service does not say."""
    found = services().get(service)
    return found.may_answer if found is not None and found.may_answer is not None else _nobody


def _nobody(*, actor: Actor, case: Any, step: str) -> Verdict:
    return no("Langkah ini dijawab warga yang melapor. Buka laporan Anda untuk menjawabnya.")


def may_assign(service: str) -> Assigning:
    """Who gives out work of a service beside its holder and the head of the unit: nobody when the service does not say."""
    found = services().get(service)
    return found.may_assign if found is not None and found.may_assign is not None else _not_given


def _not_given(*, actor: Actor, case: Any, role: str, unit: str) -> Verdict:
    return no("Berkas ini hanya bisa diserahkan pemegangnya atau kepala unit. Minta salah satunya.")


def contact(service: str, case: Any, step: str) -> str | None:
    """The mobile number of an outside party; "" when the service knows none, None when it needs no link."""
    found = services().get(service)
    return found.contact(case, step) if found is not None and found.contact is not None else ""


def brief(service: str, case: Any) -> Sequence[tuple[str, str]]:
    """What an outside party must know of a case without an applicant, as (what, words)."""
    found = services().get(service)
    return found.brief(case) if found is not None and found.brief is not None else ()


def sealed() -> tuple[SealedTable, ...]:
    """The tables of all services that have sealed columns."""
    return tuple(table for service in services().values() for table in service.sealed)


def tiles() -> tuple[str, ...]:
    """Names of the URLs by which services are offered on the front page."""
    return tuple(name for service in services().values() for name in service.tiles)


def way_in(service: str, slug: str) -> tuple[str, str]:
    """(name of the URL, its query) where a service without applicants is told of; ("", "") when it has no such page."""
    found = services().get(service)
    return (found.tiles[0], f"jenis={slug}") if found is not None and found.tiles else ("", "")


def offline() -> tuple[Offline, ...]:
    """What browsers keep of all services for the time without a network."""
    return tuple(one for service in services().values() for one in service.offline)


def by_sms(*, phone: str, text: str, told_id: str, at: datetime) -> tuple[str, dict[str, str]] | None:
    """What the first service that an SMS concerns answers; None when it concerns none."""
    for service in services().values():
        answer = service.by_sms(phone=phone, text=text, told_id=told_id, at=at) if service.by_sms is not None else None
        if answer is not None:
            return answer
    return None


def calls() -> tuple[Call, ...]:
    """What programs can do through the API beside what the kernel offers them."""
    return tuple(call for service in services().values() for call in service.calls)


def panel(service: str, actor: Actor, case: Any) -> str:
    """What a service shows an officer of its case, as safe HTML; "" when it shows nothing."""
    found = services().get(service)
    return found.panel(actor, case) if found is not None and found.panel is not None else ""


def _named(kind: str, name: str) -> Any:
    found = next((getattr(s, kind)[name] for s in services().values() if name in getattr(s, kind)), None)
    assert found is not None, f"no service offers {name} among its {kind}"
    return found
