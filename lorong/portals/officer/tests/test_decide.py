"""Budi checks, returns and passes on; the head of section initials."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lorong.kernel.audit.models import AccessEntry
from lorong.kernel.cases.models import Event, WorkItem
from lorong.kernel.catalog import queries as catalog
from lorong.portals.officer.tests.conftest import ANSWERS, key_of, picture, press, publish, step_of

EVERY = ["Permohonan", "ktp", "kk", "pengantar_rt", "foto_usaha"]


def test_the_inbox_shows_what_waits_for_budi(browser, submit):
    case = submit()
    page = browser("budi").get("/petugas/")
    assert page.status_code == 200
    assert case.number in page.content.decode()
    assert "SK Usaha" in page.content.decode()


def test_the_inbox_of_another_role_does_not_show_it(browser, submit):
    case = submit()
    assert case.number not in browser("kasi").get("/petugas/").content.decode()


def test_a_resident_may_not_enter(browser, submit):
    case = submit()
    for url in ("/petugas/", f"/petugas/urusan/{case.number}/", "/petugas/papan/", "/petugas/loket/"):
        assert browser("siti").get(url).status_code == 403


def test_the_inbox_asks_as_much_for_twenty_lines_as_for_one(browser, submit, django_assert_max_num_queries):
    for _ in range(20):
        submit()
    browser("budi").get("/petugas/")
    with django_assert_max_num_queries(32):
        assert browser("budi").get("/petugas/").content.decode().count('class="what"') == 20


def test_the_inbox_finds_by_name_and_by_number(browser, submit):
    mine, other = submit("siti"), submit("tono")
    page = browser("budi").get("/petugas/", {"q": "Tono"}).content.decode()
    assert other.number in page
    assert mine.number not in page
    assert mine.number in browser("budi").get("/petugas/", {"q": mine.number}).content.decode()


def test_nothing_found_leads_to_all_cases(browser, submit):
    page = browser("budi").get("/petugas/", {"q": "Tidak Ada"}).content.decode()
    assert "Cari di semua urusan unit" in page


def test_the_case_page_has_everything_and_the_look_is_on_record(browser, submit):
    case = submit()
    page = browser("budi").get(f"/petugas/urusan/{case.number}/").content.decode()
    for words in ("Warung Coto Siti", "Kartu Keluarga", "Daftar periksa dari SOP", "Riwayat", "Minta dilengkapi"):
        assert words in page
    look = AccessEntry.objects.get(subject=case.subject_id, case_number=case.number)
    assert "NIK" in look.fields
    assert look.actor_name == "Budi"


def test_the_phone_is_masked_until_it_is_asked_for(browser, submit, cast):
    case = submit()
    page = browser("budi").get(f"/petugas/urusan/{case.number}/").content.decode()
    assert "••" in page
    browser("budi").get(f"/petugas/urusan/{case.number}/?hp=1")
    assert "nomor HP" in AccessEntry.objects.filter(case_number=case.number).order_by("-pk")[0].fields


def test_a_case_of_another_kelurahan_is_not_there(browser, submit, cast):
    assert browser("budi").get("/petugas/urusan/26-0101-9999/").status_code == 404


def test_budi_claims_and_colleagues_see_it(browser, submit):
    case = submit()
    answer = browser("budi").post(f"/petugas/urusan/{case.number}/langkah/{step_of(case)}/ambil/")
    assert answer.status_code == 302
    assert WorkItem.objects.get(case=case, done_at=None).holder.person.name == "Budi"
    assert "Anda memegang" in browser("budi").get(f"/petugas/urusan/{case.number}/").content.decode()


def test_budi_hands_back_what_he_holds(browser, submit):
    case = submit()
    url = f"/petugas/urusan/{case.number}/langkah/{step_of(case)}"
    browser("budi").post(f"{url}/ambil/")
    browser("budi").post(f"{url}/serahkan/", {"kepada": "", "kunci": "a" * 32})
    assert WorkItem.objects.get(case=case, done_at=None).holder is None


def test_passing_on_is_one_press_and_what_was_ticked_is_kept(browser, submit):
    case = submit()
    answer = press(browser("budi"), case, "lengkap")
    assert answer.status_code == 302
    event = Event.objects.get(case_id=case.pk, kind="done")
    assert (event.actor_name, event.outcome, event.data["checked"]) == ("Budi", "lengkap", EVERY)
    assert "Berkas lengkap" in browser("budi").get("/petugas/").content.decode()


def test_nothing_goes_on_before_every_line_is_ticked(browser, submit):
    case = submit()
    page = browser("budi").get(f"/petugas/urusan/{case.number}/").content.decode()
    assert "Centang setiap baris sebelum meneruskan." in page
    answer = press(browser("budi"), case, "lengkap", cek=["ktp", "kk", "Permohonan"])
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Centang dulu yang belum Anda periksa: Pengantar RT/RW, Foto tempat usaha." in page
    assert 'href="#cek-salah"' in page
    assert 'value="kk" checked' in page
    case.refresh_from_db()
    assert step_of(case) == "periksa"


def test_the_head_of_section_ticks_nothing(browser, submit):
    case = submit()
    press(browser("budi"), case, "lengkap")
    assert press(browser("kasi"), case, "setuju", cek=[]).status_code == 302


def test_after_deciding_the_most_urgent_next_case_opens(browser, submit):
    first, second = submit(), submit()
    answer = press(browser("budi"), first, "lengkap")
    assert answer.url.startswith(f"/petugas/urusan/{second.number}/")


def test_pressing_twice_decides_once(browser, submit):
    case = submit()
    page = browser("budi").get(f"/petugas/urusan/{case.number}/")
    url, sent = (
        f"/petugas/urusan/{case.number}/langkah/{step_of(case)}/",
        {"hasil": "lengkap", "kunci": key_of(page), "cek": EVERY},
    )
    assert browser("budi").post(url, sent).status_code == 302
    assert browser("budi").post(url, sent).status_code == 302
    assert Event.objects.filter(case_id=case.pk, kind="done").count() == 1


def test_who_comes_second_is_told_who_was_first(browser, submit, cast):
    case = submit()
    page = browser("budi").get(f"/petugas/urusan/{case.number}/")
    step = step_of(case)
    press(browser("budi"), case, "lengkap")
    late = browser("budi").post(f"/petugas/urusan/{case.number}/langkah/{step}/", {"hasil": "lengkap", "kunci": key_of(page)})
    assert late.status_code == 409
    assert "Sudah diputuskan Budi" in late.content.decode()


def test_returning_asks_what_is_missing_and_marks_the_documents(browser, submit):
    case = submit()
    step = step_of(case)
    asking = press(browser("budi"), case, "kurang", cek=["kk"])
    assert asking.url == f"/petugas/urusan/{case.number}/langkah/{step}/hasil/kurang/?cek=kk"
    page = browser("budi").get(asking.url)
    assert "Foto KTP tidak terbaca" in page.content.decode()
    empty = browser("budi").post(asking.url, {"kunci": key_of(page)})
    assert empty.status_code == 422
    assert "Sebutkan apa yang kurang" in empty.content.decode()
    sent = {
        "kunci": key_of(page),
        "reasons": ["Foto KTP tidak terbaca"],
        "asks": ["ktp"],
        "reason": "Foto lagi di tempat terang.",
        "cek": ["kk"],
    }
    assert browser("budi").post(asking.url, sent).status_code == 302
    case.refresh_from_db()
    assert (case.turn, case.returns) == ("applicant", 1)
    event = Event.objects.get(case_id=case.pk, kind="done")
    assert event.data["asks"] == ["ktp"]
    assert event.data["checked"] == ["kk"]
    assert case.attachments.get(requirement="ktp").document.rejected_at is not None
    assert "Warga membawa berkasnya ke sini" in browser("budi").get(f"/petugas/urusan/{case.number}/").content.decode()


def test_what_a_guard_refuses_comes_back_with_the_ticks(browser, submit, cast):
    case = submit()
    case.attachments.filter(requirement="ktp").update(replaced_at=case.opened_at)
    ticked = ["Permohonan", "kk", "pengantar_rt", "foto_usaha"]
    answer = press(browser("budi"), case, "lengkap", cek=ticked)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "KTP belum ada" in page
    assert 'value="kk" checked' in page


def test_refusing_needs_a_reason(browser, submit):
    case = submit()
    url = press(browser("budi"), case, "tolak").url
    page = browser("budi").get(url)
    assert browser("budi").post(url, {"kunci": key_of(page)}).status_code == 422
    browser("budi").post(url, {"kunci": key_of(page), "reasons": ["Usaha berada di kelurahan lain"]})
    case.refresh_from_db()
    assert case.ended == "refused"


def test_an_outcome_that_the_sop_does_not_have_is_refused_in_words(browser, submit):
    case = submit()
    answer = press(browser("budi"), case, "hapus")
    assert answer.status_code == 409
    assert "Berkas lengkap" in answer.content.decode()


def test_the_head_of_section_initials(browser, submit):
    case = submit()
    press(browser("budi"), case, "lengkap")
    assert case.number in browser("kasi").get("/petugas/").content.decode()
    press(browser("kasi"), case, "setuju")
    assert WorkItem.objects.get(case=case, done_at=None).role == "lurah"


def test_budi_cannot_initial(browser, submit):
    case = submit()
    press(browser("budi"), case, "lengkap")
    page = browser("budi").get(f"/petugas/urusan/{case.number}/").content.decode()
    assert "Daftar periksa dari SOP" not in page
    answer = browser("budi").post(f"/petugas/urusan/{case.number}/langkah/{step_of(case)}/", {"hasil": "setuju"})
    assert answer.status_code == 403


def test_an_english_desk_says_that_the_checklist_is_official_text_and_counts_in_english(browser, submit):
    case, budi = submit(), browser("budi")
    line = "The texts of law and SOP are official, so they stay in Indonesian."
    page = f"/petugas/urusan/{case.number}/"
    indonesian = budi.get(page).content.decode()
    assert "Teks peraturan dan SOP" not in indonesian
    assert re.search(r"\d m dari \d+ j", indonesian)
    budi.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = budi.get(page).content.decode()
    assert line in english
    assert re.search(r"\d m of \d+ h", english)


def test_the_picture_of_a_document_is_shown_through_the_case_and_the_look_is_on_record(browser, submit):
    case = submit(with_photo=True)
    document = case.attachments.get(requirement="ktp").document
    answer = browser("budi").get(f"/petugas/urusan/{case.number}/berkas/{document.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert AccessEntry.objects.filter(case_number=case.number, fields__contains=["berkas KTP"]).exists()


def test_a_document_of_another_case_does_not_open_through_this_one(browser, submit):
    mine, other = submit(with_photo=True), submit("tono")
    document = mine.attachments.get(requirement="ktp").document
    assert browser("budi").get(f"/petugas/urusan/{other.number}/berkas/{document.pk}/").status_code == 404


def test_budi_writes_to_siti(browser, submit):
    case = submit()
    page = browser("budi").get(f"/petugas/urusan/{case.number}/")
    answer = browser("budi").post(
        f"/petugas/urusan/{case.number}/pesan/", {"pesan": "Fotonya kurang jelas, Bu.", "kunci": key_of(page)}
    )
    assert answer.status_code == 302
    assert case.talk.get().body == "Fotonya kurang jelas, Bu."
    assert browser("budi").post(f"/petugas/urusan/{case.number}/pesan/", {"pesan": " "}).status_code == 422


def test_an_officer_reads_the_own_case_as_a_resident(browser, submit, cast):
    case = submit("budi")
    answer = browser("budi").get(f"/petugas/urusan/{case.number}/")
    assert answer.url == f"/urusan/{case.number}/"


def test_papers_brought_to_the_counter_give_the_turn_back(browser, submit):
    case = submit()
    url = press(browser("budi"), case, "kurang").url
    page = browser("budi").get(url)
    browser("budi").post(url, {"kunci": key_of(page), "reasons": ["Foto KTP tidak terbaca"], "asks": ["ktp"]})
    there = f"/petugas/urusan/{case.number}/terima/"
    page = browser("budi").get(there)
    assert browser("budi").post(there, {"kunci": key_of(page)}).status_code == 422
    photo = SimpleUploadedFile("ktp.jpg", picture(), content_type="image/jpeg")
    assert browser("budi").post(there, {"kunci": key_of(page), "ktp": photo}).status_code == 302
    case.refresh_from_db()
    assert case.turn == "city"


def test_in_a_blind_step_nothing_on_the_page_says_who_applies(browser, submit, cast):
    steps = list(catalog.procedure(publish("surat-keterangan-usaha").pk).sop.steps)
    publish("surat-keterangan-usaha", steps=(steps[0].model_copy(update={"assign": "blind"}), *steps[1:]))
    case, siti = submit(with_photo=True), cast.person("siti")
    holder = WorkItem.objects.get(case=case, done_at=None).holder
    desk = Client()
    desk.force_login(holder)
    for url in ("/petugas/", f"/petugas/urusan/{case.number}/", f"/petugas/urusan/{case.number}/?hp=1"):
        page = desk.get(url).content.decode()
        assert siti.name not in page.replace(ANSWERS["nama_usaha"], "")
        assert siti.nik[:4] + " " + siti.nik[4:8] not in page
        assert siti.household.address not in page.replace(ANSWERS["alamat_usaha"], "")
    document = case.attachments.get(requirement="ktp").document
    assert desk.get(f"/petugas/urusan/{case.number}/berkas/{document.pk}/").status_code == 404
    assert not AccessEntry.objects.filter(case_number=case.number).exists()


def test_the_desk_speaks_english_to_who_chose_it(browser, submit):
    submit()
    budi = browser("budi")
    budi.cookies["bahasa"] = "en"
    page = budi.get("/petugas/").content.decode()
    assert "My turn" in page
    assert "Giliran saya" not in page
