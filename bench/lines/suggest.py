"""How often the right category is suggested for sentences that nobody learned from, with keywords alone and after learning."""

from __future__ import annotations

import time
from random import Random

from bench.frame import AT_LEAST, AT_MOST, VALUE, Line, Reach, Result, alone
from bench.place import Place
from lorong.kernel.catalog import queries as catalog
from lorong.lib.synthetic.complaints import patterns, written
from lorong.services.complaints.suggesting import from_keywords, suggest
from lorong.services.complaints.suggesting.learned import Model, counted, hits

LINE = Line("suggest", "category of a text: first suggestion right, one of three right; milliseconds")
LEARNED, ASKED = 20_000, 40  # reports of a year, as unevenly spread as in a city; texts a category


def measure(place: Place) -> list[Result]:
    """Per cent right: with titles and keywords of the catalogue alone, then with a year's reports; and what a question takes."""
    place.use(place.database())
    there = {p.slug for p in catalog.current(public=True)}
    kinds = sorted(there & set(patterns()))
    chance = Random("suggest")
    asked = [(written(kind, chance, unseen=True), kind) for kind in kinds for _ in range(3 if place.small else ASKED)]
    keywords = from_keywords()
    cold = hits(Model(keywords), asked)
    order = kinds[:]
    chance.shuffle(order)
    often = [(rank + 1) ** -0.9 for rank in range(len(order))]
    history = ((written(kind, chance), kind) for kind in chance.choices(order, often, k=400 if place.small else LEARNED))
    warm = hits(Model(keywords + counted(history)), asked)
    suggest("Lampu jalan mati")  # loads what is loaded once
    begin = time.perf_counter()
    for text, _ in asked:
        suggest(text)
    took = (time.perf_counter() - begin) / len(asked) * 1000
    note = f"keywords alone: {_percent(cold[0])} % first, {_percent(cold[1])} % of three; {len(kinds)} categories, {len(asked)} texts"
    return [
        alone(LINE.id, _percent(warm[0]), "%", Reach(AT_LEAST, 70, VALUE), note=note, keywords=_percent(cold[0])),
        alone(f"{LINE.id}_three", _percent(warm[1]), "%", Reach(AT_LEAST, 85, VALUE), keywords=_percent(cold[1])),
        alone(f"{LINE.id}_time", took, "ms", Reach(AT_MOST, 5, VALUE), note="with the question for the newest lesson"),
    ]


def _percent(share: float) -> float:
    return round(100 * share, 1)
