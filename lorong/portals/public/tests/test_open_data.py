"""Promise against reality for everybody: true numbers, none about a person, none from too few cases."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from lorong.kernel.cases.actions.simulate import World, simulate
from lorong.kernel.cases.models import Case, Survey
from lorong.kernel.cases.queries import measures
from lorong.kernel.cases.tests.conftest import publish, submit, uji  # noqa: F401
from lorong.kernel.cases.tests.public import LAMP, publish_lamp
from lorong.kernel.cases.tests.public import SLUG as LAMP_SLUG
from lorong.lib.actors import SISTEM
from lorong.lib.satisfaction import ELEMENTS, index
from lorong.portals.public import figures, places


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.DEMO = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def history(publish, cast):  # noqa: F811
    """Two services and a past of ten weeks."""
    publish()
    publish(slug="layanan-lain", title="Layanan Lain")
    world = World(seed=5, days=70, now=timezone.now())
    simulate(actor=SISTEM, world=world, first=0, count=160)
    return world


def text_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def rows_of(client, url):
    response = client.get(url)
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_with_no_history_the_pages_say_so_and_show_no_number(client, db):
    text = text_of(client, "/terbuka/")
    assert "Belum cukup banyak urusan" in text
    assert 'class="huge"' not in text
    assert text_of(client, "/terbuka/kelurahan/")


def test_the_headline_is_what_the_history_says(client, history):
    months = figures.months_of(figures.period())
    head = figures.headline(months)
    text = text_of(client, "/terbuka/")
    zone = ZoneInfo("Asia/Makassar")
    first = datetime.combine(next(m for m, n, k in months if (n, k) == (head.judged, head.on_time)), datetime.min.time(), zone)
    after = (first + timedelta(days=32)).replace(day=1)
    judged = Case.objects.filter(ended_at__gte=first, ended_at__lt=after).exclude(ended__in=["withdrawn", "lapsed"])
    assert head.judged == judged.count()
    assert head.share in text


def test_nothing_on_any_open_page_names_a_person_or_a_case(client, history):
    services = ["layanan-uji", "layanan-lain"]
    urls = ["/terbuka/", "/terbuka/kelurahan/", *(f"/terbuka/{s}/" for s in services)]
    everything = "".join(text_of(client, url) for url in urls)
    everything += str(rows_of(client, "/terbuka/janji-dan-kenyataan.csv"))
    for case in Case.objects.select_related("applicant")[:60]:
        assert case.number not in everything
    assert not re.search(r"\b\d{16}\b", everything)


def test_places_with_few_cases_show_no_share(client, history):
    by_unit = figures.unit_measures(figures.period())
    few = [m for m in by_unit.values() if 0 < m.judged < measures.SMALLEST]
    assert few
    assert all(figures.share_of(m) is None for m in few)
    shown = {p.code: p.share for p in places.table(by_unit)}
    assert all(shown[m.unit] is None for m in few if m.unit in shown)


def test_the_csv_hides_small_cells_and_adds_up_otherwise(client, history):
    head, *rows = rows_of(client, "/terbuka/janji-dan-kenyataan.csv")
    assert head == list(figures.CSV_HEAD)
    told = {(m.slug, m.unit): m for m in measures.by_service_and_unit(*span())}
    assert len(rows) == len(told)
    for slug, _title, unit, _name, volume, *rest in rows:
        m = told[slug, unit]
        if m.volume < measures.SMALLEST:
            assert volume == "<10"
            assert set(rest) == {""}
        else:
            assert [int(volume), int(rest[0]), int(rest[1])] == [m.volume, m.judged, m.on_time]


def span():
    p = figures.period()
    return p.since, p.until


def test_the_months_of_the_csv_are_twelve(client, history):
    head, *rows = rows_of(client, "/terbuka/per-bulan.csv")
    assert head[0] == "bulan"
    assert len(rows) == 12
    assert all(int(r[1]) >= 1 or r[1] in {"<10", "0"} for r in rows if r[1] not in {"<10", "0"})


def test_the_map_of_few_cases_is_one_of_kecamatan(history):
    drawn = places.atlas(figures.unit_measures(figures.period()))
    assert drawn.of_kecamatan
    assert drawn.level == "kecamatan"


def test_the_table_of_offices_begins_with_the_map(client, history):
    page = text_of(client, "/terbuka/kelurahan/")
    assert page.count('class="chart map"') == 1
    assert page.index('class="chart map"') < page.index("<table")


def test_counts_of_a_kecamatan_are_those_of_its_kelurahan():
    def m(unit, judged, kept):
        return measures.Tally(unit, judged, judged, kept, 1, 2)

    summed = places.by_kecamatan({"73.71.01.1001": m("a", 6, 5), "73.71.01.1002": m("b", 5, 5), "73.71.02": m("c", 4, 1)})
    assert (summed["73.71.01"].judged, summed["73.71.01"].on_time, summed["73.71.01"].refused) == (11, 10, 2)
    assert summed["73.71.02"].on_time == 1


def test_the_index_is_the_exact_one(client, history):
    given = [s.answers for s in Survey.objects.all()]
    exact = index(given)
    assert f"{exact.value:.2f}".replace(".", ",") in text_of(client, "/terbuka/")
    assert exact.respondents == len(given)
    assert {q.code for q in ELEMENTS} == set(exact.means)
    assert isinstance(exact.value, Decimal)


def test_a_service_that_was_never_offered_is_not_found(client, db):
    assert client.get("/terbuka/tidak-ada/").status_code == 404


def test_a_service_page_shows_its_own_numbers(client, history):
    whole = measures.whole(*span(), slug="layanan-uji")
    text = text_of(client, "/terbuka/layanan-uji/")
    assert f"Dari {whole.judged} urusan" in text
    assert "persen dari waktu yang dijanjikan" in text


def test_a_second_visit_counts_nothing_again(client, history, django_assert_max_num_queries):
    client.get("/terbuka/")
    with django_assert_max_num_queries(14):
        client.get("/terbuka/")


def test_the_year_ends_with_the_present_month(db):
    p = figures.period(datetime(2026, 1, 31, 20, tzinfo=ZoneInfo("UTC")))
    assert p.first.isoformat() == "2025-03-01"  # in Makassar it is already February


def test_what_anybody_tells_of_stands_in_the_open_by_its_name(client, db):
    publish_lamp(LAMP)
    published = figures.in_force(LAMP_SLUG)
    assert published is not None
    assert figures.offered_here()[LAMP_SLUG] is published
    for page in (f"/terbuka/{LAMP_SLUG}/", f"/terbuka/{LAMP_SLUG}/alur/"):
        assert published.sop.title in text_of(client, page)
