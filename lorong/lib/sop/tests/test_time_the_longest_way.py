from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lorong.lib.sop.schema import Sop
from lorong.lib.sop.soundness import explore
from lorong.lib.sop.tests.flows import Flow, flows, sop_of
from lorong.lib.sop.tests.test_judge_soundness import BACK, END, NO, flow, step
from lorong.lib.sop.timing import longest_normal_way


def longest(game: Flow, **minutes: int) -> tuple[int, tuple[str, ...]]:
    found = longest_normal_way(Sop.model_validate(sop_of(game, {s: minutes.get(s, 10) for s in game["steps"]})))
    assert found.whole
    return found.minutes, found.steps


def test_steps_in_a_row_add_up() -> None:
    assert longest(flow("a", a=step(ya="b"), b=step(ya=END)), a=30, b=120) == (150, ("a", "b"))


def test_of_two_steps_at_once_the_slower_one_counts() -> None:
    both = flow("a", a=step(ya={"next": ["b", "c"]}), b=step(ya="d"), c=step(ya="d"), d=step(waits=("b", "c"), ya=END))
    assert longest(both, a=10, b=60, c=200, d=5) == (215, ("a", "c", "d"))


def test_returns_and_going_round_are_not_promised() -> None:
    assert longest(flow("a", a=step(ya="b", kurang=BACK), b=step(ya=END, ulang="a")), a=30, b=40) == (70, ("a", "b"))


def test_of_two_ways_the_longer_one_counts_even_when_it_is_a_refusal() -> None:
    assert longest(flow("a", a=step(ya=END, periksa="b"), b=step(tolak=NO)), a=10, b=90) == (100, ("a", "b"))


def test_an_outside_party_does_not_use_the_citys_time() -> None:
    assert longest(flow("a", a=step(ya="b"), b=step("outside", ya="c"), c=step(ya=END)), a=10, b=400, c=20) == (
        30,
        ("a", "b", "c"),
    )


@pytest.mark.parametrize(("within", "minutes"), [("30 menit", 30), ("2 jam", 120), ("1 hari kerja", 450)])
def test_spans_become_working_minutes(within: str, minutes: int) -> None:
    given_sop = sop_of(flow("a", a=step(ya=END)), {"a": 1})
    given_sop["steps"][0]["within"] = within
    assert longest_normal_way(Sop.model_validate(given_sop)).minutes == minutes


def test_a_service_with_very_many_ways_is_cut_off_and_says_so() -> None:
    steps = {f"s{i}": step(**{f"o{j}": f"t{i}_{j}" for j in range(6)}) for i in range(8)}
    for i in range(8):
        for j in range(6):
            steps[f"t{i}_{j}"] = step(ya=f"s{i + 1}") if i < 7 else step(ya=END)
    wide = Sop.model_validate(sop_of(flow("s0", **steps), dict.fromkeys(steps, 1)))
    found = longest_normal_way(wide)
    assert not found.whole
    assert found.minutes == 16


# ---- an oracle: every choice of one outcome per step, played on a clock -------------------------------------------------


def played(game: Flow, choice: dict[str, str], minutes: dict[str, int]) -> int | None:
    """When the case ends under these choices; None when it is no normal run."""
    due = {s: minutes[s] for s in game["start"]}
    opened = set(game["start"])
    arrived: set[tuple[str, str]] = set()
    now = 0
    while due:
        one = min(due, key=lambda s: (due[s], s))
        now = due.pop(one)
        way = game["steps"][one]["outcomes"][choice[one]]
        if "end" in way:
            return now
        if "back" in way:
            return None
        for target in way["next"]:
            waits = game["steps"][target]["waits"]
            if waits:
                arrived.add((one, target))
                if not all((w, target) in arrived for w in waits):
                    continue
            if target in opened:
                return None
            opened.add(target)
            due[target] = now + minutes[target]
    return None


@settings(max_examples=500, deadline=None)
@given(flows(most=5), st.data())
def test_the_longest_way_agrees_with_playing_every_choice_on_a_clock(game: Flow, data: st.DataObject) -> None:
    for one in game["steps"].values():  # where a refusal may race, who is first decides: that is not this test
        one["outcomes"] = {k: {"end": "issued"} if w.get("end") else w for k, w in one["outcomes"].items()}
        one["side"] = "city"
    if explore(game):
        return
    minutes = {s: data.draw(st.integers(1, 100)) for s in game["steps"]}
    choices = [dict(zip(game["steps"], c, strict=True)) for c in product(*(s["outcomes"] for s in game["steps"].values()))]
    times = [t for t in (played(game, c, minutes) for c in choices) if t is not None]
    assert longest_normal_way(Sop.model_validate(sop_of(game, minutes))).minutes == max(times, default=0)
