"""The command's pages: what is late and who can move it, and not a word about whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Survey
from lorong.kernel.cases.tests.conftest import publish, submit, uji  # noqa: F401
from lorong.kernel.cases.values import Said
from lorong.portals.command.movers import FREE, HELD, VACANT, movers

LONG_AGO = timezone.now() - timedelta(days=14)


@pytest.fixture
def case(publish, submit):  # noqa: F811
    publish()
    return submit("siti", at=LONG_AGO)


def page(client, url="/komando/"):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize("name", ["siti", "tono", "ketua_rt", "budi"])
def test_who_answers_for_nobody_stays_outside(signed_in, case, name):
    client = signed_in(name)
    for url in ("/komando/", "/komando/capaian/", "/komando/saran/", "/komando/pungutan/", f"/komando/urusan/{case.number}/"):
        assert client.get(url).status_code == 403, url


def test_a_stranger_is_asked_to_sign_in(client, db):
    response = client.get("/komando/")
    assert response.status_code == 302
    assert "masuk" in response["Location"]


@pytest.mark.parametrize("name", ["bu_lurah", "pak_camat", "wali_kota", "auditor"])
def test_a_late_step_stands_there_with_whoever_can_move_it(signed_in, case, cast, name):
    text = page(signed_in(name))
    assert f"/komando/urusan/{case.number}/" in text
    assert cast.person("budi").name in text
    assert "belum diambil" in text
    assert "Uji: Periksa" in text


def test_nothing_late_is_said_in_a_sentence(signed_in, db):
    assert "Tidak ada langkah yang terlambat." in page(signed_in("wali_kota"))


def test_no_page_of_the_command_names_the_applicant(signed_in, case, cast):
    siti = cast.person("siti")
    client = signed_in("wali_kota")
    for url in ("/komando/", f"/komando/urusan/{case.number}/"):
        text = page(client, url)
        assert siti.name not in text
        assert siti.nik not in text


def test_the_course_of_a_case_is_told_without_what_was_written_to_the_applicant(signed_in, case, cast):
    secret = Said(reason="Nama ayah di KK berbeda", reasons=("Foto gelap",))
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="kurang", key="a", said=secret)
    text = page(signed_in("wali_kota"), f"/komando/urusan/{case.number}/")
    assert "Nama ayah" not in text
    assert "Menunggu jawaban pemohon" in text
    assert "Pemohon mengajukan" in text


def test_a_lurah_of_another_kelurahan_finds_nothing(signed_in, case, cast):
    assert signed_in("bu_lurah").get("/komando/urusan/26-0101-0001/").status_code == 404


def test_an_office_can_be_chosen_and_a_foreign_word_harms_nothing(signed_in, case):
    client = signed_in("wali_kota")
    assert case.number in page(client, f"/komando/?kantor={case.unit_id}")
    assert case.number not in page(client, "/komando/?kantor=73.71.99.9999")
    assert case.number not in page(client, "/komando/?layanan=tidak-ada&sesudah=rusak")


def test_the_wall_refreshes_only_when_asked(signed_in, case):
    client = signed_in("wali_kota")
    assert 'http-equiv="refresh"' not in page(client)
    assert 'http-equiv="refresh"' in page(client, "/komando/?layar=1")


def test_who_holds_it_is_named_and_the_head_above_a_head(case, cast):
    (item,) = case.items.all()
    assert movers([item])[item.pk].state == FREE
    actions.claim(actor=cast.actor("budi"), case=case, step="periksa")
    (item,) = case.items.select_related("holder__person", "unit")
    held = movers([item])[item.pk]
    assert (held.state, held.who) == (HELD, cast.person("budi").name)
    assert "Lurah" in held.head_title
    item.holder, item.holder_id, item.role = None, None, "lurah"
    assert "Camat" in movers([item])[item.pk].head_title
    item.role = "tidak-ada"
    assert movers([item])[item.pk].state == VACANT


def test_only_the_inspectorate_reads_who_was_asked_to_pay(signed_in, case):
    text = page(signed_in("auditor"), "/komando/pungutan/")
    assert "Inspektorat" in text
    assert "/komando/pungutan/" in page(signed_in("auditor"))
    for name in ("bu_lurah", "pak_camat", "wali_kota"):
        client = signed_in(name)
        assert client.get("/komando/pungutan/").status_code == 403
        assert "/komando/pungutan/" not in page(client)


def test_one_answer_is_counted_and_its_office_is_not_named(signed_in, case):
    Survey.objects.create(
        case=case, slug=case.slug, unit_id=case.unit_id, answers={}, asked_to_pay=True, paid_note="Diminta uang rokok."
    )
    text = page(signed_in("auditor"), "/komando/pungutan/")
    assert "Diminta uang rokok." in text
    main = text[text.index('aria-labelledby="kata"') :]
    assert case.unit.name not in main
    assert case.number not in text


def test_a_suggestion_is_read_without_its_case(signed_in, case):
    Survey.objects.create(case=case, slug=case.slug, unit_id=case.unit_id, answers={}, suggestion="Kursi <b>antrean</b> kurang.")
    text = page(signed_in("wali_kota"), "/komando/saran/")
    assert "Kursi &lt;b&gt;antrean&lt;/b&gt; kurang." in text
    main = text[text.index('class="rows mt"') :]
    assert case.number not in main
    assert case.unit.name not in main
    assert "Belum ada saran" in page(signed_in("bu_lurah"), "/komando/saran/")


def test_results_of_a_head_are_those_of_the_own_offices(signed_in, case, cast):
    actions.withdraw(actor=cast.actor("siti"), case=case, key="w")
    assert "Urusan" in page(signed_in("bu_lurah"), "/komando/capaian/")
    assert case.unit.name in page(signed_in("wali_kota"), "/komando/capaian/")


def test_a_long_list_costs_no_more_questions(signed_in, publish, submit, django_assert_max_num_queries):  # noqa: F811
    publish()
    for minute in range(25):
        submit("siti", at=LONG_AGO + timedelta(minutes=minute))
    client = signed_in("wali_kota")
    page(client)
    with django_assert_max_num_queries(30):
        page(client)
