"""publiccode.yml says what the standard asks for, in the words it allows, and what is true of this tree."""

from __future__ import annotations

import re
import tomllib

import yaml
from django.conf import settings

ROOT = settings.BASE_DIR
TOLD = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
# https://yml.publiccode.tools/, version 0.4: controlled words, of which we use these
NEEDED = {
    "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType", "description", "legal",
    "maintenance", "localisation",
}  # fmt: skip
STATES = {"concept", "development", "beta", "stable", "obsolete"}
CATEGORIES = {
    "workflow-management", "business-process-management", "digital-citizenship", "document-management", "e-signature", "survey",
}  # fmt: skip
MAINTENANCE = {"internal", "contract", "community", "none"}


def test_every_mandatory_key_is_there_in_allowed_words():
    assert NEEDED - set(TOLD) == set()
    assert TOLD["developmentStatus"] in STATES
    assert TOLD["softwareType"] == "standalone/web"
    assert TOLD["maintenance"]["type"] in MAINTENANCE
    assert all(one["name"] and "@" in one["email"] for one in TOLD["maintenance"]["contacts"]), "somebody to ask"
    assert set(TOLD["categories"]) <= CATEGORIES
    assert set(TOLD["intendedAudience"]["countries"]) == {"id"}, "ISO 3166-1, small letters"


def test_descriptions_have_the_lengths_that_catalogues_show():
    for language, said in TOLD["description"].items():
        assert len(said["shortDescription"]) <= 150, language
        assert 150 <= len(said["longDescription"]) <= 10000, language
        assert all(len(feature) <= 100 for feature in said["features"]), language


def test_it_says_what_is_true_of_this_tree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    released = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert TOLD.get("softwareVersion") == (project["version"] if released else None), "the latest release, once there is one"
    assert TOLD["legal"]["license"] == project["license"]
    assert TOLD["localisation"]["availableLanguages"] == [code for code, _ in settings.LANGUAGES]
    assert {thing["name"]: thing["versionMin"] for thing in TOLD["dependsOn"]["open"]} == {
        "PostgreSQL": "15",
        "Python": project["requires-python"].removeprefix(">="),
    }


def test_what_waits_for_the_day_of_publication_is_marked():
    lines = (ROOT / "publiccode.yml").read_text(encoding="utf-8").splitlines()
    invalid = [line for line in lines if "example.invalid" in line]
    assert invalid and all(line.endswith("# PLACEHOLDER") for line in invalid)
