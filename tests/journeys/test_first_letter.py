"""From registration to a checked letter, with a return on the way: what the city is for."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from lorong.kernel.city import queries as city
from lorong.kernel.people.models import Person
from lorong.testing import Cast
from tests.journeys.people import DESK, PASSPHRASE, Someone, code_for, fill_usaha, for_oneself, make_key
from tests.things import desk_unit



def a_neighbour() -> Person:
    """A grown-up of Budi's kelurahan whom nobody has registered yet."""
    region = city.unit(desk_unit(Cast())).region_id
    found = Person.objects.select_related("household").filter(household__region=region, accounts=None, died_on=None)
    return next(p for p in found if p.birth_date.year < 2000 and p.assignments.count() == 0)


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


def decide(officer: Someone, number: str, outcome: str) -> None:
    """Tick what the SOP asks to look at, then press the outcome."""
    officer.go(f"/petugas/urusan/{number}/")
    for box in officer.page.locator(".checks input[type=checkbox]").all():
        box.check()
    officer.press(outcome)
    officer.page.wait_for_load_state()
    officer.go(f"/petugas/urusan/{number}/")
    assert officer.page.get_by_role("button", name=outcome).count() == 0, f"{outcome} did not go through"


def sign(signer: Someone, number: str, outcome: str = "Tanda tangani") -> None:
    signer.go(f"/petugas/urusan/{number}/").press(outcome)
    signer.write("Sandi tanda tangan", PASSPHRASE).press("Tanda tangani 1 surat")
    signer.page.wait_for_load_state()


def code_on(letter: bytes) -> str:
    """The check code that is printed on the letter."""
    printed = PdfReader(io.BytesIO(letter)).pages[0].extract_text()
    found = re.search(r"Kode periksa ([0-9A-Z]{3}-[0-9A-Z]{3})", printed)
    assert found is not None, printed
    return found[1]


def check(anybody: Someone, tmp_path: Path, letter: bytes, code: str) -> None:
    anybody.go("/periksa/").write("Kode pendek", code).press("Cek", exact=True)
    anybody.sees("Asli")
    altered = tmp_path / "diubah.pdf"
    middle = len(letter) // 2
    altered.write_bytes(letter[:middle] + bytes([letter[middle] ^ 1]) + letter[middle + 1 :])
    for path, verdict in ((tmp_path / "surat.pdf", "Asli"), (altered, "ubah")):
        anybody.go("/periksa/").open("Unggah PDF")
        anybody.page.get_by_label("Berkas PDF surat").set_input_files(path)
        anybody.press("Periksa berkas").sees(verdict)


def answer_the_survey(resident: Someone, number: str) -> None:
    resident.go(f"/urusan/{number}/survei/")
    for group in resident.page.get_by_role("group").all()[:9]:
        group.get_by_role("radio").first.check()
    resident.press("Kirim jawaban").sees("Terima kasih")
