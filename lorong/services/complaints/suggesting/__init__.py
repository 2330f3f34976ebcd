"""Which category a text is about: a suggestion, best first. Whoever tells of something decides.

An extra room (ADR 25). Before the city has a history, categories are told apart by their titles and keywords in the catalogue;
`manage.py train_suggestions` adds what reports said whose category the intake looked at. Nothing is learned in a request.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from django.db import connection

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.services.complaints.models import Learned
from lorong.services.complaints.suggesting.learned import Counts, Model, counted

KEYWORD = 3.0  # as many reports a keyword is worth that somebody wrote down with care


@dataclass(frozen=True)
class Suggestion:
    """share: how probable, 0 to 1; all categories together have 1."""

    slug: str
    share: float


@dataclass(frozen=True)
class _Kept:
    at: tuple[str, int, int, int]
    model: Model


_kept: list[_Kept] = []
_one_at_a_time = Lock()


def suggest(text: str, *, limit: int = 3) -> list[Suggestion]:
    """The categories in force that a text is probably about, at most `limit`; none when it says nothing that is known.

    A question to the database about the newest that was learned; that is loaded once.
    """
    return [Suggestion(slug, share) for slug, share in _model().shares(text)[:limit]]


def from_keywords() -> Counts:
    """What titles and keywords of the categories in force say."""
    counts = Counts()
    for published in _categories():
        for text in _said(published):
            counts.add(text, published.slug, times=KEYWORD)
    return counts


def learnable(counts: Counts) -> Counts:
    """Only what is about categories in force: the others cannot be suggested."""
    there = {published.slug for published in _categories()}
    return Counts({slug: own for slug, own in counts.weights.items() if slug in there}, counts.seen, counts.texts)


def _categories() -> list[Published]:
    return [published for published in catalog.current(public=True) if published.sop.report is not None]


def _said(published: Published) -> Iterator[str]:
    sop = published.sop
    yield from (sop.title, sop.summary, *sop.keywords)


def _model() -> Model:
    newest = Learned.objects.order_by("-id").values_list("id", flat=True).first() or 0
    at = (connection.settings_dict["NAME"], *catalog.fingerprint(), newest)
    found = next((kept.model for kept in _kept if kept.at == at), None)
    if found is None:
        with _one_at_a_time:  # two requests at once need not make it twice
            found = next((kept.model for kept in _kept if kept.at == at), None) or Model(_counts(newest))
            _kept[:] = [_Kept(at, found)]
    return found


def _counts(newest: int) -> Counts:
    own = from_keywords()
    body = Learned.objects.filter(pk=newest).values_list("body", flat=True).first()
    learned = Counts.unpacked(bytes(body)) if body is not None else None
    return own if learned is None else own + learnable(learned)


__all__ = ["Suggestion", "counted", "from_keywords", "suggest"]
