"""The board of the head, absence, the register of letters, all cases of a unit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lorong.kernel.cases.models import WorkItem
from lorong.kernel.city import queries as city
from lorong.portals.officer.tests.conftest import step_of


def test_bu_lurah_sees_how_her_unit_stands(browser, submit):
    case = submit()
    page = browser("bu_lurah").get("/petugas/papan/").content.decode()
    assert case.number in page
    assert "Menurut petugas" in page
    assert "Belum dipegang" in page
    assert "Staf Pelayanan" in page


def test_bu_lurah_hands_work_that_budi_holds_to_everybody(browser, submit):
    case = submit()
    url = f"/petugas/urusan/{case.number}/langkah/{step_of(case)}"
    browser("budi").post(f"{url}/ambil/")
    assert "Budi" in browser("bu_lurah").get("/petugas/papan/").content.decode()
    browser("bu_lurah").post(f"{url}/serahkan/", {"kepada": "", "kunci": "e" * 32, "alasan": "Budi cuti"})
    assert WorkItem.objects.get(case=case, done_at=None).holder is None


def test_the_head_of_section_may_not_hand_over_what_budi_holds(browser, submit):
    case = submit()
    url = f"/petugas/urusan/{case.number}/langkah/{step_of(case)}"
    browser("budi").post(f"{url}/ambil/")
    answer = browser("kasi").post(f"{url}/serahkan/", {"kepada": "", "kunci": "f" * 32})
    assert answer.status_code == 403
    assert WorkItem.objects.get(case=case, done_at=None).holder is not None


def test_pak_camat_looks_at_a_kelurahan_below(browser, submit, cast):
    case = submit()
    page = browser("pak_camat").get("/petugas/papan/", {"kantor": case.unit_id}).content.decode()
    assert case.number in page


def test_a_board_of_somebody_elses_unit_is_ones_own(browser, submit, cast):
    case = submit()
    other = next(u for u in city.units_under(city.city_unit().pk) if u.kind == "kelurahan" and u.pk != case.unit_id)
    page = browser("budi").get("/petugas/papan/", {"kantor": other.pk}).content.decode()
    assert other.name not in page


def test_the_board_asks_as_much_for_twenty_lines_as_for_one(browser, submit, django_assert_max_num_queries):
    for _ in range(20):
        submit()
    with django_assert_max_num_queries(45):
        browser("bu_lurah").get("/petugas/papan/")


def on(day: date) -> dict[str, int]:
    """One day, as the form sends it."""
    parts = {"d": day.day, "m": day.month, "y": day.year}
    return {f"{name}_{part}": value for name in ("first", "last") for part, value in parts.items()}


def report(browser: Any) -> Any:
    return browser.post("/petugas/cuti/", {**on(city.today() + timedelta(days=3)), "reason": "Cuti tahunan"})


def test_bu_lurah_reports_an_absence_and_takes_it_back(browser, cast):
    lurah = browser("bu_lurah")
    assert report(lurah).status_code == 302
    page = lurah.get("/petugas/cuti/").content.decode()
    assert "Cuti tahunan" in page
    view = next(a for a in city.absences_in(cast.actor("bu_lurah").holdings[0].unit) if a.reason == "Cuti tahunan")
    lurah.post(f"/petugas/cuti/{view.id}/batal/")
    assert "dibatalkan" in lurah.get("/petugas/cuti/").content.decode()


def test_an_absence_without_days_says_so_at_the_field(browser, cast):
    answer = browser("budi").post("/petugas/cuti/", {"reason": "Sakit"})
    assert answer.status_code == 422
    assert "Hari pertama belum diisi" in answer.content.decode()


def test_an_absence_of_yesterday_is_refused_in_words(browser, cast):
    yesterday = on(city.today() - timedelta(days=1))
    answer = browser("budi").post("/petugas/cuti/", {**yesterday, "reason": "Sakit"})
    assert answer.status_code == 422
    assert "sudah lewat" in answer.content.decode()


def test_budi_cannot_report_bu_lurah_absent(browser, cast):
    assignment = city.assignments_of(cast.person("bu_lurah").pk)[0]
    assert browser("budi").get("/petugas/cuti/", {"siapa": assignment.pk}).status_code == 404


def test_budi_cannot_take_back_an_absence_of_bu_lurah(browser, cast):
    report(browser("bu_lurah"))
    view = city.absences_in(cast.actor("bu_lurah").holdings[0].unit)[-1]
    assert browser("budi").post(f"/petugas/cuti/{view.id}/batal/").status_code == 403


def test_all_cases_of_the_unit_are_found_also_when_they_wait_or_are_over(browser, submit):
    case, other = submit(), submit("tono")
    page = browser("kasi").get("/petugas/urusan/", {"q": case.number}).content.decode()
    assert case.number in page
    assert other.number not in page
    assert other.number in browser("kasi").get("/petugas/urusan/", {"saring": "berjalan"}).content.decode()
    assert other.number not in browser("kasi").get("/petugas/urusan/", {"saring": "selesai"}).content.decode()


def test_a_long_list_goes_on_on_the_next_page(browser, submit):
    numbers = [submit().number for _ in range(52)]
    first = browser("budi").get("/petugas/urusan/")
    assert numbers[-1] in first.content.decode()
    assert numbers[0] not in first.content.decode()
    after = first.context["page"].after
    assert numbers[0] in browser("budi").get("/petugas/urusan/", {"sesudah": after}).content.decode()


def test_the_letters_of_another_unit_are_not_shown(browser, cast):
    mine = cast.actor("budi").holdings[0].unit
    other = next(u for u in city.units_under(city.city_unit().pk) if u.kind == "kelurahan" and u.pk != mine)
    assert browser("budi").get("/petugas/surat-keluar/", {"kantor": mine}).status_code == 200
    assert browser("budi").get("/petugas/surat-keluar/", {"kantor": other.pk}).status_code == 404
