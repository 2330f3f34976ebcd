"""The world of all tests: a real PostgreSQL, the real city of Makassar with a few invented people, the cast."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as tries

from lorong.station.words import compile_words

os.environ.setdefault("LORONG_DEMO", "1")
os.environ.setdefault("LORONG_LOG_LEVEL", "ERROR")
compile_words(Path(__file__).parent)
# Machines are shared and noisy: how long an example takes says nothing about the code.
tries.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
tries.load_profile("house")

pytest_plugins = ["lorong.testing"]


@pytest.fixture(autouse=True)
def _files_of_the_test(
    settings: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Every test keeps its files to itself; passwords are hashed and stretched fast; static files need no manifest."""
    monkeypatch.setattr("lorong.kernel.documents.signing.locks._MEMORY", 64)
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    yield
