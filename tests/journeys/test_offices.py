"""A refusal, two signatures, many signatures at once, the counter, and a desk without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from lorong.kernel.city import queries as city
from lorong.kernel.people.models import Account
from lorong.testing import Cast
from tests.journeys.neighbours import a_neighbour, signed_in_as
from tests.journeys.people import DESK, PASSPHRASE, Someone, decide, fill_usaha, for_oneself, make_key, sign
from tests.things import POOR, Desk


def test_tono_reads_why_he_was_refused(sit_down: Callable[..., Someone]) -> None:
    number = Desk(Cast()).sent("tono").number
    budi = sit_down("Budi", size=DESK)
    budi.go(f"/petugas/urusan/{number}/").press("Tolak").press("Tolak")
    budi.sees("alasan")  # a refusal without a reason does not go out
    budi.tick("Usaha berada di kelurahan lain")
    budi.write("Penjelasan untuk pemohon", "Ajukan di kelurahan tempat usaha Anda.").press("Tolak")
    expect(budi.page).not_to_have_url(re.compile("/hasil/"))

    tono = sit_down("Tono").go(f"/urusan/{number}/")
    tono.sees("Usaha berada di kelurahan lain").sees("Ajukan di kelurahan tempat usaha Anda.")
    tono.go("/pesan/").reloads_until(number)


def test_a_letter_for_use_elsewhere_is_signed_by_lurah_and_camat(sit_down: Callable[..., Someone], tmp_path: Path) -> None:
    desk = Desk(Cast())
    number = desk.at_the_lurah("siti", slug=POOR).number
    lurah = sit_down("Ratna Contoh", size=DESK)
    make_key(lurah)
    sign(lurah, number, "Tanda tangani, teruskan ke camat")

    decide(signed_in_as(sit_down(size=DESK), head_of_section_of_the_kecamatan(desk)), number, "Sesuai")
    camat = sit_down("Hamzah Contoh", size=DESK)
    make_key(camat)
    sign(camat, number)

    siti = sit_down("Siti").go(f"/urusan/{number}/").reloads_until("Unduh surat")
    siti.downloads("Unduh surat", tmp_path / "sktm.pdf")
    fields = PdfReader(tmp_path / "sktm.pdf").get_fields() or {}
    assert len([f for f in fields.values() if f.get("/FT") == "/Sig" and f.get("/V")]) == 2
    siti.go("/periksa/").open("Unggah PDF").page.get_by_label("Berkas PDF surat").set_input_files(tmp_path / "sktm.pdf")
    siti.press("Periksa berkas").sees("Surat ini sah")


def head_of_section_of_the_kecamatan(desk: Desk) -> Account:
    """Not among the cast: the person who checks letters for the camat."""
    unit = desk.actor("pak_camat").holdings[0].unit
    holder = city.holder_of("kasi-pelayanan", unit)
    assert holder is not None
    return Account.objects.get_or_create(person_id=holder.person_id, is_active=True)[0]


def test_the_lurah_signs_three_letters_with_one_passphrase(sit_down: Callable[..., Someone]) -> None:
    desk = Desk(Cast())
    numbers = [desk.at_the_lurah(who).number for who in ("siti", "tono", "ketua_rt")]
    lurah = sit_down("Ratna Contoh", size=DESK)
    make_key(lurah)
    lurah.go("/petugas/?saring=tanda-tangan")
    for number in numbers:
        lurah.page.locator("tr", has_text=number).get_by_role("checkbox").check()
    lurah.press("Tanda tangani 3 surat").write("Sandi tanda tangan", "salah sama sekali").press("Tanda tangani 3 surat")
    lurah.sees(re.compile("[Ss]andi")).write("Sandi tanda tangan", PASSPHRASE).press("Tanda tangani 3 surat")
    expect(lurah.heading()).to_have_text(re.compile("3 surat ditandatangani"))
    for number in numbers:
        lurah.sees(number)
    sit_down("Tono").go(f"/urusan/{numbers[1]}/").reloads_until("Unduh surat")


def test_somebody_without_a_phone_is_served_at_the_counter(sit_down: Callable[..., Someone]) -> None:
    person = a_neighbour()
    budi = sit_down("Budi", size=DESK).go("/petugas/loket/")
    budi.write("NIK", person.nik).tick("Saya sudah mencocokkan wajah dan KTP orang ini").press("Cari dan layani")
    expect(budi.heading()).to_have_text(f"Loket: {person.name}")
    budi.search("usaha").follow("Surat Keterangan Usaha")
    for_oneself(budi)
    number = fill_usaha(budi)
    budi.follow("Kembali ke loket").sees(number).press("Selesai, orang berikutnya").sees("Loket siap")
    budi.go(f"/petugas/urusan/{number}/").sees("Diajukan di loket, KTP dicocokkan")


def test_budi_works_without_a_mouse(sit_down: Callable[..., Someone]) -> None:
    number = Desk(Cast()).sent("siti").number
    budi = sit_down("Budi", size=DESK)
    keyboard = budi.page.keyboard
    budi.go("/petugas/")
    for _ in range(30):
        keyboard.press("j")
        if number in budi.page.evaluate("document.activeElement.textContent"):
            break
    keyboard.press("Enter")
    expect(budi.page).to_have_url(re.compile(f"/petugas/urusan/{number}/"))

    keyboard.press("?")
    expect(budi.page.get_by_role("dialog")).to_be_visible()
    keyboard.press("Escape")
    expect(budi.page.get_by_role("dialog")).not_to_be_visible()
    keyboard.press("a")
    budi.sees("Anda memegang langkah ini")
    for box in budi.page.locator("input[name=cek]").all():
        box.focus()
        keyboard.press("Space")
    keyboard.press("l")
    keyboard.press("l")  # the first press leads to the button, the second one means it
    expect(budi.page).not_to_have_url(re.compile(f"/petugas/urusan/{number}/"))
    budi.go(f"/petugas/urusan/{number}/").sees("kepala seksi memaraf")
