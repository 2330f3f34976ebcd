"""The categories of complaints prove themselves as the letters do: they can be read, and their stories come true."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Definition
from lorong.lib.actors import SISTEM
from lorong.lib.citypack import load
from lorong.lib.sop.flow import compile_flow
from lorong.lib.sop.public import unfit
from lorong.lib.sop.reading import Declared, read_service, service_folders
from lorong.lib.sop.schema import RESIDENTS_ROLE, Story
from tests.stories_public import PublicPlayer

FOLDERS = [f for f in service_folders(settings.CATALOG_DIR) if f.parent.name == "complaints"]
READ = {folder.name: read_service(folder) for folder in FOLDERS}
DECLARED = {slug: reading.declared for slug, reading in READ.items() if reading.declared is not None}
# Categories share their flows: one of each flow plays all its stories, the others a happy one and those of their own.
FIRST = {str(compile_flow(d.sop)): d.slug for d in reversed(DECLARED.values())}.values()
CITIES = sorted(path.parent for path in settings.CITIES_DIR.glob("*/city.toml"))


def played() -> list[object]:
    found = []
    for slug, declared in DECLARED.items():
        for i, story in enumerate(declared.examples.stories):
            own = ("stories", i) not in declared.examples_source.inherited
            if slug in FIRST or own or story.kind == "happy":
                found.append(pytest.param(declared, story, id=f"{slug}: {story.name}"))
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_category_can_be_read(folder: Path):
    assert [str(p) for p in READ[folder.name].problems] == []


def test_there_are_forty_categories_and_each_can_be_told_in_everyday_words():
    assert len(DECLARED) >= 34
    for slug, declared in DECLARED.items():
        assert declared.sop.report is not None, slug
        assert len(declared.sop.keywords) >= 9, slug
        assert declared.form.fields, slug


def test_no_two_categories_are_called_alike():
    titles = [d.sop.title for d in DECLARED.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("slug", sorted(DECLARED))
def test_who_told_of_it_has_the_last_word_and_silence_has_its_basis(slug: str):
    asked = [s for s in DECLARED[slug].sop.steps if s.by == RESIDENTS_ROLE]
    assert asked
    for step in asked:
        assert step.within == "10 hari"
        assert step.on_deadline is not None
        assert "62/2018" in step.on_deadline.basis
        ways = [o for name, o in step.outcomes.items() if name != step.on_deadline.outcome]
        assert {bool(o.end) for o in ways} == {True, False}


@pytest.mark.parametrize("slug", sorted(DECLARED))
def test_both_laws_set_a_clock_and_what_needs_an_examination_is_not_public(slug: str):
    sop = DECLARED[slug].sop
    laws = {limit.law for limit in sop.limits}
    assert {law.partition(" ")[0] for law in laws} == {"UU", "PermenPANRB"}
    assert sop.report is not None
    assert not (sop.report.examining and sop.report.in_public)


@pytest.mark.parametrize("city", CITIES, ids=lambda c: c.name)
def test_what_a_city_says_of_a_category_fits_it(city: Path):
    pack = load(city)
    for here in pack.complaints.categories:
        assert here.slug in DECLARED, f"{city.name} speaks of {here.slug}"
        fields = {f.id: f for f in DECLARED[here.slug].form.fields}
        for route in (*here.routes, *here.parties):
            assert [unfit(name, values, fields) for name, values in route.when.items()] == [""] * len(route.when)


@pytest.mark.parametrize(("declared", "story"), played())
def test_a_story_comes_true(declared: Declared, story: Story, cast):
    row = catalog_actions.publish(actor=SISTEM, slug=declared.slug, definition=Definition(declared.sop, declared.form))
    case = PublicPlayer(cast, catalog.procedure(row.pk), story).play()
    assert case is not None
    assert (case.ended or "open") == story.ends.end
    assert case.returns == story.ends.returns
    assert story.ends.city is None or case.city_minutes == story.ends.city
