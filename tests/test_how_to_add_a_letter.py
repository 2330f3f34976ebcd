"""docs/howto/add-a-letter.md, followed by a machine: its commands and its blocks, and nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import files
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM
from lorong.lib.sop.reading import Declared
from tests.stories import Player

PAGE = (settings.BASE_DIR / "docs/howto/add-a-letter.md").read_text(encoding="utf-8")
BLOCKS = {name: (kind, text) for kind, name, text in re.findall(r"^```(\w+) ([\w.]+)\n(.*?)^```", PAGE, re.M | re.S)}
COPY = re.search(r"^cp -r catalog/letters/(\S+) catalog/letters/(\S+)$", PAGE, re.M)
assert COPY is not None
MODEL, SLUG = COPY.groups()
STORIES = re.findall(r'^name = "(.+)"$', BLOCKS["examples.toml"][1], re.M)


def edited(text: str, changes: str) -> str:
    """The text after a person went through it from top to bottom with a list of lines to take out and to put in."""
    lines, at = text.splitlines(), 0
    for line in changes.splitlines():
        if line.startswith("-"):
            at = lines.index(line[1:], at)
            del lines[at]
        else:
            lines.insert(at, line[1:])
            at += 1
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with the model and the letter that the page makes of it."""
    root = tmp_path_factory.mktemp("catalog")
    letters = settings.CATALOG_DIR / "letters"
    for name in ("_layout", MODEL):
        shutil.copytree(letters / name, root / "letters" / name)
    shutil.copytree(letters / MODEL, root / "letters" / SLUG)
    for name, (kind, text) in BLOCKS.items():
        file = root / "letters" / SLUG / name
        assert file.exists(), f"{name} is no file of a letter"
        file.write_text(edited(file.read_text(), text) if kind == "diff" else text)
    return root


@pytest.fixture(scope="module")
def declared(archive: Path) -> Declared:
    (reading,) = files.readings(archive, only=[SLUG])
    assert [str(p) for p in reading.problems] == []
    assert reading.declared is not None
    return reading.declared


def test_the_page_names_every_file_of_a_letter():
    assert set(BLOCKS) == {p.name for p in (settings.CATALOG_DIR / "letters" / MODEL).iterdir()}
    assert not (settings.CATALOG_DIR / "letters" / SLUG).exists(), "the letter of the page is not there yet"


def test_the_check_finds_nothing_wrong_with_it(archive: Path):
    found = files.readings(archive)
    problems = files.problems_of(found, files.known(timezone.now().date()))
    assert [str(p) for p in problems if SLUG in p.file] == []


def test_nothing_of_the_model_is_left_in_it(archive: Path):
    for file in (archive / "letters" / SLUG).iterdir():
        left = re.findall(r"(?i)\busaha\b|\bbusiness\b", file.read_text())
        assert left == [], file.name


@pytest.mark.parametrize("name", STORIES)
def test_its_stories_come_true(name: str, declared: Declared, archive: Path, cast):
    row = catalog_actions.publish(actor=SISTEM, slug=SLUG, definition=files.definition_of(declared, archive))
    (story,) = [s for s in declared.examples.stories if s.name == name]
    case = Player(cast, catalog.procedure(row.pk), story).play()
    assert case is not None
    ends = (case.ended, case.city_minutes, case.applicant_minutes, case.returns)
    assert ends == (story.ends.end, story.ends.city, story.ends.applicant, story.ends.returns)


def test_its_sample_can_be_drawn(settings, archive: Path, tmp_path: Path):
    settings.CATALOG_DIR = archive
    call_command("letter", SLUG, out=str(tmp_path))
    assert (tmp_path / f"{SLUG}.pdf").read_bytes().startswith(b"%PDF")
