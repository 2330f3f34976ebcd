"""How complaints went, in the open: every figure says what it means, few are not made a share of, nothing secret is told."""

from __future__ import annotations

import csv
import gzip
import io
import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lorong.kernel.city import queries as city
from lorong.kernel.city.models import CitySetting, Unit
from lorong.lib.actors import SISTEM
from lorong.services.complaints.actions import figuring
from lorong.services.complaints.models import Figure, Incident
from lorong.services.complaints.pages import figures_drawn, figures_said
from lorong.services.complaints.queries import sheet
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, publish_now
from lorong.services.complaints.values import MonthOf
from lorong.testing import MONDAY

KARUNRUNG = "73.71.13.1009"
LATER = MONDAY + timedelta(days=1)
pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def row(shown: str, name: str) -> list[str]:
    """The cells of the first row of a table that begins with this name."""
    cells = next(part for part in shown.split("<tr") if f">{name}<" in part and "<td" in part)
    return [cell.split("</td>")[0].split(">", 1)[1] for cell in cells.split("<td")[1:]]


def judged(street: Street, agrees: bool, **more: Any) -> Incident:
    incident = street.claimed(**more)
    street.answer(incident, "siti", agrees)
    return incident


@pytest.fixture
def told(street: Street) -> Street:
    """Six in Rappocini of which the office says that they are fixed, one of them falsely; one secret, one elsewhere."""
    for north in range(6):
        judged(street, north > 0, region=RAPPOCINI)
    street.tell(region=RAPPOCINI, visibility="secret")
    street.tell(region=KARUNRUNG)
    figuring.add_up(actor=SISTEM, at=LATER)
    return street


def test_the_whole_city_shows_every_kelurahan_and_office_and_what_the_figures_mean(client: Client, told: Street):
    shown = page(client, "/aduan/capaian/?hari=30&lihat=kelurahan")
    assert [part in shown for part in ("lihat=kelurahan", "warga menjawab belum", "sepuluh menit", "capaian.csv")] == [True] * 4
    assert row(shown, "Kelurahan Rappocini") == ["7", "100\xa0%", "17\xa0%", "0"]
    assert row(shown, "Kelurahan Karunrung") == ["1", "–", "–", "0"]
    assert row(shown, "Kecamatan Rappocini") == ["8", "100\xa0%", "17\xa0%", "0"]
    assert shown.count('scope="row"') >= 153
    offices = page(client, "/aduan/capaian/?hari=30")
    assert row(offices, "Kelurahan Rappocini") == ["7", "100\xa0%", "17\xa0%", "0"]
    assert "Dinas Pekerjaan Umum" in offices


def test_a_kelurahan_shows_its_figures_beside_the_citys_and_leads_on(client: Client, told: Street):
    shown = page(client, f"/aduan/kelurahan/{RAPPOCINI}/?hari=30")
    assert "<h1>Kelurahan Rappocini</h1>" in shown
    assert "17\xa0% (1\xa0dari\xa06)" in shown
    for part in ("aduan.atom", "aduan.geojson", "aduan.csv"):
        assert f'href="/aduan/{part}?kelurahan={RAPPOCINI}"' in shown
    assert f"/aduan/?kelurahan={RAPPOCINI}&amp;keadaan=terbuka" in shown
    assert f"/aduan/saya/wilayah/?wilayah={RAPPOCINI}" in shown
    assert "Agustus 2026" in shown
    assert "Lampu jalan mati" in shown
    assert "Masalah berulang" not in shown


def test_what_lies_with_an_office_is_on_its_page_and_in_its_list(client: Client, told: Street):
    shown = page(client, f"/aduan/unit/{KARUNRUNG}/")
    assert "Belum ada" not in shown
    assert f"/aduan/?kantor={KARUNRUNG}" in shown
    listed = page(client, f"/aduan/?kantor={KARUNRUNG}")
    assert listed.count('class="told') == 1
    assert "Hapus saringan" in listed and f'href="/aduan/unit/{KARUNRUNG}/"' in listed
    assert "3 belum selesai sekarang. 5 selesai dalam 90 hari. Dari 100 yang dinyatakan beres, 17 ternyata belum." in page(
        client, "/aduan/"
    )
    assert page(client, "/aduan/?kantor=tidak-ada").count('class="told') == 7


def test_few_are_counted_and_not_made_a_share_of(client: Client, street: Street):
    judged(street, False, region=RAPPOCINI)
    judged(street, True, region=RAPPOCINI)
    figuring.add_up(actor=SISTEM, at=LATER)
    shown = page(client, f"/aduan/kelurahan/{RAPPOCINI}/")
    assert "1\xa0dari\xa02" in shown
    assert "50\xa0%" not in shown


def test_a_place_with_a_problem_that_comes_back_is_shown_while_everybody_may_see_it(client: Client, street: Street):
    incident = street.tell(region=RAPPOCINI).incident
    Incident.objects.filter(pk=incident.pk).update(structural_at=MONDAY)
    figuring.add_up(actor=SISTEM, at=LATER)
    assert f"/aduan/{incident.code}/" in page(client, f"/aduan/kelurahan/{RAPPOCINI}/")
    Incident.objects.filter(pk=incident.pk).update(in_public=False, hidden=True)
    assert f"/aduan/{incident.code}/" not in page(client, f"/aduan/kelurahan/{RAPPOCINI}/")


def test_what_is_secret_is_counted_and_its_kind_is_told_nowhere(client: Client, street: Street):
    publish_now(slug="uji-rahasia", names={"title": "Pungutan liar", "code": "UJIRAHASIA", "short": "Pungutan"})
    street.tell(category="uji-rahasia", region=RAPPOCINI, visibility="secret")
    figuring.add_up(actor=SISTEM, at=LATER)
    found = sheet(kind="region", code=RAPPOCINI)
    assert (found.here.volume, found.course.open, found.course.kinds) == (1, 1, ())
    assert "Pungutan liar" not in page(client, f"/aduan/kelurahan/{RAPPOCINI}/")


