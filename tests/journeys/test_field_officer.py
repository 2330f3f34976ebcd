"""Daeng Nai at a broken lamp, with a telephone and a bad network; Hasnah at her desk with two reports of one thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lorong.services.complaints.desk.tests.conftest import spot_of, steps, told
from lorong.services.complaints.models import Incident, Visit
from lorong.services.complaints.tests.conftest import Street, publish_now
from lorong.testing import Cast
from tests.journeys.live import City
from tests.journeys.neighbours import signed_in_as
from tests.journeys.people import DESK, WAIT, Someone
from tests.journeys.test_accessible import complaints
from tests.journeys.test_no_network import forgiven, watched
from tests.pictures import paper

JOBS = "/petugas/aduan/"


@pytest.fixture
def street(sit_down: Callable[..., Someone], live_city: City, settings: Any) -> Street:
    settings.MEDIA_ROOT = str(live_city.folder / "media")  # the running city shows the pictures that are told here
    publish_now(steps=steps(), routes=[{"to": "dpu"}], after_photo=True)
    return Street(Cast())


def in_the_field(street: Street, *, east: float = 0, words: str = "Lampu di depan masjid mati") -> Incident:
    """A lamp that waits for a field officer."""
    incident = told(street, "siti", spot=spot_of(east=east), text=words).incident
    street.advance(incident, "verifikasi", "teruskan", by="hasnah", at=timezone.now())
    incident.refresh_from_db()
    return incident


def at_the_place(who: Someone, incident: Incident) -> Someone:
    """The telephone stands where the incident is."""
    assert incident.place is not None
    who.context.grant_permissions(["geolocation"])
    who.context.set_geolocation({"latitude": incident.place.lat, "longitude": incident.place.lon, "accuracy": 8})
    return who


def photographs(who: Someone, name: str = "lampu") -> Someone:
    picture: Any = {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": paper(name)}
    who.page.locator("form[data-visit] input[type=file]").first.set_input_files(files=[picture])
    return who


def test_a_picture_taken_without_a_signal_waits_on_the_telephone_and_arrives_once(
    sit_down: Callable[..., Someone], street: Street
) -> None:
    lamp = in_the_field(street)
    nai = at_the_place(signed_in_as(sit_down(), street.cast.account("daeng_nai")), lamp)
    watched(nai.go(JOBS))
    nai.follow("Lampu jalan mati").press("Saya kerjakan")
    nai.page.get_by_label("Sesudah dikerjakan").check()
    photographs(nai).sees("Anda 0 meter dari titik laporan.")
    nai.page.get_by_label("Sekalian nyatakan").check()
    nai.context.set_offline(True)
    nai.press("Simpan foto").sees("Menunggu sinyal (1)")
    photographed = timezone.now()

    nai.go(JOBS).sees("Tidak ada jaringan")  # the battery was pulled, so to speak: the page is gone, the picture is not
    assert not Visit.objects.filter(incident=lamp).exists()
    nai.page.wait_for_timeout(2000)
    nai.context.set_offline(False)
    expect(nai.heading()).to_have_text("Tugas lapangan", timeout=WAIT)
    expect(nai.page.locator("[data-waiting-visits]")).to_be_hidden(timeout=WAIT)
    nai.reloads_until("Tidak ada tugas lapangan yang terbuka")
    visit = Visit.objects.get(incident=lamp)
    assert visit.metres_off == 0
    assert abs(visit.at - photographed) < timedelta(seconds=5) < visit.received_at - visit.at + timedelta(seconds=5)
    lamp.refresh_from_db()
    assert (lamp.claims, lamp.turn) == (1, "applicant")
    nai.go(f"{JOBS}{lamp.code}/tugas/").sees("Sesudah")
    forgiven(nai)


def test_the_list_of_the_day_is_there_without_a_network_for_its_officer_alone(
    sit_down: Callable[..., Someone], street: Street
) -> None:
    lamp = in_the_field(street, words="Lampu di tikungan mati")
    nai = at_the_place(signed_in_as(sit_down(), street.cast.account("daeng_nai")), lamp)
    watched(nai.go(JOBS))
    nai.page.wait_for_function("localStorage.getItem('tugas') !== null")  # the page for a time without a network is there
    nai.context.set_offline(True)
    nai.go(JOBS).sees("Ini daftar pukul").sees("Paling lambat")
    nai.page.reload()
    nai.sees("Ini daftar pukul").sees_not("Lampu di tikungan mati")  # what residents wrote is not kept
    nai.go(f"{JOBS}{lamp.code}/tugas/").sees("Ini daftar pukul")
    photographs(nai).sees("Anda 0 meter dari titik laporan.").press("Simpan foto").sees("Menunggu sinyal (1)")
    nai.context.set_offline(False)
    expect(nai.page.locator("[data-kept-jobs]")).to_have_count(0, timeout=WAIT)  # the real page, by itself
    expect(nai.page.locator("[data-waiting-visits]")).to_be_hidden(timeout=2 * WAIT)
    assert Visit.objects.filter(incident=lamp).count() == 1

    signed_in_as(nai, street.cast.account("hasnah")).go("/")  # somebody else has this telephone now
    assert nai.page.evaluate("localStorage.getItem('isian:tugas')") is None
    nai.context.set_offline(True)
    nai.go(JOBS).sees("HP ini tidak menyimpan daftar tugas Anda").sees_not("Paling lambat")
    forgiven(nai)


def test_what_the_server_could_not_take_is_sent_again_and_two_tabs_send_it_once(
    sit_down: Callable[..., Someone], street: Street
) -> None:
    lamp = in_the_field(street, words="Lampu di ujung lorong mati")
    nai = at_the_place(signed_in_as(sit_down(), street.cast.account("daeng_nai")), lamp)
    other = nai.context.new_page()
    other.goto(JOBS)
    answers = [500]

    def answer(route: Any) -> None:
        route.fulfill(status=answers.pop(), body="") if answers else route.continue_()

    nai.context.route(re.compile("/kunjungan/$"), answer)
    nai.go(JOBS)
    job = nai.page.locator("li.job").filter(has=nai.page.locator(f'a[href="{JOBS}{lamp.code}/tugas/"]'))
    job.locator("summary").click()
    photographs(nai).sees("Anda 0 meter dari titik laporan.")
    nai.press("Simpan foto").sees("Menunggu sinyal (1)")
    for page in (nai.page, other):
        expect(page.locator("[data-waiting-visits]")).to_be_hidden(timeout=2 * WAIT)
    nai.page.wait_for_timeout(500)
    assert answers == []
    assert Visit.objects.get(incident__code=lamp.code).metres_off == 0
    nai.wrong = [said for said in nai.wrong if "500" not in said]


def test_far_from_the_place_the_telephone_asks_for_a_reason(sit_down: Callable[..., Someone], street: Street) -> None:
    lamp, elsewhere = in_the_field(street), in_the_field(street, east=900, words="Lampu di pasar mati")
    nai = at_the_place(signed_in_as(sit_down(), street.cast.account("daeng_nai")), elsewhere)
    nai.go(f"{JOBS}{lamp.code}/tugas/")
    expect(nai.page.get_by_label("Sebab foto")).to_be_hidden()
    photographs(nai).sees("Mendekatlah, atau tulis sebabnya.")
    nai.press("Simpan foto")
    expect(nai.page.get_by_label("Sebab foto")).to_be_focused()
    nai.write("Sebab foto", "Jalannya ditutup").press("Simpan foto").sees("Sebab: Jalannya ditutup")


def test_without_scripts_the_day_can_be_worked_as_well(sit_down: Callable[..., Someone], street: Street) -> None:
    lamp = in_the_field(street)
    nai = signed_in_as(sit_down(javascript=False), street.cast.account("daeng_nai"))
    nai.go(f"{JOBS}{lamp.code}/tugas/").press("Saya kerjakan").sees("Tugas ini Anda pegang")
    nai.page.get_by_label("Sesudah dikerjakan").check()
    photographs(nai).press("Simpan foto").sees("tulis sebabnya")
    photographs(nai).write("Sebab foto", "HP tanpa GPS").press("Simpan foto").sees("Foto tersimpan.")
    nai.press("beres").sees("Tercatat: beres.")
    lamp.refresh_from_db()
    assert lamp.claims == 1


def test_hasnah_finds_that_two_reports_are_one_thing(sit_down: Callable[..., Someone], street: Street) -> None:
    first = in_the_field(street)
    second = told(street, "tono", spot=spot_of(north=35), text="Lampu dekat masjid padam").incident
    hasnah = signed_in_as(sit_down(size=DESK), street.cast.account("hasnah"))
    hasnah.go(f"/petugas/urusan/{second.case_number}/").sees("Lampu dekat masjid padam").follow("Semua tentang aduan ini")
    hasnah.follow("Gabung dengan aduan lain").follow(first.code).sees("1 pelapor pindah ke sana")
    hasnah.write("Mengapa ini hal yang sama?", "Tiang yang sama").press("Gabungkan 1 pelapor").sees("Sudah digabung")
    hasnah.sees("2 laporan").sees("Tiang yang sama")
    hasnah.follow("Keluarkan lagi").write("Mengapa ternyata lain?", "Dua tiang").press("Keluarkan dari gabungan")
    hasnah.sees("berjalan sendiri lagi")
    second.refresh_from_db()
    assert (second.merged_into, second.round) == (None, 2)


def test_hasnah_draws_a_box_over_a_face(sit_down: Callable[..., Someone], street: Street) -> None:
    photo = told(street, "tono", spot=spot_of(north=70), text="Orang membuang sampah").photos.get()
    hasnah = signed_in_as(sit_down(size=DESK), street.cast.account("hasnah"))
    hasnah.go(f"{JOBS}foto/{photo.pk}/samarkan/")
    place = hasnah.page.locator("[data-blur] svg")
    box = place.bounding_box()
    assert box is not None
    hasnah.page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.2)
    hasnah.page.mouse.down()
    hasnah.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5, steps=5)
    hasnah.page.mouse.up()
    numbers = [float(hasnah.page.get_by_label(side).first.input_value()) for side in ("Kiri", "Atas", "Lebar", "Tinggi")]
    assert numbers == pytest.approx([20, 20, 40, 30], abs=1)
    hasnah.press("Tambah kotak")
    expect(hasnah.page.locator("[data-blur] rect")).to_have_count(2)
    hasnah.page.keyboard.press("ArrowUp")  # the number that has the focus: the box goes to the right
    assert hasnah.page.locator("[data-boxes] li").nth(1).get_by_label("Kiri").input_value() != "40"
    hasnah.page.get_by_role("button", name="Buang").nth(1).click()
    expect(hasnah.page.locator("[data-blur] rect")).to_have_count(1)
    hasnah.press("Lihat hasilnya").sees("Begini umum akan melihatnya")
    shown = hasnah.page.locator(".blur-place img")
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") > 0
    hasnah.press("Ubah kotaknya")
    assert hasnah.page.get_by_label("Kiri").first.input_value() == f"{numbers[0]:g}"
    hasnah.press("Lihat hasilnya").press("Tampilkan seperti ini").sees("Foto sudah disamarkan")


@pytest.mark.parametrize("size", [(320, 640), DESK])
def test_axe_finds_nothing_on_the_officers_pages(sit_down: Callable[..., Someone], street: Street, size: tuple[int, int]) -> None:
    lamp = in_the_field(street)
    told(street, "tono", join=lamp.code, text="Di sini juga gelap", spot=spot_of(north=20))
    twin = told(street, "tono", spot=spot_of(north=45), text="Lampu padam").incident
    found: list[str] = []
    walks = {
        "daeng_nai": [JOBS, f"{JOBS}?saya=1", f"{JOBS}{lamp.code}/tugas/"],
        "hasnah": [
            JOBS,
            f"{JOBS}?keadaan=selesai&q=lampu",
            f"/petugas/urusan/{twin.case_number}/",
            f"{JOBS}{lamp.code}/",
            f"{JOBS}{lamp.code}/gabung/",
            f"{JOBS}{lamp.code}/gabung/?dengan={twin.code}",
            f"{JOBS}{lamp.code}/pisah/",
            f"{JOBS}catat/",
            f"{JOBS}catat/?jenis={lamp.category}",
            f"{JOBS}{twin.code}/alihkan/",
            f"{JOBS}{twin.code}/tampilan/",
            f"{JOBS}foto/{twin.reports.get().photos.get().pk}/samarkan/",
        ],
    }
    for name, paths in walks.items():
        who = signed_in_as(sit_down(size=size), street.cast.account(name))
        for path in paths:
            who.go(path)
            found += [f"{path} {size[0]} px: {said}" for said in complaints(who.page)]
            found += [] if who.fits() else [f"{path} is wider than {size[0]} px"]
    who.go(f"{JOBS}catat/?jenis={lamp.category}").write("Apa yang diceritakan pelapor?", "Lampu di lorong mati")
    who.page.get_by_label("Kelurahan").select_option(label="Kelurahan Rappocini")
    who.press("Catat laporan").sees("Tanda terima laporan")
    found += [f"the receipt {size[0]} px: {said}" for said in complaints(who.page)]
    assert found == []
