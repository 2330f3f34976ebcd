"""Somebody stands at the counter: who it is, what for, and the application begun in their name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from lorong.kernel.audit import actions as audit
from lorong.kernel.cases import actions
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.people import policies
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotAllowed, NotFound
from lorong.portals.applying.facts import known_facts
from lorong.portals.applying.subjects import Subject, chosen, subjects
from lorong.portals.officer.lines import stands

VISITOR = "officer.visitor"


def must_serve(actor: Actor) -> str:
    """The unit at whose counter the actor sits. Raises what the policy says."""
    refusal = policies.may_work_at_counter(actor=actor).refusal
    if refusal is not None:
        raise refusal
    return next(h.unit for h in actor.holdings if not h.roles.isdisjoint(policies.COUNTER_ROLES))


def greet(request: HttpRequest, actor: Actor, nik: str) -> Any:
    """Find who has this NIK, put the look on record, and remember the visitor. Raises NotFound (field "nik")."""
    person = people.person_by_nik(nik)
    if person is None:
        raise NotFound(gettext("NIK ini tidak ada dalam data kota. Arahkan warga ini ke Disdukcapil dulu."), field="nik")
    if person.pk == actor.person_id:
        raise NotAllowed(gettext("Ajukan urusan Anda sendiri dari akun Anda, bukan dari loket."), field="nik")
    audit.record_look(
        actor=actor, subject=person.pk, purpose="melayani di loket", fields=["nama", "tempat dan tanggal lahir", "alamat"]
    )
    request.session[VISITOR] = str(person.pk)
    return person


def visitor(request: HttpRequest) -> Any:
    """Who stands at this counter; None when nobody was greeted."""
    known = request.session.get(VISITOR)
    return people.person(known) if known else None


def part(request: HttpRequest) -> None:
    """The next one, please: nothing of the visitor stays in this browser."""
    request.session.pop(VISITOR, None)


def counter_context(actor: Actor, person: Any, words: str) -> dict[str, Any]:
    """What the page shows of the visitor: who, what is under way, what can be asked."""
    account = people.account_of(person)
    return {
        "person": person,
        "facts": known_facts(person),
        "has_account": account is not None,
        "running": _running(actor, person),
        "drafts": [(d, _title(d.slug)) for d in cases.drafts_of(actor, counter=True) if d.applicant_id == person.pk],
        "services": [(p, in_language(p.sop.title, p.sop.title_en)) for p in _services(words)],
        "words": words,
    }


def service(slug: str) -> Published:
    """A service that is open at counters. Raises NotFound."""
    found = catalog.current_by_slug(slug)
    if found is None or "counter" not in found.sop.channels:
        raise NotFound(gettext("Layanan ini tidak dibuka di loket. Pilih yang lain."))
    return found


def for_whom(published: Published, person: Any) -> list[tuple[str, str]]:
    """For whom the visitor may ask, as choices."""
    return [(s.value, _label(s)) for s in subjects(published, person, on=city.today())]


def _label(subject: Subject) -> str:
    if subject.about == "self":
        return gettext("%(name)s sendiri, yang datang") % {"name": subject.person.name}
    return subject.label


def begin(actor: Actor, published: Published, person: Any, value: str) -> Any:
    """Begin the application at this counter; None when the choice was not offered."""
    wanted = chosen(published, person, value, on=city.today())
    if wanted is None:
        return None
    return actions.begin_draft(
        actor=actor,
        slug=published.slug,
        applicant=person,
        subject=wanted.person,
        about=wanted.about,
        counter_unit=must_serve(actor),
    )


def _services(words: str) -> list[Published]:
    if words:
        found = [f.published for f in catalog.search(words, limit=12)]
    else:
        found = list(catalog.current())
    return [p for p in found if "counter" in p.sop.channels]


def _running(actor: Actor, person: Any) -> list[tuple[Any, str, str]]:
    """(case, short name, where it stands) of the visitor's cases that this officer may see."""
    rows = cases.search_of(actor, person)
    stand = stands(rows)
    return [(c, catalog.procedure(c.procedure_id).sop.short, stand[c.pk]) for c in rows]


def _title(slug: str) -> str:
    published = catalog.current_by_slug(slug)
    return in_language(published.sop.title, published.sop.title_en) if published else slug
