"""The course of an application: which pages, in which order, and what each of them still misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries import Need
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.lib.refusals import NotFound
from lorong.lib.sop.answers import applies, clean
from lorong.lib.sop.schema import Page
from lorong.portals.applying.facts import prefilled, relation_words
from lorong.portals.look.questions import Choices, QuestionForm
from lorong.portals.look.said import said

PAGE, PAPER, REVIEW = "page", "paper", "review"


@dataclass(frozen=True)
class Stop:
    """One page on the way; two are the same when kind and id are.

    problem: what it still misses, "" when nothing. optional: may be passed by.
    """

    kind: str
    id: str
    title: str = field(compare=False)
    url: str = field(compare=False)
    problem: str = field(default="", compare=False)
    optional: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Course:
    """An application as it stands. `stops` end with the review; `needs` hold every document, the held ones too."""

    draft: Any
    published: Published
    needs: tuple[Need, ...]
    family: Choices
    stops: tuple[Stop, ...]
    links: Mapping[str, Any]

    @property
    def at_counter(self) -> bool:
        return bool(self.draft.counter_unit)

    @property
    def title(self) -> str:
        return in_language(self.published.sop.title, self.published.sop.title_en)

    @property
    def first_open(self) -> Stop:
        """The first page that misses something, else the review."""
        return next((s for s in self.stops if s.problem), self.stops[-1])

    def stop(self, kind: str, stop_id: str) -> Stop:
        """One page of the way. Raises NotFound for one that this application does not have."""
        found = next((s for s in self.stops if s.kind == kind and s.id == stop_id), None)
        if found is None and kind == PAPER and any(n.requirement.id == stop_id for n in self.needs):
            return self._paper(self.need(stop_id))  # held by the city: not on the way, but it may be replaced
        if found is None:
            raise NotFound(gettext("Halaman ini tidak ada dalam permohonan Anda. Lanjutkan dari halaman depan."))
        return found

    def after(self, stop: Stop) -> Stop:
        """The page that follows; after a page off the way, the review."""
        place = self.stops.index(stop) if stop in self.stops else len(self.stops) - 2
        return self.stops[min(place + 1, len(self.stops) - 1)]

    def before(self, stop: Stop) -> Stop | None:
        """The page before; None at the first."""
        place = self.stops.index(stop) if stop in self.stops else len(self.stops) - 1
        return self.stops[place - 1] if place else None

    def place(self, stop: Stop) -> int:
        """Which step of `len(stops)` this is, from 1."""
        return self.stops.index(stop) + 1 if stop in self.stops else len(self.stops)

    def need(self, requirement: str) -> Need:
        """The need of one requirement. Raises NotFound."""
        found = next((n for n in self.needs if n.requirement.id == requirement), None)
        if found is None:
            raise NotFound(gettext("Syarat itu tidak ada pada layanan ini. Lanjutkan dari halaman depan."))
        return found

    def page(self, page_id: str) -> Page:
        """One page of the form, which is known to exist."""
        return next(p for p in self.published.form.pages if p.id == page_id)

    def question_form(self, page_id: str, data: Any = None) -> QuestionForm:
        """The questions of a page with what was answered so far."""
        asked = self.page(page_id).fields
        return QuestionForm(
            self.published.form,
            asked,
            raw=self.draft.answers,
            offered=offered(self.draft, self.published),
            family=self.family,
            today=city.today(),
            data=data,
        )

    def waits_for_link(self, requirement: str) -> bool:
        """Whether an RT head was asked for it and may still answer."""
        return is_pending(self.links.get(requirement))

    def _paper(self, need: Need) -> Stop:
        return _paper_stop(self.draft, need, self.links.get(need.requirement.id))


def course_of(draft: Any) -> Course:
    """The course of a draft, against the version in force now. Raises NotFound when the service is closed."""
    published = catalog.current_by_slug(draft.slug)
    if published is None:
        raise NotFound(
            gettext("Layanan ini sedang ditutup. Isian Anda tetap disimpan; coba lagi nanti, atau tanyakan ke kelurahan.")
        )
    needs = tuple(n for n in cases.needed_for(published, draft, at=timezone.now()) if not n.excused)
    family = family_choices(draft)
    stops = [s for s in (_page_stop(draft, published, page, family) for page in published.form.pages) if s]
    links = cases.links_of(draft)
    stops += [_paper_stop(draft, n, links.get(n.requirement.id)) for n in needs if not n.held]
    review = Stop(REVIEW, REVIEW, gettext("Periksa, lalu kirim"), reverse("applying:review", args=[draft.pk]))
    return Course(draft, published, needs, family, (*stops, review), links)


def family_choices(draft: Any) -> Choices:
    """Who can be chosen where a form asks for a member of the family."""
    found = people.family_of(draft.applicant, on=city.today())
    return [(str(p.pk), f"{p.name} ({relation_words(p)})") for p in found]


def offered(draft: Any, published: Published) -> dict[str, Any]:
    """What the register offers for the questions that name it."""
    found = {
        q.id: prefilled(q.prefill, subject=draft.subject, applicant=draft.applicant) for q in published.form.fields if q.prefill
    }
    # Most land, parties and homes lie where one is registered; who means another place changes one choice.
    return {q.id: draft.subject.household.region for q in published.form.fields if q.type == "region"} | found


def _page_stop(draft: Any, published: Published, page: Page, family: Choices) -> Stop | None:
    asked = [q for q in page.fields if applies(q, draft.answers)]
    if not asked:
        return None
    only = [q.id for q in asked]
    cleaned = clean(
        published.form,
        draft.answers,
        today=city.today(),
        family=[value for value, _ in family],
        places=city.village_codes(),
        only=only,
    )
    problem = said(next(iter(cleaned.errors.values()), ""))
    url = reverse("applying:page", args=[draft.pk, page.id])
    return Stop(PAGE, page.id, in_language(page.title, page.title_en), url, problem)


def is_pending(link: Any) -> bool:
    """Whether a link was sent and can still be answered."""
    return link is not None and link.used_at is None and link.expires_at > timezone.now()


def _paper_stop(draft: Any, need: Need, link: Any) -> Stop:
    requirement = need.requirement
    name = in_language(requirement.name, requirement.name_en)
    missing = requirement.required and not need.satisfied
    problem = gettext("belum ada.") if missing else ""
    if missing and is_pending(link):
        problem = gettext("menunggu jawaban %(party)s. Begitu beliau setuju, Anda bisa mengirim.") % {"party": link.party}
    url = reverse("applying:paper", args=[draft.pk, requirement.id])
    return Stop(PAPER, requirement.id, name, url, problem, optional=not requirement.required)
