"""The Petri net of a case without an applicant: from every state it may be merged or taken back, and it lapses only where silence
ends it."""

from __future__ import annotations

import pytest

from lorong.lib.bpmn.naming import LAPSED, MERGED, WITHDRAWN
from lorong.lib.bpmn.petri import Net, net_of, reachable
from lorong.lib.bpmn.tests.test_write_bpmn import DECLARED
from lorong.lib.sop import flow as rules
from lorong.lib.sop.reading import Declared

PUBLIC = [d for d in DECLARED if d.sop.is_public]
OWNED = [d for d in DECLARED if not d.sop.is_public][:3]


def labels(net: Net, label: str) -> list[tuple[str, ...]]:
    """The places that every transition of this name takes from."""
    return [takes for name, takes, _ in net.transitions.values() if name == label]


@pytest.mark.parametrize("declared", PUBLIC, ids=lambda d: d.slug)
def test_it_may_be_merged_from_every_state(declared: Declared) -> None:
    net = net_of(declared.sop)
    states = reachable(rules.compile_flow(declared.sop))
    assert len(labels(net, MERGED)) == len(labels(net, WITHDRAWN)) >= len(states)


@pytest.mark.parametrize("declared", PUBLIC, ids=lambda d: d.slug)
def test_it_lapses_where_something_was_asked_and_never_in_a_step_of_the_residents(declared: Declared) -> None:
    taken = labels(net_of(declared.sop), LAPSED)
    theirs = {f"open_{step.id}" for step in declared.sop.steps if step.side == "applicant"}
    assert theirs
    assert all(any(place.startswith("asked_") for place in places) for places in taken)
    assert all(theirs.isdisjoint(places) for places in taken)


@pytest.mark.parametrize("declared", OWNED, ids=lambda d: d.slug)
def test_an_application_is_never_merged(declared: Declared) -> None:
    assert labels(net_of(declared.sop), MERGED) == []