def test_the_tables_are_sorted_by_what_one_chooses_and_turned_round(client: Client, told: Street):
    first = page(client, "/aduan/capaian/?lihat=kelurahan&urut=laporan").split('id="kelurahan"')[1]
    assert first.index("Kelurahan Rappocini") < first.index("Kelurahan Karunrung") < first.index("Kelurahan Gunung Sari")
    assert 'aria-sort="descending"' in first
    turned = page(client, "/aduan/capaian/?lihat=kelurahan&urut=-laporan").split('id="kelurahan"')[1]
    assert turned.index("Kelurahan Karunrung") < turned.index("Kelurahan Rappocini")
    page(client, "/aduan/capaian/?urut=--aneh&hari=12&cari=%00")


def test_a_search_finds_a_kelurahan_and_an_office(client: Client, told: Street):
    shown = page(client, "/aduan/capaian/?cari=karun")
    assert f"/aduan/kelurahan/{KARUNRUNG}/" in shown
    assert f"/aduan/kelurahan/{RAPPOCINI}/" not in shown


def test_the_table_for_a_spreadsheet_holds_counts(client: Client, told: Street):
    text = b"".join(client.get("/aduan/capaian.csv").streaming_content).decode()  # type: ignore[attr-defined]
    rows = [line for line in csv.DictReader(io.StringIO(text)) if line["kode"] == RAPPOCINI and line["hari"] == "30"]
    assert [(line["jenis"], line["dilaporkan"], line["disangkal"]) for line in rows] == [
        ("kelurahan", "7", "1"),
        ("kantor", "7", "1"),
    ]


def test_who_looks_for_nothing_that_is_there_is_told_where_to_go(client: Client, street: Street):
    for address in ("/aduan/kelurahan/99.99.99.9999/", "/aduan/unit/tidak-ada/"):
        assert "/aduan/capaian/" in page(client, address, 404)
    assert "Belum ada aduan di sini" in page(client, f"/aduan/kelurahan/{KARUNRUNG}/")
    assert "Angkanya belum dihitung" in page(client, "/aduan/capaian/")


def test_an_office_that_is_no_more_says_who_took_over(client: Client, told: Street):
    heir = city.unit(RAPPOCINI)
    gone = {"active": False, "successor": heir, "dissolved_on": MONDAY.date(), "dissolved_by": "Perda 1/2026"}
    Unit.objects.filter(pk=KARUNRUNG).update(**gone)
    CitySetting.objects.update(version=uuid.uuid4())
    shown = page(client, f"/aduan/unit/{KARUNRUNG}/")
    assert heir.name in shown
    assert f"/aduan/unit/{heir.pk}/" in shown


def test_pages_of_figures_ask_a_handful_of_questions_however_much_was_told(client: Client, told: Street):
    counts = []
    for more in (0, 5):
        for _ in range(more):
            told.tell(region=RAPPOCINI)
        figuring.add_up(actor=SISTEM, at=LATER)
        for address in ("/aduan/capaian/?lihat=kelurahan", f"/aduan/kelurahan/{RAPPOCINI}/", f"/aduan/unit/{RAPPOCINI}/"):
            page(client, address)
            with CaptureQueriesContext(connection) as asked:
                page(client, address)
            counts.append(len([q for q in asked.captured_queries if "complaints_" in q["sql"]]))
    assert counts == [2, 1, 1, 2, 1, 1]


def test_the_page_of_the_whole_city_stays_light_when_every_kelurahan_and_office_is_busy(client: Client, street: Street):
    chance = random.Random(4)
    names = ("volume", "ended", "judged", "on_time", "claims", "false", "reopened")
    rows = [("region", code) for code in city.village_codes()] + [("unit", unit.pk) for unit in city.units_under("73.71")[:60]]
    Figure.objects.bulk_create(
        Figure(kind=kind, code=code, days=365, at=LATER, numbers={name: chance.randint(5, 900) for name in names})
        for kind, code in rows
    )
    for address, most in (("/aduan/capaian/", 7_000), ("/aduan/capaian/?lihat=kelurahan", 10_000)):
        assert len(gzip.compress(page(client, address).encode())) <= most


def test_the_drawing_says_the_same_as_the_table():
    months = [MonthOf(MONDAY.date().replace(month=month, day=1), month, 1, 5, month - 1, 0, 0) for month in range(1, 13)]
    drawn = figures_drawn.columns(months)
    assert drawn is not None
    assert len(drawn.bars) == 24
    assert "Januari 2026: 1 dilaporkan, 1 selesai" in drawn.desc
    assert all(0 <= bar.x <= 100 - bar.width and bar.height > 0 for bar in drawn.bars)
    assert figures_drawn.columns([MonthOf(MONDAY.date(), 0, 0, 0, 0, 0, 0)]) is None
    assert figures_said.days_words(0.2, 9) == "kurang dari sehari"


def test_months_and_kinds_are_counted_in_the_citys_own_time(street: Street):
    street.tell(region=RAPPOCINI, at=MONDAY - timedelta(days=4))
    judged(street, True, region=RAPPOCINI)
    figuring.add_up(actor=SISTEM, at=LATER)
    course = sheet(kind="region", code=RAPPOCINI).course
    assert [(month.month.month, month.told, month.ended) for month in course.months[-2:]] == [(7, 1, 0), (8, 1, 1)]
    assert len(course.months) == 12
    assert course.kinds == ((SLUG, 2),)
    assert (course.open, course.late) == (1, 0)
