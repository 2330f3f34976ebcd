"""Bu Lurah makes her key, signs one letter, then several; Pak Camat countersigns; a letter is revoked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings

from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.documents import queries as papers
from lorong.kernel.messages.models import Message
from lorong.lib.sop.reading import read_service
from lorong.portals.officer.tests.conftest import (
    PASSPHRASE,
    key_of,
    let_the_machine_work,
    make_key,
    press,
    publish,
    step_of,
    to_the_lurah,
)
from tests.stories import Player


def sign_one(browser: Any, case: Case, passphrase: str = PASSPHRASE) -> Any:
    url = press(browser, case, "tandatangani").url
    return browser.post(url, {"sandi": passphrase, "kunci": key_of(browser.get(url))})


def test_signing_for_the_first_time_leads_to_making_a_key_and_back(browser, submit):
    case = submit()
    to_the_lurah(case, browser)
    lurah = browser("bu_lurah")
    url = press(lurah, case, "tandatangani").url
    to_key = lurah.get(url)
    assert to_key.url.startswith("/petugas/tanda-tangan/?lalu=")
    assert "Buat tanda tangan saya" in lurah.get(to_key.url).content.decode()
    made = lurah.post(to_key.url, {"sandi": PASSPHRASE, "ulang": PASSPHRASE})
    assert made.url == url
    assert "Tanda tangani 1 surat" in lurah.get(url).content.decode()


def test_the_way_back_stays_in_the_house(browser, cast):
    made = browser("bu_lurah").post(
        "/petugas/tanda-tangan/?lalu=https://jahat.contoh/", {"sandi": PASSPHRASE, "ulang": PASSPHRASE}
    )
    assert made.url == "/petugas/tanda-tangan/"


def test_two_different_passphrases_make_no_key(browser, cast):
    answer = browser("bu_lurah").post("/petugas/tanda-tangan/", {"sandi": PASSPHRASE, "ulang": "lain sekali"})
    assert answer.status_code == 422
    assert papers.key_of(cast.person("bu_lurah").pk) is None


def test_budi_has_no_key_to_make(browser, cast):
    assert browser("budi").get("/petugas/tanda-tangan/").status_code == 403


def test_bu_lurah_signs_one_letter(browser, submit):
    case = submit()
    to_the_lurah(case, browser)
    make_key(browser("bu_lurah"))
    assert sign_one(browser("bu_lurah"), case).status_code == 302
    let_the_machine_work(case)
    assert case.ended == "issued"
    page = browser("bu_lurah").get(f"/petugas/urusan/{case.number}/").content.decode()
    assert papers.letter_of_case(case.number).number.text in page
    pdf = browser("budi").get(f"/petugas/urusan/{case.number}/surat/")
    assert pdf["Content-Type"] == "application/pdf"
    assert b"".join(pdf).startswith(b"%PDF")


def test_a_wrong_passphrase_signs_nothing_and_says_how_many_tries_are_left(browser, submit):
    case = submit()
    to_the_lurah(case, browser)
    make_key(browser("bu_lurah"))
    answer = sign_one(browser("bu_lurah"), case, "salah sama sekali")
    assert answer.status_code == 422
    assert "Sisa 4 percobaan" in answer.content.decode()
    assert papers.letter_of_case(case.number) is None


def test_bu_lurah_reads_the_draft_before_she_signs(browser, submit):
    case = submit()
    to_the_lurah(case, browser)
    draft = browser("bu_lurah").get(f"/petugas/urusan/{case.number}/langkah/{step_of(case)}/konsep.pdf")
    assert draft.status_code == 200
    assert b"".join(draft).startswith(b"%PDF")
    assert papers.letter_of_case(case.number) is None


def test_nobody_else_reads_the_draft(browser, submit):
    case = submit()
    to_the_lurah(case, browser)
    assert browser("budi").get(f"/petugas/urusan/{case.number}/langkah/{step_of(case)}/konsep.pdf").status_code == 403


def test_bu_lurah_signs_three_with_one_passphrase(browser, submit):
    letters = [submit(), submit("tono"), submit()]
    for case in letters:
        to_the_lurah(case, browser)
    lurah = browser("bu_lurah")
    make_key(lurah)
    inbox = lurah.get("/petugas/?saring=tanda-tangan").content.decode()
    values = [f"{case.number}:{step_of(case)}" for case in letters]
    assert all(value in inbox for value in values)
    asked = lurah.post("/petugas/tanda-tangan/banyak/", {"surat": values})
    assert "Tanda tangani 3 surat" in asked.content.decode()
    done = lurah.post("/petugas/tanda-tangan/banyak/", {"surat": values, "sandi": PASSPHRASE, "kunci": key_of(asked)})
    assert done.url == "/petugas/tanda-tangan/hasil/"
    result = lurah.get(done.url).content.decode()
    assert "3 surat ditandatangani" in result
    numbers = {papers.letter_of_case(case.number).number.text for case in letters}
    assert len(numbers) == 3
    assert all(number in result for number in numbers)


def test_one_letter_that_fails_does_not_stop_the_others(browser, submit):
    good, gone = submit(), submit("tono")
    for case in (good, gone):
        to_the_lurah(case, browser)
    lurah = browser("bu_lurah")
    make_key(lurah)
    values = [f"{case.number}:{step_of(case)}" for case in (gone, good)]
    url = press(lurah, gone, "kembali").url
    lurah.post(url, {"reason": "Alamatnya keliru.", "kunci": key_of(lurah.get(url))})
    lurah.post("/petugas/tanda-tangan/banyak/", {"surat": values, "sandi": PASSPHRASE, "kunci": "b" * 32})
    result = lurah.get("/petugas/tanda-tangan/hasil/").content.decode()
    assert "1 surat ditandatangani, 1 belum" in " ".join(result.split())
    assert "Sudah diputuskan" in result
    assert papers.letter_of_case(good.number) is not None
    assert papers.letter_of_case(gone.number) is None


def test_a_broken_template_fails_alone_and_in_words(browser, submit, monkeypatch):
    good, broken = submit(), submit("tono")
    for case in (good, broken):
        to_the_lurah(case, browser)
    lurah = browser("bu_lurah")
    make_key(lurah)
    published = catalog.procedure(broken.procedure_id)
    real = published.letter

    def sometimes(context: Any, unlocked: Any) -> Any:
        object.__setattr__(published, "letter", "#panic()" if context.case.pk == broken.pk else real)
        return signing(context, unlocked)

    signing = registry.signing("letters")
    monkeypatch.setitem(registry._services, "letters", replace(registry.services()["letters"], on_sign=sometimes))
    values = [f"{case.number}:{step_of(case)}" for case in (broken, good)]
    lurah.post("/petugas/tanda-tangan/banyak/", {"surat": values, "sandi": PASSPHRASE, "kunci": "c" * 32})
    object.__setattr__(published, "letter", real)
    result = lurah.get("/petugas/tanda-tangan/hasil/").content.decode()
    assert "kesalahan sistem" in result
    assert papers.letter_of_case(good.number) is not None
    assert papers.letter_of_case(broken.number) is None
    assert WorkItem.objects.get(case=broken, done_at=None).role == "lurah"


def test_a_batch_sent_twice_signs_once(browser, submit):
    case = submit()
    to_the_lurah(case, browser)
    lurah = browser("bu_lurah")
    make_key(lurah)
    sent = {"surat": [f"{case.number}:{step_of(case)}"], "sandi": PASSPHRASE, "kunci": "d" * 32}
    lurah.post("/petugas/tanda-tangan/banyak/", sent)
    lurah.post("/petugas/tanda-tangan/banyak/", sent)
    assert "1 surat ditandatangani" in lurah.get("/petugas/tanda-tangan/hasil/").content.decode()
    assert Event.objects.filter(case_id=case.pk, kind="done").count() == 3


def test_a_step_that_is_not_signed_in_batches_is_not_taken(browser, submit):
    case = submit()
    make_key(browser("bu_lurah"))
    sent = {"surat": [f"{case.number}:{step_of(case)}"], "sandi": PASSPHRASE}
    assert browser("bu_lurah").post("/petugas/tanda-tangan/banyak/", sent).status_code == 404


def test_the_passphrase_is_changed_and_the_certificate_stays(browser, submit, cast):
    case = submit()
    to_the_lurah(case, browser)
    lurah = browser("bu_lurah")
    make_key(lurah)
    before = papers.key_of(cast.person("bu_lurah").pk).pk
    wrong = lurah.post(
        "/petugas/tanda-tangan/ganti-sandi/", {"lama": "bukan itu", "sandi": "sandi baru saya", "ulang": "sandi baru saya"}
    )
    assert wrong.status_code == 422
    lurah.post("/petugas/tanda-tangan/ganti-sandi/", {"lama": PASSPHRASE, "sandi": "sandi baru saya", "ulang": "sandi baru saya"})
    assert papers.key_of(cast.person("bu_lurah").pk).pk == before
    assert sign_one(lurah, case, "sandi baru saya").status_code == 302


def test_a_lost_passphrase_ends_the_certificate(browser, cast):
    lurah = browser("bu_lurah")
    make_key(lurah)
    lurah.post("/petugas/tanda-tangan/cabut/")
    assert papers.key_of(cast.person("bu_lurah").pk) is None
    assert "Buat tanda tangan saya" in lurah.get("/petugas/tanda-tangan/").content.decode()


def test_pak_camat_countersigns(browser, cast):
    case = _until_the_camat(cast)
    camat = browser("pak_camat")
    make_key(camat)
    assert case.number in camat.get("/petugas/").content.decode()
    name = next(n for n, o in catalog.procedure(case.procedure_id).sop.step(step_of(case)).outcomes.items() if o.signs)
    url = press(camat, case, name).url
    camat.post(url, {"sandi": PASSPHRASE, "kunci": key_of(camat.get(url))})
    let_the_machine_work(case)
    letter = papers.letter_of_case(case.number)
    assert letter.second.signed_title.startswith("Camat")
    assert letter.file_ready_at is not None
    assert case.is_done


def _until_the_camat(cast: Any) -> Case:
    """An heirs' letter on Pak Camat's desk: its happy story, without its last act."""
    row = publish("surat-keterangan-ahli-waris")
    declared = read_service(settings.CATALOG_DIR / "letters" / "surat-keterangan-ahli-waris").declared
    assert declared is not None
    story = next(s for s in declared.examples.stories if s.kind == "happy")
    last = max(i for i, act in enumerate(story.acts) if act.by == "pak_camat")
    cut = story.model_copy(update={"acts": story.acts[:last]})
    case = Player(cast, catalog.procedure(row.pk), cut).play()
    assert case is not None
    return case


def test_bu_lurah_revokes_a_letter_and_siti_is_told(browser, submit):
    case = submit()
    to_the_lurah(case, browser)
    make_key(browser("bu_lurah"))
    sign_one(browser("bu_lurah"), case)
    let_the_machine_work(case)
    url = f"/petugas/urusan/{case.number}/surat/cabut/"
    assert browser("budi").get(url).status_code == 403
    lurah = browser("bu_lurah")
    short = lurah.post(url, {"alasan": "salah"})
    assert short.status_code == 422
    assert lurah.post(url, {"alasan": "Usahanya sudah tutup sejak Juni."}).status_code == 302
    assert papers.letter_of_case(case.number).revoked_at is not None
    told = Message.objects.filter(case_number=case.number, template="surat_dicabut")
    assert told.exists()
    assert "mencabut surat" in lurah.get(f"/petugas/urusan/{case.number}/").content.decode()
    register = lurah.get("/petugas/surat-keluar/").content.decode()
    assert "Dicabut" in register
    assert papers.letter_of_case(case.number).number.text in register
