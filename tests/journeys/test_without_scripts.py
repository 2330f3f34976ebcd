"""The whole way for a resident on an old phone: 320 pixels wide, no JavaScript, from registering to a checked letter."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.neighbours import a_neighbour
from tests.journeys.people import DESK, Someone, code_on, decide, for_oneself, make_key, receipt, send_photo, sign
from tests.journeys.test_first_letter import answer_the_survey, check, register

SMALL = (320, 640)


def test_the_way_to_a_letter_needs_no_scripts_and_no_wide_screen(sit_down: Callable[..., Someone], tmp_path: Path) -> None:
    resident = sit_down(size=SMALL, javascript=False)
    narrow(resident.go("/akun/daftar/"))
    register(resident, a_neighbour())
    narrow(resident.go("/"))
    resident.search("warung").follow("Surat Keterangan Usaha")
    narrow(resident)
    resident.follow("Mulai permohonan")
    narrow(resident)
    for_oneself(resident)
    narrow(resident).write("Nama usaha", "Warung Coto Siti").press("Lanjut", exact=True)
    resident.sees("Jenis usaha")  # one answer is missing: nothing typed is lost
    assert resident.page.get_by_label("Nama usaha").input_value() == "Warung Coto Siti"
    narrow(resident).write("Jenis usaha", "Rumah makan").press("Lanjut", exact=True)
    narrow(resident).write("Alamat usaha", "Lorong 4 Nomor 12").press("Lanjut", exact=True)
    narrow(resident).write_date(31, 2, 2019).press("Lanjut", exact=True)
    narrow(resident).write_date(1, 3, 2019).press("Lanjut", exact=True)
    resident.write("Keperluan", "pengajuan KUR").press("Lanjut", exact=True)
    for what in ("ktp", "kk"):
        send_photo(narrow(resident), what)
    ask_the_rt_head(resident, sit_down(size=SMALL, javascript=False))
    send_photo(narrow(resident), "foto_usaha")
    expect(resident.heading()).to_have_text("Periksa, lalu kirim")
    narrow(resident).press("Kirim permohonan")
    number = receipt(resident)
    narrow(resident)

    budi = sit_down("Budi", size=DESK, javascript=False)
    budi.go(f"/petugas/urusan/{number}/").press("Minta dilengkapi").tick("Foto KTP tidak terbaca")
    budi.page.get_by_role("checkbox", name="KTP", exact=True).check()
    budi.press("Kembalikan ke warga")
    resident.go(f"/urusan/{number}/").sees("Giliran Anda")
    narrow(resident).photograph("KTP", again="baru").press("Kirim ulang KTP")
    resident.sees(re.compile(r"Terkirim \d\d\.\d\d\. Sekarang giliran"))
    issue(number, budi, sit_down)
    narrow(resident.go(f"/urusan/{number}/").reloads_until("Unduh surat"))
    letter = resident.downloads("Unduh surat", tmp_path / "surat.pdf")
    check(narrow(sit_down(size=SMALL, javascript=False).go("/periksa/")), tmp_path, letter, code_on(letter))
    answer_the_survey(resident, number)
    for place in (f"/urusan/{number}/", "/urusan/", "/pesan/", "/saya/", "/siapa-melihat-data-saya/", "/terbuka/", "/periksa/"):
        narrow(resident.go(place))


def issue(number: str, budi: Someone, sit_down: Callable[..., Someone]) -> None:
    """What the offices do meanwhile, without scripts too."""
    decide(budi, number, "Berkas lengkap")
    decide(sit_down("Rina Contoh", size=DESK, javascript=False), number, "Paraf")
    lurah = sit_down("Ratna Contoh", size=DESK, javascript=False)
    make_key(lurah)
    sign(lurah, number)


def narrow(who: Someone) -> Someone:
    """Nothing on this page has to be moved sideways to be read."""
    assert who.fits(), f"{who.page.url} is wider than the screen"
    return who


def ask_the_rt_head(resident: Someone, head: Someone) -> None:
    """Instead of a paper: a link by SMS, answered without an account."""
    resident.sees("Atau minta lewat HP Ketua RT")
    resident.write("Nama Ketua RT", "Hasan").write("Nomor HP Ketua RT", "081200001234").press("Kirim tautan")
    resident.sees("Tautan terkirim")
    page = resident.page.url
    head.go("/kotak-pesan/?hp=081200001234")
    link = head.page.get_by_role("link", name=re.compile("tautan")).first.get_attribute("href")
    assert link is not None
    head.go(link)
    narrow(head).page.get_by_role("radio").first.check()
    head.press("Kirim jawaban")
    expect(head.page).to_have_url(re.compile("/tautan/selesai/"))
    head.page.goto(link)
    assert head.page.get_by_role("radio").count() == 0, "a link answers once"
    resident.go(page).sees("Disetujui").press("Lanjut")
