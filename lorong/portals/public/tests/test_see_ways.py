"""The ways that cases took: counted from events alone, held against the SOP, and never about one person."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lorong.kernel.cases.actions.simulate import World, simulate
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.queries import paths
from lorong.kernel.cases.tests.conftest import BACK, NO, publish, step, uji  # noqa: F401
from lorong.lib.actors import SISTEM
from lorong.portals.public.riverbed import BOX_HEIGHT, riverbed

TANGLED = [
    step("buka", "staf-pelayanan", {"lanjut": {"next": ["kiri", "kanan"]}, "kurang": BACK, "tolak": NO}),
    step("kiri", "kasi-pelayanan", {"beres": "satu"}, within="2 jam"),
    step("kanan", "camat", {"beres": "satu", "kurang": BACK}, at="kecamatan", within="3 jam"),
    step("satu", "lurah", {"ya": {"end": "issued"}, "ulang": "buka"}, waits_for=["kiri", "kanan"], within="4 jam"),
]
SLUG = "layanan-uji"


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.DEMO = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def history(publish, cast):  # noqa: F811
    publish(TANGLED)
    simulate(actor=SISTEM, world=World(seed=5, days=70, now=timezone.now()), first=0, count=90)
    return timezone.now() - timedelta(days=80), timezone.now()


def test_every_case_is_on_one_way_and_every_way_follows_the_sop(history):
    found = paths.ways(SLUG, *history)
    assert sum(w.count for w in found) == Case.objects.exclude(ended="").count() == 90
    assert all(paths.follows(way) for way in found)
    taken = paths.outcomes_taken(found)
    for (name, outcome), count in taken.items():
        assert count == Event.objects.filter(kind="done", step=name, outcome=outcome).count()


def test_a_way_that_the_sop_does_not_have_is_noticed(history):
    way = next(w for w in paths.ways(SLUG, *history) if w.ended == "issued")
    for wrong in (way.moves[:-1], (*way.moves, way.moves[-1]), (way.moves[0], *reversed(way.moves[1:])), way.moves[1:]):
        assert not paths.follows(paths.Way(way.procedure_id, wrong, way.ended, 1))


def test_steps_say_how_long_they_lay_open(history):
    for time in paths.step_times(SLUG, *history):
        minutes = sorted(WorkItem.objects.filter(step=time.step, minutes__isnull=False).values_list("minutes", flat=True))
        assert (time.count, time.total) == (len(minutes), sum(minutes))
        assert time.p50 in minutes


def test_only_the_last_cases_are_read(history):
    assert sum(w.count for w in paths.ways(SLUG, *history, most=12)) == 12


def test_the_page_says_that_all_followed_and_where_the_time_went(history, client):
    text = client.get(f"/terbuka/{SLUG}/alur/").content.decode()
    assert "Semua 90 urusan (100,0\xa0%) berjalan menurut SOP" in text
    assert 'role="img"' in text
    assert "Ke mana waktunya" in text
    for name in Event.objects.values_list("actor_name", flat=True).distinct():
        assert not re.search(rf"\b{re.escape(name)}\b", text)  # an invented "Capa" is no part of "Capaian"
    small = [int(n) for n in re.findall(r'class="t-ink">(\d+)</text>', text)]
    assert small
    assert min(small) >= 10
    assert f'href="/terbuka/{SLUG}/alur/"' in client.get(f"/terbuka/{SLUG}/").content.decode()


def test_a_case_that_strayed_is_counted_and_said(history, client):
    with connection.cursor() as cursor:  # what the database never lets happen
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE cases_event SET outcome = 'ulang' WHERE kind = 'done' AND outcome = 'ya' AND seq < 7")
        cursor.execute("SET LOCAL session_replication_role = origin")
    text = client.get(f"/terbuka/{SLUG}/alur/").content.decode()
    assert "Semua 90" not in text
    assert "perlu diperiksa Inspektorat" in text


def test_few_cases_give_no_figure(publish, cast, client):  # noqa: F811
    publish()
    text = client.get(f"/terbuka/{SLUG}/alur/").content.decode()
    assert "terlalu sedikit" in text
    assert '<svg class="chart"' not in text
    assert client.get("/terbuka/tidak-ada/alur/").status_code == 404


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), unique=True, max_size=24), st.data())
def test_boxes_never_touch_and_lines_beside_each_other_have_their_own_lane(pairs, data):
    edges = {pair: data.draw(st.integers(1, 10**6)) for pair in pairs}
    names = ["Langkah yang namanya panjang sekali untuk satu baris"] * 8
    bed = riverbed(names, edges, label={n: str(n) for n in edges.values()}, desc="")
    assert len(bed.streams) == len(edges)
    assert all(b.y - a.y > BOX_HEIGHT for a, b in pairwise(bed.stops))
    assert bed.height >= bed.stops[-1].y + BOX_HEIGHT
    assert len({s.path for s in bed.streams}) == len(bed.streams)
    assert all(len(line) <= 25 for stop in bed.stops for line in stop.lines)
