"""The world of all tests: a real PostgreSQL, the real city of Makassar with a few invented people, the cast."""

from __future__ import annotations

import copy
import hashlib
import os
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as tries

from lorong.lib import uploads
from lorong.station.words import compile_words

os.environ.setdefault("LORONG_DEMO", "1")
os.environ.setdefault("LORONG_LOG_LEVEL", "ERROR")
compile_words(Path(__file__).parent)
# Machines are shared and noisy: how long an example takes says nothing about the code.
tries.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
tries.load_profile("house")

pytest_plugins = ["lorong.testing"]

_READ: dict[tuple[str, bytes, tuple[str, ...]], tuple[Any, bytes]] = {}
_run_child, _folders = uploads.run_child, count()


def _run_child_once(script: Path, content: bytes, *, seconds: float, arguments: Sequence[str] = ()) -> tuple[Any, bytes]:
    """What a reader of strangers' files answered about the same bytes before: it is a process of its own, and knows nothing else.

    The tests of the readers themselves (`lorong/lib/tests`) start it every time.
    """
    key = (script.name, hashlib.sha256(content).digest(), tuple(arguments))
    if key not in _READ:
        found = _run_child(script, content, seconds=seconds, arguments=arguments)
        if found[0] is None:
            return found  # it died, perhaps for want of time: the next one may not
        _READ[key] = found
    return copy.deepcopy(_READ[key])


@pytest.fixture(scope="session")
def _media_of_all_tests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _files_of_the_test(
    request: pytest.FixtureRequest,
    settings: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    _media_of_all_tests: Path,
) -> Iterator[None]:
    """Every test keeps its files to itself; passwords are hashed and stretched fast; static files need no manifest; the same
    picture is read once."""
    monkeypatch.setattr("lorong.kernel.documents.signing.locks._MEMORY", 64)
    if not request.path.is_relative_to(Path(uploads.__file__).parent):
        monkeypatch.setattr(uploads, "run_child", _run_child_once)
    settings.MEDIA_ROOT = _media_of_all_tests / str(next(_folders))  # type: ignore[attr-defined]
    settings.MEDIA_ROOT.mkdir()  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    yield
