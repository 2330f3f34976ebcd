"""The categories of complaints prove themselves as the letters do: they can be read, and their stories come true."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Definition
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM
from lorong.lib.citypack import load
from lorong.lib.sop.flow import compile_flow
from lorong.lib.sop.public import unfit
from lorong.lib.sop.reading import Declared, read_service, service_folders
from lorong.lib.sop.schema import OUTSIDE_ROLE, RESIDENTS_ROLE, Sop, Story
from lorong.services.complaints import routing
from tests.stories_public import PublicPlayer

FOLDERS = [f for f in service_folders(settings.CATALOG_DIR) if f.parent.name == "complaints"]
READ = {folder.name: read_service(folder) for folder in FOLDERS}
DECLARED = {slug: reading.declared for slug, reading in READ.items() if reading.declared is not None}
CITIES = sorted(path.parent for path in settings.CITIES_DIR.glob("*/city.toml"))


# What a category says to people, and by when: all else of its SOP is how the engine runs it.
WORDS = {
    "title", "title_en", "does", "does_en", "needs", "gives", "citizen_sees", "citizen_sees_en", "within", "note", "label",
    "label_en", "reasons", "asks", "key", "basis", "name", "name_en", "shows", "link_for", "contact",
}  # fmt: skip


def run_by(value: Any) -> Any:
    """The same without its words."""
    if isinstance(value, dict):
        return {name: run_by(part) for name, part in value.items() if name not in WORDS}
    return [run_by(part) for part in value] if isinstance(value, list | tuple) else value


def fingerprint(sop: Sop) -> str:
    """How the engine runs an SOP: equal for categories that differ by words, times and routes alone."""
    assert sop.report is not None
    steps = [run_by(step.model_dump()) for step in sop.steps]
    limits = [(limit.law, limit.within, limit.since, limit.until) for limit in sop.limits]
    asks = (sop.report.photo == "required", sop.report.after_photo, sop.report.in_public)
    return str((compile_flow(sop), steps, limits, asks, sop.returns))


def course(declared: Declared, story: Story) -> str:
    """All that makes a story go as it goes; two with the same course prove the same."""
    acts = [(a.by, a.does, a.step, a.outcome, a.after, a.refused) for a in story.acts]
    return str((fingerprint(declared.sop), story.applicant, story.start, acts, story.ends))


def first_of_each_course(categories: Mapping[str, Declared]) -> dict[str, tuple[Declared, Story]]:
    found: dict[str, tuple[Declared, Story]] = {}
    for declared in categories.values():
        for story in declared.examples.stories:
            found.setdefault(course(declared, story), (declared, story))
    return found


def played() -> list[Any]:
    return [pytest.param(d, s, id=f"{d.slug}: {s.name}") for d, s in first_of_each_course(DECLARED).values()]


def test_a_category_that_goes_another_way_is_played():
    road = DECLARED["jalan-rusak"]
    rewritten = road.sop.model_copy(update={"title": "Lain", "promise": "12 hari kerja"})
    assert fingerprint(rewritten) == fingerprint(road.sop) == fingerprint(DECLARED["trotoar-rusak"].sop)
    plan, work = road.sop.step("rencana"), road.sop.step("tindaklanjut")
    unguarded = {**work.outcomes, "beres": work.outcomes["beres"].model_copy(update={"guards": ()})}
    for changed in (plan.model_copy(update={"by": "kepala-unit"}), work.model_copy(update={"outcomes": unguarded})):
        steps = tuple(changed if step.id == changed.id else step for step in road.sop.steps)
        other = dataclasses.replace(road, sop=road.sop.model_copy(update={"steps": steps}))
        stories = first_of_each_course({**DECLARED, road.slug: other}).values()
        assert [s.name for d, s in stories if d is other] == [s.name for s in road.examples.stories]


def test_where_stories_go_alike_each_category_still_finds_its_office_its_officers_and_its_party(cast):
    region = cast.person("siti").household.region
    for declared in DECLARED.values():
        for story in declared.examples.stories:
            category: Any = SimpleNamespace(slug=declared.slug, sop=declared.sop)
            unit = routing.unit_for(category, region, story.answers)
            for step in {act.step for act in story.acts if act.step}:
                by = declared.sop.step(step).by
                if by == OUTSIDE_ROLE:
                    assert routing.party_for(category, region, story.answers), f"{declared.slug}: {story.name}"
                elif by != RESIDENTS_ROLE:
                    assert city.holder_of(by, unit) is not None, f"{declared.slug}: nobody is {by} at {unit}"


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


@pytest.mark.parametrize("pack_folder", CITIES, ids=lambda c: c.name)
def test_what_a_city_says_of_a_category_fits_it(pack_folder: Path):
    pack = load(pack_folder)
    for here in pack.complaints.categories:
        assert here.slug in DECLARED, f"{pack_folder.name} speaks of {here.slug}"
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
