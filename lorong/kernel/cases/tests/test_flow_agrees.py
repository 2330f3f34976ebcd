"""The rules of the move stand twice, in `lib/sop/flow.py` and in the database's trigger: random SOPs are played against both.

Every act is really inserted. Where the library moves, the database must move to the same marking, turn and end; where
the library says that the SOP has no such move, the database must refuse it too.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lorong.kernel.cases.models import Case, Event
from lorong.kernel.catalog.models import Procedure
from lorong.lib.sop import flow
from lorong.lib.sop.tests.flows import flows
from lorong.testing import MONDAY, Cast

Flow = dict[str, Any]


class Played:
    """One case in the database and its shadow in the library."""

    def __init__(self, rules: Flow, cast: Cast, note: Callable[[str], Any] = event) -> None:
        self.rules, self.note = rules, note
        siti = cast.person("siti")
        slug = f"acak-{uuid.uuid4().hex[:12]}"
        procedure = Procedure.objects.create(
            slug=slug, version=1, service="uji", title="Acak", definition="{}", flow=rules, content_hash=slug
        )
        self.case = Case.objects.create(
            number=slug[-20:],
            key=slug,
            procedure=procedure,
            slug=slug,
            unit_id=cast.actor("budi").holdings[0].unit,
            channel="web",
            **({} if rules.get("public") else {"applicant": siti, "subject": siti}),
        )
        self.marking: frozenset[str] = frozenset()
        self.ended, self.returns, self.at = "", 0, MONDAY

    def insert(
        self, kind: str, step: str = "", outcome: str = "", *, promised: datetime | None, data: dict[str, Any] | None = None
    ) -> None:
        self.at += timedelta(minutes=1)
        with transaction.atomic():
            Event(
                case_id=self.case.pk,
                seq=0,
                at=self.at,
                kind=kind,
                step=step,
                outcome=outcome,
                actor_kind="system",
                actor_name="Sistem",
                channel="system",
                key=uuid.uuid4().hex,
                promised_at=promised,
                turn_due_at=self.at,
                data=data or ({"answers": {}, "promised_minutes": 450} if kind == "submitted" else {}),
            ).save(force_insert=True)

    def assert_agrees(self, moved: flow.Moved, kind: str, step: str = "", outcome: str = "") -> None:
        """The database makes the same move."""
        turn = flow.turn(self.rules, moved.marking)
        self.insert(kind, step, outcome, promised=MONDAY + timedelta(days=1) if turn == "city" else None)
        self.marking = moved.marking
        self.ended = moved.end or ""
        self.returns += any(t.startswith("?") and t[1:] == step for t in moved.marking) and kind == "done"
        self.case.refresh_from_db()
        assert sorted(self.case.marking) == sorted(moved.marking)
        assert (self.case.turn, self.case.ended, self.case.returns) == (turn, self.ended, self.returns)

    def assert_refuses(self, kind: str, step: str, outcome: str = "") -> None:
        """The database refuses it too, and not because of the promise that came with it."""
        for promised in (None, MONDAY + timedelta(days=1)):
            with pytest.raises(DatabaseError) as refused:
                self.insert(kind, step, outcome, promised=promised)
            assert "promise" not in str(refused.value), f"the database would have let {kind} {step} {outcome} happen"

    def assert_plays_alike(self, kind: str, step: str, outcome: str) -> None:
        """One act, whether the SOP has it or not."""
        try:
            if kind == "done":
                moved = flow.fire(self.rules, self.marking, step, outcome)
            else:
                moved = flow.answer(self.rules, self.marking, step)
        except flow.FlowError:
            self.note("refused")
            self.assert_refuses(kind, step, outcome)
            return
        back = "back" in self.rules["steps"][step]["outcomes"].get(outcome, {})
        if kind == "done" and back and self.returns >= self.rules["max_returns"]:
            self.note("returned often enough")  # the library counts returns in `soundness`, the engine before it fires
            self.assert_refuses(kind, step, outcome)
            return
        self.note(f"moved, {'over' if moved.end else flow.turn(self.rules, moved.marking)}")
        self.assert_agrees(moved, kind, step, outcome)

    def assert_lapses_alike(self) -> None:
        """Silence ends it where the library says so, and nowhere else."""
        may = flow.turn(self.rules, self.marking) == "applicant" and flow.lapses(self.rules, self.marking)
        self.note(f"lapses: {may}")
        if not may:
            self.assert_refuses("lapsed", "")
            return
        with transaction.atomic():
            self.insert("lapsed", promised=None)
            self.case.refresh_from_db()
            assert (self.case.marking, self.case.ended) == ([], "lapsed")
            transaction.set_rollback(True)

    def assert_reclassified_alike(self, other: Flow) -> None:
        """The case goes over to other rules where the library says that it can stand there, and nowhere else."""
        slug = f"acak-{uuid.uuid4().hex[:12]}"
        procedure = Procedure.objects.create(
            slug=slug, version=1, service="uji", title="Acak", definition="{}", flow=other, content_hash=slug
        )
        data = {"procedure_id": procedure.pk, "from_procedure_id": self.case.procedure_id, "promised_minutes": 900}
        may = flow.stands_in(self.rules, other, self.marking)
        self.note(f"reclassified: {may}")
        turn = flow.turn(self.rules, self.marking)
        promised = MONDAY + timedelta(days=1) if turn == "city" else None
        if not may:
            with pytest.raises(DatabaseError, match="no such step"):
                self.insert("reclassified", promised=promised, data=data)
            return
        self.insert("reclassified", promised=promised, data=data)
        self.case.refresh_from_db()
        assert (self.case.slug, self.case.procedure_id, self.case.promised_minutes) == (slug, procedure.pk, 900)
        assert (frozenset(self.case.marking), self.case.turn) == (self.marking, turn)
        self.rules = other

    def assert_sent_on(self, unit: str) -> None:
        """Another unit changes neither the marking nor the turn."""
        turn = flow.turn(self.rules, self.marking)
        data = {"unit": unit}
        self.insert("transferred", promised=MONDAY + timedelta(days=1) if turn == "city" else None, data=data)
        self.case.refresh_from_db()
        assert (self.case.unit_id, frozenset(self.case.marking), self.case.turn) == (unit, self.marking, turn)
        with pytest.raises(DatabaseError, match="at that unit already"):
            self.insert("transferred", promised=None, data=data)

    def assert_merges_alike(self, into: Case) -> None:
        """A case of the public ends in another one of the public, whatever is open; an application does not."""
        data = {"into": into.number}
        if not self.rules.get("public") or into.applicant_id is not None:
            with pytest.raises(DatabaseError, match="of the public, or not at all"):
                self.insert("merged", promised=None, data=data)
            return
        self.insert("merged", promised=None, data=data)
        self.case.refresh_from_db()
        assert (self.case.marking, self.case.turn, self.case.ended) == ([], "none", "merged")


def rolled_back(play: Callable[[], None]) -> None:
    with transaction.atomic():
        play()
        transaction.set_rollback(True)


def test_a_join_that_is_open_is_not_opened_again(cast: Cast) -> None:
    ends = {"o0": {"end": "issued"}}
    to_the_join, again = {"o0": {"next": ["j"]}}, {"o0": {"next": ["a", "b"]}}
    steps = {
        name: {"side": "city", "waits": waits, "outcomes": outcomes}
        for name, waits, outcomes in (
            ("a", [], to_the_join),
            ("b", [], to_the_join),
            ("c", [], again),
            ("j", ["a", "b"], ends),
        )
    }
    rules = {"start": ["a", "b", "c"], "max_returns": 1, "steps": steps}

    def play() -> None:
        game = Played(rules, cast, note=str)
        game.assert_agrees(flow.begin(rules), "submitted")
        for step in ("a", "b", "c", "a"):
            game.assert_plays_alike("done", step, "o0")
        assert game.marking == {"j", "b", "a>j"}
        with pytest.raises(flow.FlowError, match="open twice"):
            flow.fire(rules, game.marking, "b", "o0")
        game.assert_refuses("done", "b", "o0")

    rolled_back(play)


@st.composite
def wilder(draw: st.DrawFn) -> Flow:
    """A random flow with more than one beginning now and then, and joins that wait for whom they please."""
    rules = draw(flows(most=4, residents=True))
    ids = sorted(rules["steps"])
    if draw(st.booleans()):
        rules["start"] = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2))
    if draw(st.booleans()):
        rules["steps"][draw(st.sampled_from(ids))]["waits"] = sorted(draw(st.sets(st.sampled_from(ids), max_size=2)))
    rules["max_returns"] = draw(st.integers(0, 2))
    return rules


@st.composite
def plays(draw: st.DrawFn) -> tuple[Flow, list[tuple[str, str, str]]]:
    """A flow and a list of acts: mostly such as its steps have, now and then nonsense."""
    rules = draw(flows(most=5, residents=True) | wilder())
    ids = sorted(rules["steps"])
    named = [("done", s, o) for s in ids for o in rules["steps"][s]["outcomes"]]
    answered = [("resubmitted", s, "") for s in ids]
    nonsense = st.tuples(st.just("done"), st.sampled_from([*ids, "tiada"]), st.sampled_from(["o0", "tiada", ""]))
    acts = st.sampled_from(named) | st.sampled_from(named) | st.sampled_from(answered) | nonsense
    return rules, draw(st.lists(acts, max_size=12))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plays())
def test_the_database_moves_a_case_just_as_the_library_says(cast: Cast, played: tuple[Flow, list[tuple[str, str, str]]]) -> None:
    rules, acts = played

    def play() -> None:
        game = Played(rules, cast)
        try:
            begun = flow.begin(rules)
        except flow.FlowError:
            game.assert_refuses("submitted", "")
            return
        game.assert_agrees(begun, "submitted")
        for kind, step, outcome in acts:
            game.assert_plays_alike(kind, step, outcome)
        if not game.ended:
            game.assert_lapses_alike()

    rolled_back(play)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flows(most=4, residents=True), st.randoms(use_true_random=False))
def test_a_case_played_to_its_end_never_leaves_the_library(cast: Cast, rules: Flow, chance: Any) -> None:
    """Only acts that are possible, chosen at random: this goes deeper into a flow than blind acts do."""

    def play() -> None:
        game = Played(rules, cast)
        game.assert_agrees(flow.begin(rules), "submitted")
        for _ in range(25):
            ways = [("done", s, o) for s in sorted(flow.active(game.marking)) for o in rules["steps"][s]["outcomes"]]
            ways += [("resubmitted", s, "") for s in sorted(flow.waiting_for_applicant(game.marking))]
            if not ways:
                break
            game.assert_plays_alike(*chance.choice(ways))

    rolled_back(play)


@st.composite
def two_alike(draw: st.DrawFn) -> tuple[Flow, Flow]:
    """Rules, and others that are like them but for a step, a side, a join, or the public."""
    rules = draw(flows(most=4, residents=True))
    other: Flow = {**rules, "steps": {name: dict(step) for name, step in rules["steps"].items()}}
    step = draw(st.sampled_from(sorted(rules["steps"])))
    match draw(st.sampled_from(["same", "same", "gone", "side", "waits", "public"])):
        case "gone":
            other["steps"] = {name: one for name, one in other["steps"].items() if name != step} or {"lain": other["steps"][step]}
        case "side":
            other["steps"][step]["side"] = draw(st.sampled_from(["city", "outside", "applicant"]))
        case "waits":
            other["steps"][step]["waits"] = sorted(draw(st.sets(st.sampled_from(sorted(rules["steps"])), max_size=2)))
        case "public":
            other["public"] = True
    return rules, other


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(two_alike(), st.integers(0, 4), st.booleans(), st.randoms(use_true_random=False))
def test_a_case_goes_over_to_other_rules_just_where_it_can_stand_there(
    cast: Cast, both: tuple[Flow, Flow], acts: int, public: bool, chance: Any
) -> None:
    rules, other = both
    if public:
        rules, other = {**rules, "public": True}, {**other, "public": True}

    def play() -> None:
        game = Played(rules, cast)
        game.assert_agrees(flow.begin(rules), "submitted")
        for _ in range(acts):
            ways = [("done", s, o) for s in sorted(flow.active(game.marking)) for o in rules["steps"][s]["outcomes"]]
            ways += [("resubmitted", s, "") for s in sorted(flow.waiting_for_applicant(game.marking))]
            if ways:
                game.assert_plays_alike(*chance.choice(ways))
        if not game.ended:
            game.assert_reclassified_alike(other)
            game.assert_sent_on(cast.actor("pak_camat").holdings[0].unit)
            game.assert_merges_alike(Played(rules, cast).case)

    rolled_back(play)
