"""Tono comes in person: found by NIK, on record, and applied for with the same pages that residents use."""

from __future__ import annotations

from lorong.kernel.audit.models import AccessEntry
from lorong.kernel.cases.models import Draft


def greet(browser, person, **changed):
    return browser.post("/petugas/loket/", {"nik": person.nik, "cocok": "on", **changed})


def test_tono_is_found_by_his_nik_and_the_look_is_on_record(browser, cast, usaha):
    tono = cast.person("tono")
    assert greet(browser("budi"), tono).status_code == 302
    page = browser("budi").get("/petugas/loket/").content.decode()
    assert tono.name in page
    assert tono.nik not in page
    assert "Surat Keterangan Usaha" in page
    assert AccessEntry.objects.filter(subject=tono.pk, purpose="melayani di loket").exists()


def test_the_card_must_have_been_compared(browser, cast, usaha):
    answer = browser("budi").post("/petugas/loket/", {"nik": cast.person("tono").nik})
    assert answer.status_code == 422
    assert "Cocokkan dulu" in answer.content.decode()


def test_a_nik_that_nobody_has_leads_to_the_register_office(browser, cast, usaha):
    answer = browser("budi").post("/petugas/loket/", {"nik": "7371130101019999", "cocok": "on"})
    assert answer.status_code == 422
    assert "Disdukcapil" in answer.content.decode()


def test_budi_does_not_serve_himself(browser, cast, usaha):
    answer = greet(browser("budi"), cast.person("budi"))
    assert answer.status_code == 422
    assert "dari akun Anda, bukan dari loket" in answer.content.decode()


def test_an_application_begins_at_the_counter(browser, cast, usaha):
    tono = cast.person("tono")
    greet(browser("budi"), tono)
    url = "/petugas/loket/ajukan/surat-keterangan-usaha/"
    assert "yang datang" in browser("budi").get(url).content.decode()
    answer = browser("budi").post(url, {"siapa": f"self:{tono.pk}"})
    draft = Draft.objects.get(applicant=tono, account=cast.account("budi"))
    assert draft.counter_unit == cast.actor("budi").holdings[0].unit
    assert answer.url == f"/isian/{draft.pk}/"
    assert browser("budi").get(answer.url).status_code == 302
    assert "Isian yang belum dikirim" in browser("budi").get("/petugas/loket/").content.decode()


def test_a_choice_that_was_not_offered_begins_nothing(browser, cast, usaha):
    greet(browser("budi"), cast.person("tono"))
    url = "/petugas/loket/ajukan/surat-keterangan-usaha/"
    assert browser("budi").post(url, {"siapa": f"self:{cast.person('siti').pk}"}).status_code == 422
    assert not Draft.objects.exists()


def test_the_next_person_sees_nothing_of_the_one_before(browser, cast, usaha):
    greet(browser("budi"), cast.person("tono"))
    browser("budi").post("/petugas/loket/selesai/")
    assert cast.person("tono").name not in browser("budi").get("/petugas/loket/").content.decode()
    assert browser("budi").get("/petugas/loket/ajukan/surat-keterangan-usaha/").url == "/petugas/loket/"


def test_the_auditor_does_not_sit_at_a_counter(browser, cast, usaha):
    assert browser("auditor").get("/petugas/loket/").status_code == 403
