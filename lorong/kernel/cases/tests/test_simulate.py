"""An invented past is a real history: every guard has seen it, and it says of itself that it was invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lorong.kernel.cases import queries
from lorong.kernel.cases.actions.simulate import World, simulate
from lorong.kernel.cases.models import Case, Event, Survey, WorkItem
from lorong.kernel.cases.queries.measures import whole
from lorong.kernel.cases.queries.recount import uncounted
from lorong.kernel.cases.simulating import Way
from lorong.kernel.cases.tests.conftest import BACK, NO, make_sop, step
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog.values import Published
from lorong.kernel.documents.models import Letter
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, Refusal
from lorong.lib.sop.flow import compile_flow
from lorong.lib.sop.flow import turn as turn_of
from lorong.lib.sop.schema import Form
from lorong.lib.tests import calendars
from lorong.lib.working_time import WorkClock

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
TANGLED = [
    step("buka", "staf-pelayanan", {"lanjut": {"next": ["kiri", "kanan"]}, "kurang": BACK, "tolak": NO}),
    step("kiri", "kasi-pelayanan", {"beres": "satu"}, within="2 jam"),
    step("kanan", "camat", {"beres": "satu", "kurang": BACK}, at="kecamatan", within="3 jam"),
    step("satu", "lurah", {"ya": {"end": "issued"}, "ulang": "buka"}, waits_for=["kiri", "kanan"], within="4 jam"),
]


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def world(publish):
    publish()
    return World(seed=1, days=60, now=NOW)


def write(world, count=40, first=0, running=False):
    written = simulate(actor=SISTEM, world=world, first=first, count=count, running=running)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would check
    return written


def test_every_link_of_an_invented_history_holds(world):
    assert write(world) == 40
    assert queries.first_broken_case_link() is None
    assert Case.objects.filter(ended="").count() == 0
    assert Event.objects.count() > 80
    assert not WorkItem.objects.filter(done_at=None).exists()


def test_parallel_steps_other_units_and_loops_are_played_too(publish):
    publish(TANGLED)
    world = World(seed=3, days=60, now=NOW)
    write(world)
    assert queries.first_broken_case_link() is None
    done = WorkItem.objects.filter(step="kanan")
    assert done.count() > 20
    assert {item.unit.kind for item in done.select_related("unit")} == {"kecamatan"}
    assert Case.objects.filter(returns__gt=0).exists()


def test_every_event_says_that_it_was_invented(world):
    write(world)
    assert not Event.objects.exclude(data__synthetic=True).exists()
    assert not Case.objects.exclude(applicant__synthetic=True).exists()


def test_nothing_of_it_lies_in_the_future_or_before_the_days_asked_for(world):
    write(world)
    times = list(Event.objects.values_list("at", flat=True))
    assert max(times) <= NOW
    assert min(times) >= NOW - timedelta(days=60)


def test_nobody_is_told_and_nothing_is_signed(world):
    write(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM procrastinate_jobs), (SELECT count(*) FROM messages_message)")
        assert cursor.fetchone() == (0, 0)
    assert not Letter.objects.exists()


def test_nobody_with_an_account_finds_invented_cases_among_their_own(world):
    write(world)
    assert not Case.objects.filter(applicant__accounts__isnull=False).exists()


def test_the_same_seed_gives_the_same_past(world, publish):
    write(world, 10)
    there = [(c.slug, c.applicant_id, c.opened_at, c.ended) for c in Case.objects.order_by("key")]
    again = World(seed=1, days=60, now=NOW)
    stories = sorted((again.story(n, running=False) for n in range(10)), key=lambda s: s.key)
    assert [(s.published.slug, s.person.pk, s.events[0].at) for s in stories] == [t[:3] for t in there]


def test_running_ones_stand_at_a_step_away_from_the_desks_of_the_cast(world, cast):
    write(world, 12, running=True)
    assert Case.objects.filter(ended="").count() == 12
    assert WorkItem.objects.filter(done_at=None, machine=False).count() > 0
    budi = {h.unit for h in cast.actor("budi").holdings}
    assert not Case.objects.filter(unit__in=budi).exists()


def test_promise_against_reality_counts_them(world):
    write(world)
    found = whole(NOW - timedelta(days=61), NOW + timedelta(minutes=1))
    assert found.volume == 40
    assert 0 < found.on_time <= found.judged


def test_about_two_in_five_answer_the_survey(world):
    write(world, 60)
    assert 10 <= Survey.objects.count() <= 40


def test_the_command_writes_only_what_is_missing(world):
    def say(**options):
        out = StringIO()
        call_command("simulate", days=60, stdout=out, **options)
        return out.getvalue()

    assert "12 selesai, 3 berjalan" in say(cases=12, open=3)
    assert "sudah ada" in say(cases=12, open=3)
    assert "5 selesai" in say(cases=17, open=3)
    assert Case.objects.count() == 20


def test_outside_a_demonstration_it_does_not_run(world, settings):
    settings.DEMO = False
    with pytest.raises(NotAllowed):
        write(world)
    with pytest.raises(CommandError, match="peragaan"):
        call_command("simulate")


def test_an_officer_cannot_invent_a_past(world, cast):
    with pytest.raises(NotAllowed):
        simulate(actor=cast.actor("wali_kota"), world=world, first=0, count=1)


def test_without_a_service_it_says_what_to_do(db):
    with pytest.raises(Refusal, match="publish_catalog"):
        World(seed=1, days=60, now=NOW)


CLOCK = WorkClock(calendars.city("Asia/Makassar"))
SOP = make_sop(TANGLED)
PUBLISHED = Published(1, "uji", 1, "uji", "Uji", False, SOP, Form(), "", compile_flow(SOP), "", NOW, True)


BOTH_ASK = make_sop(
    [
        step("buka", "staf-pelayanan", {"lanjut": {"next": ["kiri", "kanan"]}}),
        step("kiri", "kasi-pelayanan", {"beres": "satu", "kurang": BACK}, within="1 jam"),
        step("kanan", "camat", {"beres": "satu", "kurang": BACK}, at="kecamatan", within="3 hari kerja"),
        step("satu", "lurah", {"ya": {"end": "issued"}}, waits_for=["kiri", "kanan"], within="4 jam"),
    ]
)
ASKED = Published(1, "uji", 1, "uji", "Uji", False, BOTH_ASK, Form(), "", compile_flow(BOTH_ASK), "", NOW, True)
DAY = timedelta(days=1)


def test_the_time_of_a_silent_applicant_runs_from_when_no_step_of_the_city_is_open():
    twice = 0
    for seed in range(1200):
        turn = since = None
        walk = Way(ASKED, lambda asked: asked + DAY, CLOCK, 450, 4, Random(seed)).walk(NOW)
        for event in walk:
            if event.kind == Kind.LAPSED:
                assert turn == "applicant"
                assert event.at >= since + DAY
                twice += sum(e.outcome == "kurang" for e in walk) > 1
            now = turn_of(ASKED.flow, event.moved.marking)
            turn, since = now, since if now == turn else event.at
    assert twice, "nobody was asked by two offices"


@given(seed=st.integers(0, 10**9), pace=st.floats(0.1, 6))
def test_every_walk_comes_to_an_end_in_order(seed, pace):
    way = Way(PUBLISHED, lambda asked: asked + timedelta(days=7), CLOCK, 450, pace, Random(seed))
    events = way.walk(NOW)
    assert events[-1].moved.marking == frozenset()
    assert [e.at for e in events] == sorted(e.at for e in events)
    assert len(events) < 120


def test_the_command_leaves_nothing_out_of_the_figures(publish):
    publish()
    call_command("simulate", cases=5, days=60, stdout=StringIO())
    assert Case.objects.exclude(ended="").count() == 5
    assert not uncounted(None)
