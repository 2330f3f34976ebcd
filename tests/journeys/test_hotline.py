"""A message to the mayor by SMS comes back answered; and the mayor watches complaints move without reloading."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM
from lorong.services.complaints import actions as complaints
from lorong.services.complaints.values import Telling
from lorong.services.hotline import actions
from lorong.services.hotline.models import Line, Matter
from lorong.services.hotline.values import By, Heard
from lorong.testing import Cast
from tests.journeys.people import DESK, PHONE, Someone

Sits = Callable[..., Someone]
MAYOR, LIAISON = "Yusuf Contoh", "Hasnah Contoh"
RAPPOCINI = "73.71.13.1006"
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
AXE = Axe()


def is_clean(who: Someone) -> bool:
    """Whether axe-core finds nothing here, in light and in dark; otherwise it says what."""
    for scheme in ("light", "dark"):
        who.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = AXE.run(who.page, options=RULES)
        assert not found.response["violations"], found.generate_report()
    return True


def by_sms(text: str, phone: str = "+6281234560001") -> Line:
    return actions.hear(actor=SISTEM, heard=Heard(By.SMS, phone, uuid.uuid4().hex, text, timezone.now()))


def test_a_message_by_sms_is_passed_on_answered_and_settled(sit_down: Sits):
    number = by_sms("Sampah di Lorong 4 sudah seminggu tidak diangkut").contact.number
    mayor = sit_down(MAYOR, size=PHONE)
    mayor.page.wait_for_url(lambda url: "siapa" not in url)
    mayor.go("/hotline/meja/").follow("Sampah di Lorong 4").sees(number).follow("Teruskan")
    mayor.page.get_by_label("Teruskan kepada").select_option(label="Dinas Pekerjaan Umum")
    mayor.write("Kalimat untuk warga", "Sampah di satu lorong").press("Teruskan").sees("Menunggu jawaban")
    assert mayor.fits() and is_clean(mayor) and not mayor.wrong
    matter = Matter.objects.get(contact__number=number)
    office = sit_down(LIAISON, size=DESK)
    office.page.wait_for_url(lambda url: "siapa" not in url)
    office.go(f"/petugas/urusan/{matter.case_number}/").sees("Sampah di Lorong 4").press("Kirim jawaban")
    office.write("Penjelasan", "Sudah kami angkut pagi ini.").press("Kirim jawaban")
    office.page.wait_for_url(lambda url: "/hasil/" not in url)
    by_sms("SUDAH, terima kasih")
    matter.refresh_from_db()
    assert matter.ended and not office.wrong
    mayor.go(f"/hotline/meja/{number}/").sees("Selesai").sees("Sudah kami angkut pagi ini.")


def test_pages_of_the_hotline_fit_and_are_accessible(sit_down: Sits):
    by_sms("Mohon taman bermain", "+6281234560009")
    mayor = sit_down(MAYOR, size=(320, 640))
    mayor.page.wait_for_url(lambda url: "siapa" not in url)
    for path in ("/hotline/meja/", "/hotline/meja/tertahan/", "/aduan/papan/"):
        assert mayor.go(path).fits() and is_clean(mayor), path
    anyone = sit_down(size=(320, 640))
    for path in ("/hotline/", "/yang-kami-dengar/", "/pejabat/"):
        assert anyone.go(path).fits() and is_clean(anyone), path
    assert not mayor.wrong and not anyone.wrong


def test_the_board_shows_a_new_complaint_within_five_seconds_without_reloading(sit_down: Sits):
    mayor = sit_down(MAYOR, size=DESK)
    mayor.page.wait_for_url(lambda url: "siapa" not in url)
    mayor.go("/aduan/papan/").page.evaluate("window.notReloaded = true")
    mayor.page.get_by_role("link", name="Capaian semua kantor dan kelurahan").focus()
    telling = Telling(category="lampu-jalan-mati", text="Lampu di depan masjid mati sejak Senin", region=RAPPOCINI, answers={})
    told = complaints.tell(actor=Cast().actor("siti"), telling=telling, photos=(), key=uuid.uuid4().hex, channel="sms")
    link = mayor.page.locator(f"#papan a[href*='{told.incident.case_number}']")
    expect(link).to_be_visible(timeout=8000)
    assert mayor.page.evaluate("window.notReloaded") is True
    assert "/aduan/capaian/" in mayor.page.evaluate("document.activeElement.href || ''")  # whoever stands on a link stays there
    assert city.village_words(RAPPOCINI) in mayor.page.locator("#papan").inner_text()
    assert not mayor.wrong
