"""Every declared service proves itself: it can be read, and each of its stories comes true on the real engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Definition
from lorong.lib.actors import SISTEM
from lorong.lib.sop.reading import Declared, read_service, service_folders
from lorong.lib.sop.schema import Story
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
