"""From registration to a checked letter, with a return on the way: what the city is for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from lorong.kernel.people.models import Person
from tests.journeys.neighbours import a_neighbour
from tests.journeys.people import DESK, Someone, code_for, code_on, decide, fill_usaha, for_oneself, make_key, sign


def register(who: Someone, person: Person) -> None:
    who.go("/akun/daftar/")
    who.write("NIK", person.nik).write("Nomor KK", person.household.kk)
    who.write_date(person.birth_date.day, person.birth_date.month, person.birth_date.year).press("Lanjut")
    phone = f"0812{person.pk.int % 10**8:08d}"
    who.write("Nomor HP", phone).press("Kirim kode")
    who.write("Kode dari SMS", code_for(who, phone)).press("Lanjut")
    expect(who.heading()).to_have_text("Akun Anda sudah jadi")
    who.sees("Cocok dengan data kependudukan").follow("Mulai")


def test_a_newcomer_registers_applies_is_asked_again_and_gets_a_letter_that_can_be_checked(
    sit_down: Callable[..., Someone], tmp_path: Path
) -> None:
    person = a_neighbour()
    resident = sit_down()
    register(resident, person)

    resident.go("/").search("modal kur warung")
    resident.follow("Surat Keterangan Usaha").follow("Mulai permohonan")
    for_oneself(resident)
    number = fill_usaha(resident)
    resident.follow("Lihat urusan ini").sees("Giliran Kelurahan")

    budi = sit_down("Budi", size=DESK)
    ask_for_the_card_again(budi, number)

    resident.page.reload()
    resident.sees("Giliran Anda").sees("Foto KTP tidak terbaca").photograph("KTP", again="baru").press("Kirim ulang KTP")
    resident.sees(re.compile(r"Terkirim \d\d\.\d\d\. Sekarang giliran"))

    decide(budi, number, "Berkas lengkap")
    decide(sit_down("Rina Contoh", size=DESK), number, "Paraf")
    lurah = sit_down("Ratna Contoh", size=DESK)
    make_key(lurah)
    sign(lurah, number)

    resident.go(f"/urusan/{number}/").reloads_until("Unduh surat")
    letter = resident.downloads("Unduh surat", tmp_path / "surat.pdf")
    assert letter.startswith(b"%PDF-")
    check(sit_down(), tmp_path, letter, code_on(letter))
    answer_the_survey(resident, number)


def ask_for_the_card_again(budi: Someone, number: str) -> None:
    budi.go("/petugas/").sees(number).go(f"/petugas/urusan/{number}/")
    budi.press("Minta dilengkapi")
    budi.tick("Foto KTP tidak terbaca")
    budi.page.get_by_role("checkbox", name="KTP", exact=True).check()
    budi.press("Kembalikan ke warga").sees("giliran")


def check(anybody: Someone, tmp_path: Path, letter: bytes, code: str) -> None:
    anybody.go("/periksa/").write("Kode pendek", code).press("Cek", exact=True)
    anybody.sees("Surat ini sah")
    altered = tmp_path / "diubah.pdf"
    middle = len(letter) // 2
    altered.write_bytes(letter[:middle] + bytes([letter[middle] ^ 1]) + letter[middle + 1 :])
    for path, verdict in ((tmp_path / "surat.pdf", "Surat ini sah"), (altered, "diubah")):
        anybody.go("/periksa/").open("Unggah PDF")
        anybody.page.get_by_label("Berkas PDF surat").set_input_files(path)
        anybody.press("Periksa berkas").sees(verdict)


def answer_the_survey(resident: Someone, number: str) -> None:
    resident.go(f"/urusan/{number}/survei/")
    for group in resident.page.get_by_role("group").all()[:9]:
        group.get_by_role("radio").first.check()
    resident.press("Kirim jawaban").sees("Terima kasih")
