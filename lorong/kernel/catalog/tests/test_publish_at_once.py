from __future__ import annotations

import threading

from django.db import connections

from lorong.kernel.catalog.actions import publish
from lorong.kernel.catalog.models import Procedure
from lorong.kernel.catalog.tests.definitions import definition
from lorong.lib.actors import SISTEM


def test_publishers_at_the_same_time_make_one_version_each_and_leave_one_in_force(own_database: str) -> None:
    titles = [f"Surat {n}" for n in range(6)]
    together = threading.Barrier(len(titles))
    failed: list[BaseException] = []

    def one(title: str) -> None:
        try:
            together.wait()
            publish(actor=SISTEM, slug="surat-contoh", definition=definition(title))
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[title]) for title in titles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    versions = Procedure.objects.filter(slug="surat-contoh")
    assert sorted(v.version for v in versions) == [1, 2, 3, 4, 5, 6]
    assert versions.filter(retired_at=None).count() == 1
