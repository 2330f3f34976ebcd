"""A case that nobody owns, as officers and those above them read it: told as one, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import format_html

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.tests.public import LAMP, SLUG, VISITOR, publish_lamp, unit_of
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import registry
from lorong.testing import Cast


@pytest.fixture
def lamp(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Case:
    service = replace(
        registry.services()["letters"], slug="uji", panel=lambda actor, case: format_html("<p>Laporan {}</p>", case.number)
    )
    monkeypatch.setitem(registry._services, "uji", service)
    publish_lamp(LAMP)
    return actions.start(actor=VISITOR, slug=SLUG, unit=unit_of(cast), answers={}, key="lampu", channel="web", at=timezone.now())


@pytest.mark.parametrize("path", ["/petugas/", "/petugas/urusan/", "/petugas/papan/"])
def test_every_list_says_that_residents_told_of_it(lamp: Case, signed_in: Callable[[str], Any], path: str) -> None:
    page = signed_in("budi").get(path)
    assert page.status_code == 200
    assert "Aduan warga" in page.content.decode()


def test_the_page_of_the_case_shows_what_its_service_shows(lamp: Case, signed_in: Callable[[str], Any]) -> None:
    page = signed_in("budi").get(f"/petugas/urusan/{lamp.number}/").content.decode()
    assert "Aduan warga" in page and f"<p>Laporan {lamp.number}</p>" in page
    assert "Warga melapor lewat web" in page
    assert "Layanan ini tidak meminta berkas" not in page and "Daftar periksa" not in page
    assert "Percakapan" not in page and "NIK" not in page and "Lihat nomor HP" not in page


def test_budi_decides_it(lamp: Case, signed_in: Callable[[str], Any]) -> None:
    client = signed_in("budi")
    sent = client.post(f"/petugas/urusan/{lamp.number}/langkah/periksa/", {"hasil": "terus", "kunci": "k1"}, follow=True)
    assert sent.status_code == 200
    lamp.refresh_from_db()
    assert lamp.marking == ["kerja"]


def test_a_case_that_waits_for_the_residents_says_so(lamp: Case, cast: Cast, signed_in: Callable[[str], Any]) -> None:
    budi = cast.actor("budi", at=timezone.now())
    for key, step, outcome in (("1", "periksa", "terus"), ("2", "kerja", "beres")):
        actions.advance(actor=budi, case=lamp, step=step, outcome=outcome, key=key, said=Said())
    client = signed_in("budi")
    page = client.get(f"/petugas/urusan/{lamp.number}/").content.decode()
    assert "Warga" in page and "Warga menjawab sampai" in page
    assert "Menunggu jawaban warga" in client.get("/petugas/urusan/").content.decode()


def test_it_is_no_case_of_anybody(lamp: Case, signed_in: Callable[[str], Any]) -> None:
    client = signed_in("siti")
    assert client.get(f"/urusan/{lamp.number}/").status_code == 404
    assert lamp.number not in client.get("/urusan/").content.decode()


def test_those_above_read_how_it_goes(lamp: Case, signed_in: Callable[[str], Any]) -> None:
    page = signed_in("wali_kota").get(f"/komando/urusan/{lamp.number}/")
    assert page.status_code == 200
    assert "Warga melapor lewat web" in page.content.decode()
