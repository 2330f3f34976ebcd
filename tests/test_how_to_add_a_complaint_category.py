"""docs/howto/add-a-complaint-category.md, followed by a machine: its blocks, and nothing else."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import files
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM
from lorong.lib.citypack import load
from lorong.lib.sop.reading import Declared
from tests.stories_public import PublicPlayer

PAGE = (settings.BASE_DIR / "docs/howto/add-a-complaint-category.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```toml ([\w.]+)\n(.*?)^```", PAGE, re.M | re.S))
FOLDER = re.search(r"^mkdir catalog/complaints/(\S+)$", PAGE, re.M)
assert FOLDER is not None
SLUG = FOLDER.group(1)
OWN = re.findall(r'^name = "(.+)"$', BLOCKS["examples.toml"], re.M)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with the bases and the category that the page makes."""
    root = tmp_path_factory.mktemp("catalog")
    for base in (settings.CATALOG_DIR / "complaints").glob("_*"):
        shutil.copytree(base, root / "complaints" / base.name)
    (root / "complaints" / SLUG).mkdir()
    for name in ("sop.toml", "form.toml", "examples.toml"):
        (root / "complaints" / SLUG / name).write_text(BLOCKS[name], encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def declared(archive: Path) -> Declared:
    (reading,) = files.readings(archive, only=[SLUG])
    assert [str(p) for p in reading.problems] == []
    assert reading.declared is not None
    return reading.declared


def test_the_category_of_the_page_is_not_there_yet():
    assert not (settings.CATALOG_DIR / "complaints" / SLUG).exists()


def test_the_table_of_the_page_names_every_base():
    bases = {p.name for p in (settings.CATALOG_DIR / "complaints").glob("_*")}
    assert set(re.findall(r"^\| `(_\w+)` \|", PAGE, re.M)) == bases


def test_the_check_finds_nothing_wrong_with_it(archive: Path):
    problems = files.problems_of(files.readings(archive), files.known(timezone.now().date()))
    assert [str(p) for p in problems] == []


def test_its_stories_come_true(declared: Declared, archive: Path, cast):
    row = catalog_actions.publish(actor=SISTEM, slug=SLUG, definition=files.definition_of(declared, archive))
    told = [s for s in declared.examples.stories if s.name in OWN or s.kind == "happy"]
    assert len(told) == len(OWN) + 1
    for number, story in enumerate(told):
        player = PublicPlayer(cast, catalog.procedure(row.pk), story)
        player.key = f"cerita-{number}"
        case = player.play()
        assert case is not None
        assert (case.ended, case.city_minutes) == (story.ends.end, story.ends.city), story.name


def test_what_the_page_writes_for_a_city_is_read(tmp_path: Path):
    pack = Path(shutil.copytree(settings.CITIES_DIR / "makassar", tmp_path / "makassar"))
    with (pack / "complaints.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + BLOCKS["complaints.toml"])
    here = load(pack).complaints.categories[-1]
    assert here.slug == SLUG == tomllib.loads(BLOCKS["complaints.toml"])["categories"][0]["slug"]
    assert here.routes[0].areas == ("73.71.13",)
