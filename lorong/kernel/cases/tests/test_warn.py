"""The clocks of the law run beside the promise: they begin and stop with events, and warn once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.actions.telling import tell
from lorong.kernel.cases.actions.warn import warn
from lorong.kernel.cases.limits import agree
from lorong.kernel.cases.models import Case, Event, LimitClock
from lorong.kernel.cases.queries.verify import first_broken_case_link
from lorong.kernel.cases.queries.words import history
from lorong.kernel.cases.tests.public import publish_lamp, start_lamp
from lorong.kernel.cases.tests.test_verify import behind_the_guards, verify
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.messages.models import Message
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed
from lorong.lib.sop import flow
from lorong.testing import MONDAY, WITA, Cast

HOUR = timedelta(hours=1)
FIRST = {"id": "pertama", "name": "Jawaban pertama", "law": "UU 25/2009", "within": "14 hari", "until": ["periksa"]}
CHECK = {"id": "verifikasi", "name": "Verifikasi", "law": "SP4N-LAPOR", "within": "3 hari kerja", "until": ["periksa"]}
WORK = {
    "id": "kerja", "name": "Tindak lanjut", "law": "SP4N-LAPOR", "within": "5 hari kerja", "since": ["periksa"],
    "until": ["kerja"],
}  # fmt: skip
WHOLE = {
    "id": "putusan",
    "name": "Putusan",
    "law": "UU 25/2009",
    "within": "60 hari",
    "since": ["periksa"],
    "until": ["konfirmasi"],
}


@pytest.fixture
def lamp(cast: Cast, uji: dict[str, Any]) -> None:
    publish_lamp(limits=[FIRST, CHECK, WORK, WHOLE])


def clocks(case: Case) -> dict[str, tuple[datetime, bool]]:
    """Limit id to (due, whether it has stopped)."""
    return {row.limit: (row.due_at.astimezone(WITA), row.met_at is not None) for row in LimitClock.objects.filter(case=case)}


def do(cast: Cast, case: Case, step: str, outcome: str, at: datetime, **said: Any) -> None:
    actions.advance(actor=cast.actor("budi"), case=case, step=step, outcome=outcome, key=f"{step}{at}", said=Said(**said), at=at)


def warnings(case: Case) -> list[tuple[str, bool]]:
    rows = Event.objects.filter(case_id=case.pk, kind="escalated", data__has_key="limit").order_by("seq")
    return [(event.data["limit"], event.data["passed"]) for event in rows]


def test_clocks_begin_with_the_submission_each_in_its_own_time(cast, lamp):
    case = start_lamp(cast)
    assert clocks(case) == {
        "pertama": (datetime(2026, 8, 17, 23, 59, tzinfo=WITA), False),  # days of the calendar
        "verifikasi": (datetime(2026, 8, 6, 8, 0, tzinfo=WITA), False),  # three full days of work
    }


def test_the_end_of_a_step_stops_a_clock_and_begins_the_next(cast, lamp):
    case = start_lamp(cast)
    do(cast, case, "periksa", "terus", MONDAY + HOUR)
    found = clocks(case)
    assert {name: met for name, (_, met) in found.items()} == {
        "pertama": True, "verifikasi": True, "kerja": False, "putusan": False,
    }  # fmt: skip
    assert found["putusan"][0] == datetime(2026, 10, 2, 23, 59, tzinfo=WITA)


def test_what_was_asked_of_residents_neither_stops_nor_pauses_a_clock(cast, lamp):
    case = start_lamp(cast)
    do(cast, case, "periksa", "tanya", MONDAY + HOUR, reason="Di mana?")
    assert {name: met for name, (_, met) in clocks(case).items()} == {"pertama": False, "verifikasi": False}


def test_the_end_of_the_case_stops_every_clock(cast, lamp):
    case = start_lamp(cast)
    do(cast, case, "periksa", "arsip", MONDAY + HOUR, reason="Sudah ada yang sama.")
    assert {name: met for name, (_, met) in clocks(case).items()} == {"pertama": True, "verifikasi": True}
    other = start_lamp(cast, key="lampu-2")
    do(cast, other, "periksa", "terus", MONDAY + HOUR)
    actions.withdraw_public(actor=SISTEM, case=other, key="tarik", at=MONDAY + 2 * HOUR)
    assert all(met for _, met in clocks(other).values())


def test_a_clock_runs_on_towards_its_old_time_when_the_work_begins_again(cast, lamp):
    case = start_lamp(cast)
    do(cast, case, "periksa", "terus", MONDAY + HOUR)
    before = clocks(case)
    do(cast, case, "kerja", "beres", MONDAY + 2 * HOUR)
    assert clocks(case)["kerja"] == (before["kerja"][0], True)
    actions.advance(
        actor=SISTEM,
        case=case,
        step="konfirmasi",
        outcome="belum",
        key="b",
        said=Said(reason="Masih gelap"),
        at=MONDAY + 3 * HOUR,
    )
    assert clocks(case) == before | {"putusan": (before["putusan"][0], True)}
    near = MONDAY + HOUR + (before["kerja"][0] - MONDAY - HOUR) * 4 / 5
    assert [actions.sweep_limits(at=near + wait) for wait in (-HOUR, timedelta(0), timedelta(0))] == [0, 1, 0]
    assert first_broken_case_link() is None


def test_the_earliest_clock_warns_before_its_time_and_again_when_it_is_over(cast, lamp):
    case = start_lamp(cast)
    near = MONDAY + (datetime(2026, 8, 6, 8, 0, tzinfo=WITA) - MONDAY) * 4 / 5
    assert actions.sweep_limits(at=near - HOUR) == 0
    assert actions.sweep_limits(at=near) == 1
    assert actions.sweep_limits(at=near + HOUR) == 0  # once
    assert actions.sweep_limits(at=datetime(2026, 8, 6, 8, 0, tzinfo=WITA)) == 1
    assert actions.sweep_limits(at=datetime(2026, 8, 6, 9, 0, tzinfo=WITA)) == 0
    assert warnings(case) == [("verifikasi", False), ("verifikasi", True)]
    # the later one does not warn while an earlier one runs; that it is over is told all the same
    assert actions.sweep_limits(at=datetime(2026, 8, 15, 12, 0, tzinfo=WITA)) == 0
    assert actions.sweep_limits(at=datetime(2026, 8, 18, tzinfo=WITA)) == 1
    assert warnings(case)[2:] == [("pertama", True)]


def test_a_clock_that_stopped_warns_no_more(cast, lamp):
    case = start_lamp(cast)
    do(cast, case, "periksa", "arsip", MONDAY + HOUR, reason="Sudah ada.")
    assert actions.sweep_limits(at=MONDAY + timedelta(days=90)) == 0


def test_a_warning_that_was_begun_and_lost_is_not_written_twice(cast, lamp):
    case, over = start_lamp(cast), datetime(2026, 8, 6, 8, 0, tzinfo=WITA)
    actions.sweep_limits(at=over)
    clock = LimitClock.objects.get(case=case, limit="verifikasi")
    LimitClock.objects.filter(pk=clock.pk).update(alarm_at=over)
    assert actions.sweep_limits(at=over) == 0
    assert warnings(case) == [("verifikasi", True)]


def test_only_the_system_warns(cast, lamp):
    case = start_lamp(cast)
    clock = LimitClock.objects.filter(case=case)[0]
    with pytest.raises(NotAllowed):
        warn(actor=cast.actor("budi"), case=case, clock_id=clock.pk, at=MONDAY)


def test_the_head_of_the_unit_is_told_by_the_name_of_the_law(cast, lamp):
    case = start_lamp(cast)
    actions.sweep_limits(at=datetime(2026, 8, 6, 8, 0, tzinfo=WITA))
    tell(case_id=case.pk, seq=2)
    message = Message.objects.get()
    assert message.account_id == cast.account("bu_lurah").pk
    assert "SP4N-LAPOR" in message.body and "Verifikasi" in message.body
    told = history(case, queries.events(case), catalog.procedure(case.procedure_id))
    assert told[-1][1] == "SP4N-LAPOR: Verifikasi lewat batasnya; atasan diberi tahu"


def test_clocks_are_told_the_running_ones_first(cast, lamp):
    case = start_lamp(cast)
    do(cast, case, "periksa", "terus", datetime(2026, 8, 7, 9, 0, tzinfo=WITA))
    found = queries.limits_of(case)
    assert [(c.id, c.kind, c.is_broken(MONDAY + timedelta(days=5))) for c in found] == [
        ("kerja", "working", False), ("putusan", "calendar", False), ("verifikasi", "working", True),
        ("pertama", "calendar", False),
    ]  # fmt: skip
    assert queries.limits_of_many([case]) == {case.pk: found}


def test_the_officers_page_tells_the_clocks(cast, lamp, signed_in):
    case = start_lamp(cast)
    page = signed_in("budi").get(f"/petugas/urusan/{case.number}/").content.decode()
    assert "Batas UU 25/2009: Jawaban pertama, 17 Agustus 2026" in page


@pytest.mark.parametrize(
    ("attempt", "because"),
    [
        ("DELETE FROM cases_limit WHERE case_id = %s", "is history"),
        ("UPDATE cases_limit SET due_at = due_at + interval '1 year' WHERE case_id = %s", "not set anew"),
        ("UPDATE cases_limit SET met_at = now(), met_seq = 1 WHERE case_id = %s", "with an event"),
        (
            "INSERT INTO cases_limit (case_id, \"limit\", begun_at, begun_seq, due_at) VALUES (%s, 'x', now(), 1, now())",
            "with an event",
        ),
    ],
)
def test_the_database_sets_and_stops_a_clock_by_events_only(cast, lamp, attempt, because):
    case = start_lamp(cast)
    with pytest.raises(DatabaseError, match=because), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt, [case.pk])


def test_a_clock_stops_once(cast, lamp):
    case = start_lamp(cast)
    do(cast, case, "periksa", "terus", MONDAY + HOUR)
    stop = "UPDATE cases_limit SET met_seq = NULL, met_at = NULL WHERE case_id = %s AND \"limit\" = 'pertama'"
    with pytest.raises(DatabaseError, match="not set anew"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(stop, [case.pk])


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM cases_limit WHERE case_id = %s",
        "UPDATE cases_limit SET met_seq = 1, met_at = begun_at WHERE case_id = %s",
    ],
)
def test_verify_names_a_case_whose_clocks_were_changed(cast, lamp, spoil):
    case = start_lamp(cast)
    behind_the_guards(spoil, case.pk)
    with pytest.raises(CommandError, match=f"case {case.number}: its clocks of the law are not what its events say"):
        verify()


IDS = ("periksa", "kerja", "konfirmasi")
RULES = st.lists(
    st.fixed_dictionaries(
        {
            "since": st.lists(st.sampled_from(IDS), max_size=2, unique=True),
            "until": st.lists(st.sampled_from(IDS), min_size=1, max_size=2, unique=True),
            "within": st.sampled_from(["1 jam", "2 hari", "3 hari kerja"]),
        }
    ),
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RULES, st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3000)), max_size=8))
def test_clocks_are_always_what_the_events_say(
    cast: Cast, uji: Any, rules: list[dict[str, Any]], acts: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        limits = [{"id": f"b{n}", "name": f"B{n}", "law": "Uji", **rule} for n, rule in enumerate(rules)]
        published = publish_lamp(limits=limits)
        case, at = start_lamp(cast, key=f"acak-{published.id}"), MONDAY
        for number, (choice, minutes) in enumerate(acts):
            at += timedelta(minutes=minutes)
            actions.sweep_limits(at=at)
            case.refresh_from_db()
            ways = [(s, o) for s in sorted(flow.active(case.marking)) for o in published.flow["steps"][s]["outcomes"]]
            if not ways:
                break
            step, outcome = ways[choice % len(ways)]
            given = {"step": step, "outcome": outcome, "key": f"k{number}", "said": Said(reason="Sebab"), "at": at}
            actor = SISTEM if step == "konfirmasi" else cast.actor("budi")
            actions.advance(actor=actor, case=case, **given)
        kept = {row.limit: (row.begun_seq, row.met_seq) for row in LimitClock.objects.filter(case=case)}
        case.refresh_from_db()
        assert agree(case, queries.events(case), kept)
        assert case.ended == "" or all(met is not None for _, met in kept.values())
        transaction.set_rollback(True)
