"""In a lift, on an island, at the end of the data: what a phone still shows, and what it sends when it can."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from lorong.kernel.people.models import Account
from tests.journeys.neighbours import a_neighbour, signed_in_as
from tests.journeys.people import WAIT, Someone, for_oneself

SERVICE = "/layanan/surat-keterangan-usaha/"


def test_without_a_network_the_pages_seen_before_can_still_be_read(sit_down: Callable[..., Someone]) -> None:
    somebody = sit_down()
    watched(somebody.go("/"))
    somebody.go(SERVICE)  # the first page that the worker sees
    somebody.context.set_offline(True)
    somebody.go("/urusan/")
    expect(somebody.heading()).to_have_text("Tidak ada jaringan")
    expect(somebody.page.get_by_text("belum terkirim")).to_be_hidden()
    somebody.follow("Surat Keterangan Usaha")
    expect(somebody.heading()).to_have_text("Surat Keterangan Usaha")
    expect(somebody.page.get_by_text("Tidak ada jaringan. Yang Anda tulis")).to_be_visible()
    forgiven(somebody)


def test_the_page_without_a_network_goes_on_by_itself(sit_down: Callable[..., Someone]) -> None:
    somebody = sit_down()
    watched(somebody.go("/"))
    somebody.context.set_offline(True)
    somebody.go("/aksesibilitas/")
    expect(somebody.heading()).to_have_text("Tidak ada jaringan")
    somebody.context.set_offline(False)
    expect(somebody.heading()).to_have_text("Aksesibilitas", timeout=WAIT)
    forgiven(somebody)


def test_what_a_resident_sent_without_a_network_arrives_when_it_is_back(sit_down: Callable[..., Someone]) -> None:
    resident = signed_in_as(sit_down(), Account.objects.create(person=a_neighbour()))
    watched(resident.go("/"))
    resident.go(f"{SERVICE}ajukan/")
    for_oneself(resident)
    resident.write("Nama usaha", "Warung Pulau").write("Jenis usaha", "Kelontong")
    resident.context.set_offline(True)
    resident.press("Lanjut", exact=True)
    expect(resident.page.get_by_text("Begitu jaringan kembali, langsung terkirim.")).to_be_visible()
    assert resident.page.get_by_label("Nama usaha").input_value() == "Warung Pulau"
    resident.context.set_offline(False)
    expect(resident.page.get_by_label("Alamat usaha")).to_be_visible(timeout=WAIT)
    page = resident.page.url
    assert resident.page.evaluate(KEPT) == [], "what a signed-in person saw is not kept"

    resident.write("Alamat usaha", "Dermaga 2")
    resident.page.evaluate(
        "Object.defineProperty(navigator, 'onLine', { get: () => true })"
    )  # the phone believes it is connected
    resident.context.set_offline(True)
    resident.press("Lanjut", exact=True)
    expect(resident.page.get_by_text("Isian Anda belum terkirim")).to_be_visible()
    resident.context.set_offline(False)
    expect(resident.page).to_have_url(page, timeout=WAIT)
    expect(resident.page.get_by_label("Alamat usaha")).to_have_value("Dermaga 2")
    forgiven(resident)


KEPT = """async () => (await (await caches.open("kota-halaman")).keys()).map((request) => request.url)"""


def watched(who: Someone) -> Someone:
    """From here on the worker stands between this browser and the network."""
    who.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    who.page.wait_for_function("navigator.serviceWorker.controller !== null")
    return who


def forgiven(who: Someone) -> None:
    """That the network was away is no fault of a page."""
    who.wrong = [said for said in who.wrong if not re.search("ERR_INTERNET_DISCONNECTED|ERR_FAILED|^503 |503", said)]
