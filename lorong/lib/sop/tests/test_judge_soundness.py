from __future__ import annotations

import random
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lorong.lib.sop.flow import active, answer, begin, fire, waiting_for_applicant
from lorong.lib.sop.soundness import Fault, explore
from lorong.lib.sop.tests.flows import Flow, flows

State = frozenset[tuple[str, int]]


def step(side: str = "city", waits: tuple[str, ...] = (), **outcomes: Any) -> dict[str, Any]:
    ways = {k: {"next": [v]} if isinstance(v, str) else v for k, v in outcomes.items()}
    return {"side": side, "waits": list(waits), "outcomes": ways}


def flow(*start: str, **steps: Any) -> Flow:
    return {"start": list(start), "max_returns": 3, "steps": steps}


END, NO, BACK = {"end": "issued"}, {"end": "refused"}, {"back": "applicant"}


def faults(given_flow: Flow) -> set[tuple[Fault, str]]:
    return {(f.fault, f.step) for f in explore(given_flow)}


def test_a_plain_line_with_returns_and_refusal_is_sound() -> None:
    assert explore(flow("a", a=step(ya="b", kurang=BACK, tolak=NO), b=step(ya=END, ulang="a"))) == ()


def test_parallel_steps_that_meet_again_are_sound() -> None:
    assert (
        explore(flow("a", a=step(ya={"next": ["b", "c"]}), b=step(ya="d"), c=step(ya="d"), d=step(waits=("b", "c"), ya=END)))
        == ()
    )


def test_a_refusal_in_one_of_two_parallel_steps_ends_everything_and_is_sound() -> None:
    both = flow("a", a=step(ya={"next": ["b", "c"]}), b=step(ya="d", tolak=NO), c=step(ya="d"), d=step(waits=("b", "c"), ya=END))
    assert explore(both) == ()


def test_a_step_that_nothing_opens_is_dead() -> None:
    assert faults(flow("a", a=step(ya=END), b=step(ya=END))) == {(Fault.DEAD, "b")}


def test_a_join_whose_other_side_may_never_come_waits_for_ever() -> None:
    either = flow("a", a=step(satu="b", dua="c"), b=step(ya="d"), c=step(ya="d"), d=step(waits=("b", "c"), ya=END))
    assert {(Fault.STUCK, "d"), (Fault.DEAD, "d")} <= faults(either)
    ways = {f.way for f in explore(either) if f.fault is Fault.STUCK}
    assert (("a", "satu"), ("b", "ya")) in ways


def test_two_steps_that_send_the_case_to_each_other_never_end() -> None:
    assert (Fault.ENDLESS, "b") in faults(flow("a", a=step(ya="b", tolak=NO), b=step(ya="c"), c=step(ya="b")))


def test_an_ordinary_end_beside_an_open_step_leaves_it_open() -> None:
    found = explore(flow("a", a=step(ya={"next": ["b", "c"]}), b=step(ya=END), c=step(ya=END)))
    assert {(f.fault, f.step, f.other) for f in found} == {(Fault.LEFT_OPEN, "b", "c"), (Fault.LEFT_OPEN, "c", "b")}


def test_going_round_while_the_other_side_waits_opens_a_step_twice() -> None:
    round_ = flow("a", a=step(ya={"next": ["b", "c"]}), b=step(ya="c"), c=step(ya=END))
    assert (Fault.TWICE, "b") in faults(round_)


def test_a_flow_with_too_many_states_is_said_to_be_so() -> None:
    wide = {f"p{i}": step(ya=f"q{i}") for i in range(8)} | {f"q{i}": step(ya="z") for i in range(8)}
    wide |= {"z": step(waits=tuple(f"q{i}" for i in range(8)), ya=END)}
    big = flow("a", a=step(ya={"next": [f"p{i}" for i in range(8)]}), **wide)
    assert [f.fault for f in explore(big, limit=500)] == [Fault.TOO_MANY]


# ---- an oracle that plays by its own rules ------------------------------------------------------------------------------


