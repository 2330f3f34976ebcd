"""Siti takes her data away: all of it, hers alone, for programs and for her."""

from __future__ import annotations

import json
import time

from allauth.mfa.totp.internal import auth as totp

from lorong.kernel.audit.actions import record_look
from lorong.kernel.cases import actions
from lorong.kernel.cases.tests.conftest import publish, submit, uji  # noqa: F401
from lorong.kernel.documents.actions import state_document
from lorong.lib.actors import SISTEM


def test_the_copy_holds_what_the_city_knows(signed_in, cast, publish, submit):  # noqa: F811
    publish()
    case = submit()
    siti, person = cast.actor("siti"), cast.person("siti")
    actions.say(actor=siti, case=case, body="Apakah sudah jadi?", key="a")
    record_look(actor=cast.actor("budi"), subject=person.pk, purpose="memeriksa", fields=["NIK"], case_number=case.number)
    begun = time.monotonic()
    response = signed_in("siti").get("/saya/data/salinan.json")
    assert time.monotonic() - begun < 5
    assert response["Content-Disposition"] == 'attachment; filename="data-saya.json"'
    assert "no-store" in response["Cache-Control"]
    told = json.loads(response.content)
    assert told["data_kependudukan"]["nik"] == person.nik
    assert told["data_kependudukan"]["nomor_kk"] == person.household.kk
    assert told["akun"]["nomor_hp"] == cast.account("siti").phone
    assert [c["nomor"] for c in told["urusan"]] == [case.number]
    assert "Apakah sudah jadi?" in told["urusan"][0]["percakapan"][0]
    assert [(look["siapa"].split(",")[0], look["untuk"]) for look in told["siapa_melihat"]] == [("Budi", "memeriksa")]
    page = signed_in("siti").get("/saya/data/salinan/").content.decode()
    assert person.nik in page
    assert case.number in page


def test_papers_and_keys_are_called_as_people_call_them(signed_in, cast, publish, submit):  # noqa: F811
    publish(requirements=[{"id": "pernyataan", "name": "Surat pernyataan usaha", "check": "Terbaca", "required": False}])
    case = submit()
    person = cast.person("siti")
    for kind, number in (("pernyataan", case.number), ("ktp", ""), ("surat_sakit", case.number)):
        state_document(actor=SISTEM, person=person, kind=kind, statement={"by": "RT"}, valid_until=None, case_number=number)
    totp.TOTP.activate(cast.account("siti"), totp.generate_totp_secret())
    told = json.loads(signed_in("siti").get("/saya/data/salinan.json").content)
    assert {d["jenis"] for d in told["berkas"]} == {"Surat pernyataan usaha", "ktp", "surat sakit"}
    assert told["akun"]["cara_masuk"] == ["aplikasi kode"]


def test_nothing_of_siti_is_in_tonos_copy(signed_in, cast, publish, submit):  # noqa: F811
    publish()
    case = submit()
    for address in ("/saya/data/salinan.json", "/saya/data/salinan/"):
        body = signed_in("tono").get(address).content.decode()
        for secret in (cast.person("siti").nik, cast.person("siti").name + "<", case.number):
            assert secret not in body


def test_the_page_says_what_there_is_and_how_a_mistake_is_mended(signed_in, cast):
    page = signed_in("siti").get("/saya/data/").content.decode()
    assert "/saya/data/salinan.json" in page
    assert "/perbaiki-data/" in page
    assert "/saya/data/" in signed_in("siti").get("/saya/").content.decode()
