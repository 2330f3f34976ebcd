"""Makassar forwards to Palopo: two installations of this house, two processes, two databases, one real socket between them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.db import connection, connections
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from lorong.kernel.cases import queries as cases
from lorong.services.complaints import tasks
from lorong.services.complaints.elsewhere import actions, carrying, neighbours
from lorong.services.complaints.elsewhere.actions import forward
from lorong.services.complaints.elsewhere.tests.conftest import NEAR, lamp
from lorong.services.complaints.elsewhere.tests.other_city import BEGIN
from lorong.services.complaints.models import Forwarding, Line
from lorong.services.complaints.tests.conftest import Street
from lorong.testing import _administer, address_of

Say = Callable[[str], Any]


@pytest.fixture(scope="module")
def palopo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, Any], Say]]:
    """(its port and key, what to tell it)."""
    with django_db_blocker.unblock():
        shared = connection.settings_dict["NAME"]
        name = f"{shared}_{uuid.uuid4().hex[:8]}"
        connections.close_all()
        _administer(f'CREATE DATABASE "{name}" TEMPLATE "{shared}"')
        around = {**os.environ, "LORONG_DATABASE_URL": address_of(name), "LORONG_CITY": "palopo", "LORONG_DEMO": "1"}
    around |= {"LORONG_MEDIA_ROOT": str(tmp_path_factory.mktemp("palopo")), "DJANGO_SETTINGS_MODULE": "lorong.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", BEGIN],
        cwd=Path(house.BASE_DIR),
        env=around,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def say(line: str) -> Any:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline()).get("told")

    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline()), say
    finally:
        process.kill()
        process.wait()
        with django_db_blocker.unblock():
            connections.close_all()
            _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def due(row: Forwarding) -> Forwarding:
    Forwarding.objects.filter(pk=row.pk).update(next_at=timezone.now() - timedelta(seconds=1))
    tasks.elsewhere(0)
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_a_lamp_goes_to_palopo_once_and_its_news_comes_home(
    palopo: tuple[dict[str, Any], Say], street: Street, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    there, say = palopo
    named = {**NEAR, "name": "Kota Palopo", "endpoint": f"http://127.0.0.1:{there['port']}/open311/v2", "jurisdiction": ""}
    monkeypatch.setattr(neighbours, "_named", lambda: {"palopo": named})
    settings.NEIGHBOUR_KEYS = {"palopo": there["key"]}
    incident = lamp(street, photo=True)
    asked = {
        "reason": "Di sana",
        "where": "Kelurahan Ammasangan, dekat pasar",
        "note": "Tiang nomor tiga",
        "key": uuid.uuid4().hex,
    }
    row = forward(actor=street.cast.actor("budi"), incident=incident, to="palopo", at=timezone.now(), **asked)
    with monkeypatch.context() as patch:  # the worker dies between their yes and our note of it
        patch.setattr(actions, "note_sending", lambda **_kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carrying.carry(row.pk, at=timezone.now())
    row = due(row)
    assert (row.state, row.why) == ("there", "")
    told = say(f"told {row.number}")
    assert (told["all"], told["photos"], told["name"], told["phone"]) == (1, 1, None, None)
    assert told["origins"] == [["Kota Makassar", row.reference]]
    assert told["region"].startswith("73.73.") and "Tiang nomor tiga" in told["text"] and "Rappocini" in told["text"]
    assert "Titik menurut Kota Makassar: -5." in told["text"]
    say(f"advance {row.number} verifikasi teruskan")
    say(f"reply {row.number} Kami datang besok pagi")
    due(row)
    say(f"advance {row.number} tindaklanjut jelaskan Sudah masuk jadwal minggu depan")
    row = due(row)
    case = street.case(incident)
    assert (row.state, street.fresh(incident).step) == ("over", "konfirmasi")
    assert cases.events(case)[-1].actor_name == "Kota Palopo"
    lines = list(Line.objects.filter(report__incident=incident).order_by("pk").values_list("body", flat=True))
    assert lines == [
        f"Diterima dengan nomor {row.number}.",
        "Kami datang besok pagi",
        "Petugas sedang menanganinya.",
    ]