def put(game: Flow, state: Counter[str], source: str, target: str) -> None:
    waits = game["steps"][target]["waits"]
    state[f"{source}→{target}" if waits else target] += 1
    if waits and all(state[f"{w}→{target}"] for w in waits):
        for w in waits:
            state[f"{w}→{target}"] -= 1
        state[target] += 1


def successors(game: Flow, state: State) -> list[tuple[str | None, State]]:
    """(how it ended, state) for every move: (end, ...) for ends, (None, ...) otherwise."""
    found: list[tuple[str | None, State]] = []
    for token, _ in state:
        if token.startswith("?"):
            after = Counter(dict(state))
            after[token] -= 1
            after[token[1:]] += 1
            found.append((None, frozenset((+after).items())))
        elif token in game["steps"]:
            for way in game["steps"][token]["outcomes"].values():
                after = Counter(dict(state))
                after[token] -= 1
                if "end" in way:
                    found.append((way["end"], frozenset((+after).items())))
                    continue
                if "back" in way:
                    after[f"?{token}"] += 1
                else:
                    for target in way["next"]:
                        put(game, after, token, target)
                found.append((None, frozenset((+after).items())))
    return found


def twice(state: State) -> bool:
    names = [t.lstrip("?") for t, n in state for _ in range(n)]
    return len(names) != len(set(names))


def oracle(game: Flow) -> set[Fault]:
    first: Counter[str] = Counter()
    for s in game["start"]:
        put(game, first, "", s)
    start: State = frozenset((+first).items())
    seen, queue = {start}, [start]
    graph: dict[State, list[State]] = {}
    ending: set[State] = set()
    found: set[Fault] = set()
    while queue:
        state = queue.pop()
        graph[state] = []
        for end, after in successors(game, state):
            if end is not None:
                ending.add(state)
                if end != "refused" and after:
                    found.add(Fault.LEFT_OPEN)
            elif twice(after):
                found.add(Fault.TWICE)
                ending.add(state)  # judged by its own fault
            else:
                graph[state].append(after)
                if after not in seen:
                    seen.add(after)
                    queue.append(after)
    for state in seen:
        reach, todo = {state}, [state]
        while todo:
            for after in graph[todo.pop()]:
                if after not in reach:
                    reach.add(after)
                    todo.append(after)
        if not reach & ending:
            anyone = any(t.startswith("?") or t in game["steps"] for t, _ in state)
            found.add(Fault.ENDLESS if anyone else Fault.STUCK)
    if {t for state in seen for t, _ in state} < set(game["steps"]) | {t for state in seen for t, _ in state}:
        found.add(Fault.DEAD)
    return found


@settings(max_examples=600, deadline=None)
@given(flows(residents=True))
def test_the_verdict_agrees_with_brute_force(game: Flow) -> None:
    assert {f.fault for f in explore(game)} == oracle(game)


@settings(max_examples=300, deadline=None)
@given(flows(residents=True), st.integers(0, 10_000))
def test_a_sound_case_played_at_random_never_gets_stuck_and_ends_clean(game: Flow, seed: int) -> None:
    if explore(game):
        return
    dice = random.Random(seed)
    marking = begin(game).marking
    for _ in range(200):
        moves = [(s, None) for s in sorted(waiting_for_applicant(marking))]
        moves += [(s, o) for s in sorted(active(marking)) for o in game["steps"][s]["outcomes"]]
        assert moves, "nobody can act"
        one, outcome = dice.choice(moves)
        if outcome is None:
            marking = answer(game, marking, one).marking
            continue
        moved = fire(game, marking, one, outcome)
        if moved.end is not None:
            assert moved.end == "refused" or marking == {one}
            return
        marking = moved.marking


def test_a_finding_shows_a_way_that_really_leads_there() -> None:
    either = flow("a", a=step(satu="b", dua="c"), b=step(ya="d"), c=step(ya="d"), d=step(waits=("b", "c"), ya=END))
    for finding in explore(either):
        marking = begin(either).marking
        for one, outcome in finding.way:
            marking = fire(either, marking, one, outcome).marking
        if finding.fault is Fault.STUCK:
            assert not active(marking)
