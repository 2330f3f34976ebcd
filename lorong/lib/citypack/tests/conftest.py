"""The four packs, read once, and a copy of one that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from lorong.lib.citypack import CityPack, PackInvalid, load

CITIES = Path(__file__).parents[4] / "cities"
NAMES = ("kapuas", "makassar", "padang", "palopo")

read = cache(lambda name: load(CITIES / name))


@pytest.fixture(params=NAMES)
def pack(request: pytest.FixtureRequest) -> CityPack:
    """Each of the four packs."""
    return read(request.param)


@pytest.fixture
def makassar() -> CityPack:
    return read("makassar")


@pytest.fixture
def kapuas() -> CityPack:
    return read("kapuas")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the pack of Makassar."""
    return Path(shutil.copytree(CITIES / "makassar", tmp_path / "makassar"))


@pytest.fixture
def spoilt(copy: Path) -> Callable[[str, str, str], PackInvalid]:
    """Replace a text in a file of the copy, once, and give the complaint."""

    def spoil(file: str, old: str, new: str) -> PackInvalid:
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(PackInvalid) as caught:
            load(copy)
        return caught.value

    return spoil
