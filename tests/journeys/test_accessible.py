"""Every kind of page before axe-core: WCAG 2.2 AA and its best practices, in light and in dark, at 320 pixels and on a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases.actions.simulate import World, simulate
from lorong.lib.actors import SISTEM
from lorong.testing import Cast
from tests.journeys.neighbours import signed_in_as
from tests.journeys.people import DESK, Someone, code_on, make_key, sign
from tests.things import SLUG, Desk

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
AXE = Axe()
PHONE = (320, 640)  # the narrowest page

OPEN = [
    "/",
    "/?cari=warung",
    "/?cari=xyzzy",
    "/layanan/{slug}/",
    "/akun/siapa/",
    "/akun/masuk/",
    "/akun/masuk/sandi/",
    "/akun/daftar/",
    "/akun/pulih/",
    "/kotak-pesan/",
    "/periksa/",
    "/periksa/{code}/",
    "/periksa/AAA-AAA/",
    "/periksa/tanpa-sinyal/",
    "/terbuka/",
    "/terbuka/kelurahan/",
    "/terbuka/{slug}/",
    "/lapor/",
    "/aksesibilitas/",
    "/tidak-ada/",
    "/tautan/salah/",
]
TONO = [
    "/",
    "/urusan/",
    "/urusan/{returned}/",
    "/urusan/{returned}/jawab/",
    "/urusan/{returned}/tarik/",
    "/urusan/{running}/",
    "/urusan/{ended}/",
    "/urusan/{ended}/survei/",
    "/pesan/",
    "/saya/",
    "/siapa-melihat-data-saya/",
    "/perbaiki-data/",
    "/akun/",
    "/akun/sandi/",
    "/akun/nomor/",
    "/akun/cara-masuk/",
    "/akun/cara-masuk/aplikasi/",
    "/akun/tutup/",
    "/layanan/{slug}/ajukan/",
    "/isian/{draft}/usaha/",
    "/isian/{draft}/berkas-syarat/ktp/",
    "/isian/{draft}/berkas-syarat/pengantar_rt/",
    "/isian/{draft}/periksa-dan-kirim/",
    "/isian/{draft}/buang-isian/",
]
BUDI = [
    "/petugas/",
    "/petugas/urusan/",
    "/petugas/urusan/{running}/",
    "/petugas/urusan/{running}/langkah/periksa/hasil/kurang/",
    "/petugas/loket/",
    "/petugas/surat-keluar/",
    "/petugas/cuti/",
]
LURAH = [
    "/petugas/?saring=tanda-tangan",
    "/petugas/urusan/{ended}/surat/cabut/",
    "/petugas/papan/",
    "/petugas/tanda-tangan/",
    "/petugas/urusan/{ended}/",
    "/petugas/urusan/{signing}/",
]
MAYOR = ["/komando/", "/komando/capaian/", "/komando/saran/", "/komando/pungutan/"]
NO = {"/tidak-ada/", "/tautan/salah/", "/periksa/AAA-AAA/", "/komando/pungutan/"}  # pages that say no, or that nothing is there


@pytest.fixture
def numbers(sit_down: Callable[..., Someone]) -> dict[str, Any]:
    """What the addresses speak of: Tono's cases in every state, and a year of others."""
    desk = Desk(Cast())
    ended, signing = desk.at_the_lurah("tono"), desk.at_the_lurah("tono")
    lurah = sit_down("Ratna Contoh", size=DESK)
    make_key(lurah)
    sign(lurah, ended.number)
    running, returned = desk.sent("tono"), desk.sent("tono")
    cases.say(actor=desk.actor("tono"), case=running, body="Apakah sudah lengkap?", key="tanya")
    desk.does("budi", returned, "kurang", reasons=("Foto KTP tidak terbaca",), asks=("ktp",))
    draft = desk.draft("tono", photos=True)
    simulate(actor=SISTEM, world=World(seed=5, days=70, now=timezone.now()), first=0, count=60)
    tono = signed_in_as(sit_down(), Cast().account("tono"))
    tono.go(f"/urusan/{ended.number}/").reloads_until("Unduh surat")
    found = {"ended": ended, "signing": signing, "running": running, "returned": returned}
    return {
        **{name: case.number for name, case in found.items()},
        "slug": SLUG,
        "draft": draft.pk,
        "code": code_on(tono.downloads("Unduh surat")),
    }


def test_axe_finds_nothing_on_any_page(sit_down: Callable[..., Someone], numbers: dict[str, Any]) -> None:
    found: list[str] = []
    for who, size, paths in walks(sit_down):
        for path in paths:
            place = path.format(**numbers)
            answer = who.page.goto(place)
            assert answer is not None
            assert (answer.status == HTTPStatus.OK) != (path in NO), f"{place} answers {answer.status}"
            found += [f"{place} {size[0]} px: {said}" for said in complaints(who.page)]
            found += [] if who.fits() else [f"{place} is wider than {size[0]} px"]
    assert found == []


def test_axe_would_find_something(sit_down: Callable[..., Someone]) -> None:
    somebody = sit_down().go("/aksesibilitas/")
    somebody.page.evaluate("document.querySelector('main').innerHTML = '<h1>A</h1><img src=/a.png>'")
    assert [said.split(":")[0] for said in complaints(somebody.page)] == ["image-alt"]


def walks(sit_down: Callable[..., Someone]) -> Iterator[tuple[Someone, tuple[int, int], list[str]]]:
    """Who walks where, and how large their screen is."""
    cast = Cast()
    yield sit_down(size=PHONE), PHONE, OPEN
    yield signed_in_as(sit_down(size=PHONE), cast.account("tono")), PHONE, TONO
    yield sit_down("Ratna Contoh", size=DESK), DESK, LURAH  # by the page of the demonstration: her key wants a fresh sign-in
    for who, paths in (("budi", BUDI), ("wali_kota", MAYOR)):
        yield signed_in_as(sit_down(size=DESK), cast.account(who)), DESK, paths


def complaints(page: Page) -> list[str]:
    """What axe says of a page: everything in light, and once more the colours in dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    said = AXE.run(page, options=EVERYTHING).response["violations"]
    page.emulate_media(color_scheme="dark")
    said += page.evaluate("(options) => axe.run(options)", COLOURS)["violations"]
    return [f"{v['id']}: {v['help']} {[node['target'] for node in v['nodes']][:3]}" for v in said]
