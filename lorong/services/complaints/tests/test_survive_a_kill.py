"""The worker is killed among pictures: none is lost, and none is made twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone

from lorong.kernel.documents import store
from lorong.kernel.documents.models import StoredFile
from lorong.kernel.messages.tests.test_survive_a_kill import give_stalled_jobs_back
from lorong.services.complaints.models import Photo
from lorong.services.complaints.tests.conftest import Street, picture, publish_now
from lorong.testing import Cast, address_of


@pytest.fixture
def worker(own_database: str) -> Callable[[], subprocess.Popen[bytes]]:
    surroundings = {
        **os.environ,
        "LORONG_DATABASE_URL": address_of(own_database),
        "LORONG_MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot", "--queues", "complaints"]
        started.append(subprocess.Popen(command, cwd=settings.BASE_DIR, env=surroundings, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_a_worker_killed_among_pictures_loses_none(worker: Callable[[], subprocess.Popen[bytes]]):
    publish_now()
    street = Street(Cast())
    reports = [
        street.tell("siti", photos=[picture(n * 20 + m, size=(1800, 1200)) for m in range(4)], at=timezone.now())
        for n in range(3)
    ]
    first = worker()
    deadline = time.monotonic() + 60
    while Photo.objects.filter(file__isnull=False).count() < 2:
        assert time.monotonic() < deadline, "no picture was made clean"
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    assert Photo.objects.filter(raw__isnull=False).exists(), "it was killed too late"
    give_stalled_jobs_back()
    assert worker().wait(120) == 0
    photos = Photo.objects.filter(report__in=reports)
    assert photos.count() == 12
    assert not photos.filter(raw__isnull=False).exists()
    for photo in photos:
        assert store.get(photo.file_id) and store.get(photo.small_id)
    kept = {name for photo in photos for name in (photo.file_id, photo.small_id)}
    assert set(StoredFile.objects.values_list("pk", flat=True)) == kept
