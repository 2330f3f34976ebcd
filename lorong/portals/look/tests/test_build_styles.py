"""What is sent to a phone: light, from this house only, readable in both colour schemes."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "look"
STYLES = Path(__file__).parents[4] / "styles"
CSS = (STATIC / "lorong.css").read_text(encoding="utf-8")


def tokens(scheme: str) -> dict[str, str]:
    """The colours of one scheme, dark ones laid over the light."""
    source = (STYLES / "_root.scss").read_text(encoding="utf-8")
    light, dark = source.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", dark))
    return found


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    digits = colour[1:]
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = [
    ("ink", "page"),
    ("ink", "wash"),
    ("muted", "page"),
    ("muted", "wash"),
    ("city", "page"),
    ("city", "wash"),
    ("city", "city-soft"),
    ("city-strong", "page"),
    ("on-city", "city"),
    ("on-city", "city-strong"),
    ("on-turn", "turn"),
    ("on-turn", "turn-ink"),
    ("ink", "turn-soft"),
    ("city", "turn-soft"),
    ("bad", "page"),
    ("bad", "bad-soft"),
    ("ink", "bad-soft"),
    ("ok", "page"),
    ("ink", "city-soft"),
]


def test_black_on_white_is_twenty_one():
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_can_be_read(scheme, front, ground):
    colours = tokens(scheme)
    assert contrast(colours[front], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["page", "wash"])
def test_the_border_of_a_control_can_be_seen(scheme, ground):
    colours = tokens(scheme)
    assert contrast(colours["edge"], colours[ground]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_stylesheet_was_built_from_these_tokens(scheme):
    for name, colour in tokens(scheme).items():
        assert re.search(rf"--{name}:\s?{colour}[;}}]", CSS), f"run make css: --{name} is not {colour}"


def test_the_stylesheet_asks_nobody_else_for_anything():
    assert re.findall(r"url\(([^)]*)\)", CSS) == ['"plus-jakarta-sans.woff2"']
    desk = (STATIC / "desk.css").read_text(encoding="utf-8")
    assert "url(" not in desk
    assert not [word for word in ("data:", "@import") if word in CSS + desk]


def test_what_only_officers_need_is_not_sent_to_residents():
    assert ".queue" not in CSS
    assert ".queue" in (STATIC / "desk.css").read_text(encoding="utf-8")


def test_the_sprite_holds_exactly_the_icons_listed():
    listed = (STYLES / "icons.txt").read_text(encoding="utf-8").split()
    drawn = re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8"))
    assert drawn == listed
    assert listed == sorted(set(listed))


def test_the_lock_file_names_no_download_address():
    lock = (STYLES / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 3


@pytest.mark.parametrize("name", ["OFL.txt", "icons-LICENSE.txt", "bootstrap-LICENSE.txt", "NOTICE.txt"])
def test_what_belongs_to_others_carries_its_licence(name):
    assert len((STATIC / name).read_text(encoding="utf-8")) > 400


def weight(name: str) -> int:
    data = (STATIC / name).read_bytes()
    return len(data) if name.endswith(".woff2") else len(gzip.compress(data, 9))


def test_the_look_of_a_first_visit_weighs_at_most_35_kilobytes():
    parts = ["lorong.css", "plus-jakarta-sans.woff2", "icons.svg", "icon.svg", "lorong.js", "network.js"]
    assert sum(map(weight, parts)) <= 35_000


@pytest.mark.parametrize("name", ["lorong.js", "desk.js", "network.js"])
def test_a_script_is_at_most_four_kilobytes(name):
    assert (STATIC / name).stat().st_size <= 4096
