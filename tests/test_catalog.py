"""Every declared service proves itself: it can be read, and each of its stories comes true on the real engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Definition
from lorong.kernel.documents.samples import SIGNED, sample_data
from lorong.lib.actors import SISTEM
from lorong.lib.dates import long_date
from lorong.lib.sop.reading import Declared, read_service, service_folders
from lorong.lib.sop.schema import Story
from lorong.lib.span import Span
from tests.stories import Player

LETTERS = [f for f in service_folders(settings.CATALOG_DIR) if f.parent.name == "letters"]
READ = {folder: read_service(folder) for folder in LETTERS}
STORIES = [
    pytest.param(reading.declared, story, id=f"{folder.name}: {story.name}")
    for folder, reading in READ.items()
    if reading.declared is not None
    for story in reading.declared.examples.stories
]


@pytest.mark.parametrize("folder", LETTERS, ids=lambda f: f.name)
def test_a_letter_can_be_read(folder: Path):
    assert [str(p) for p in READ[folder].problems] == []


@pytest.mark.parametrize("folder", LETTERS, ids=lambda f: f.name)
def test_a_public_sample_claims_no_introduction_that_is_not_asked_for_and_no_other_validity(folder: Path):
    declared = READ[folder].declared
    assert declared is not None
    shown = sample_data(declared.sop, declared.form)
    introduced = any(requirement.by_link for requirement in declared.sop.requirements)
    assert ("pengantar RT" in shown["based_on"]) == introduced
    if declared.sop.product.valid_for:
        until = Span.parse(declared.sop.product.valid_for).add_to_date(SIGNED)
        assert shown["valid_until"] == (long_date(until) if until else "")


@pytest.mark.parametrize("on", [date(2026, 11, 20), date(2028, 2, 29), date(2031, 12, 31)], ids=str)
@pytest.mark.parametrize("folder", LETTERS, ids=lambda f: f.name)
def test_a_sample_follows_the_day_on_which_it_is_shown(folder: Path, on: date):
    declared = READ[folder].declared
    assert declared is not None
    sop, form = declared.sop, declared.form
    shown = sample_data(sop, form, on=on)
    assert shown == sample_data(sop, form, on=on)
    assert (shown["date"], shown["number"][-5:]) == (long_date(on), f"/{on.year}")
    assert "2026" not in str(shown) or on.year == 2026
    for field in (f for f in form.fields if f.type == "date" and f.past is not None):
        day = date.fromisoformat(shown["answers"][field.id])
        assert (day <= on) if field.past else (day >= on), field.id
    if sop.product.valid_until:
        assert date.fromisoformat(shown["answers"][sop.product.valid_until]) > on


@pytest.mark.parametrize(("declared", "story"), STORIES)
def test_a_story_comes_true(declared: Declared, story: Story, cast):
    definition = Definition(declared.sop, declared.form, declared.letter or "")
    row = catalog_actions.publish(actor=SISTEM, slug=declared.slug, definition=definition)
    case = Player(cast, catalog.procedure(row.pk), story).play()
    if case is None:
        return
    assert (case.ended or "open") == story.ends.end
    assert case.returns == story.ends.returns
    if story.ends.city is not None:
        assert case.city_minutes == story.ends.city
    if story.ends.applicant is not None:
        assert case.applicant_minutes == story.ends.applicant
