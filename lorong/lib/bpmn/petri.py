"""The token game of an SOP as a Petri net in PNML (ISO/IEC 15909-2), exact to the last token.

BPMN tools disagree about what happens to the other branches when a case ends. A Petri net cannot: each way of ending takes every
token there is, so there is one transition for each marking from which a case may end, be withdrawn or lapse. A transition is named
after the move, activity and outcome; only a join is silent.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET  # only written here, never read

from lorong.lib.bpmn.naming import APPLY, LAPSED, MERGED, WITHDRAWN, answer_name, move_names, step_names
from lorong.lib.sop import flow as rules
from lorong.lib.sop.flow import Marking
from lorong.lib.sop.schema import Sop

PNML = "http://www.pnml.org/version-2009/grammar/pnml"
NET_TYPE = "http://www.pnml.org/version-2009/grammar/ptnet"
SOURCE, SINK = "source", "sink"
SILENT = "$invisible$"  # how process-mining tools mark a transition that leaves no event


@dataclass
class Net:
    """Transitions: id to (label or "" for silent, places it takes from, places it gives to)."""

    transitions: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)

    @property
    def places(self) -> list[str]:
        """Every place, in the order in which transitions name them."""
        return list(dict.fromkeys([SOURCE, SINK, *(p for _, a, b in self.transitions.values() for p in (*a, *b))]))

    def add(self, ident: str, label: str, takes: Iterable[str], gives: Iterable[str]) -> None:
        self.transitions[ident] = (label, tuple(sorted(takes)), tuple(sorted(gives)))


def net_of(sop: Sop) -> Net:
    """The net of an SOP that passed the check: from one token in `source` to one in `sink`."""
    flow, names = rules.compile_flow(sop), step_names(sop)
    net = Net()
    net.add("ajukan", APPLY, [SOURCE], map(_place, rules.begin(flow).marking))
    for (step, outcome), name in move_names(sop).items():
        way = flow["steps"][step]["outcomes"][outcome]
        if "back" in way:
            net.add(f"{step}_{outcome}", name, [_place(step)], [_place(f"?{step}")])
            net.add(f"answer_{step}", answer_name(names[step]), [_place(f"?{step}")], [_place(step)])
        elif "next" in way:
            net.add(f"{step}_{outcome}", name, [_place(step)], [_place(_arriving(flow, step, t)) for t in way["next"]])
    for step, rule in flow["steps"].items():
        if rule["waits"]:
            net.add(f"join_{step}", "", _gathered(flow, step), [_place(step)])
    for number, tokens in enumerate(_states(flow)):
        _ends(net, sop, flow, tokens, number)
    return net


def _ends(net: Net, sop: Sop, flow: Mapping[str, Any], tokens: Marking, number: int) -> None:
    """The ways in which a case ends from one state: each takes every token."""
    places = sorted(map(_place, tokens))
    net.add(f"withdrawn_{number}", WITHDRAWN, places, [SINK])
    if sop.is_public:
        net.add(f"merged_{number}", MERGED, places, [SINK])
    if rules.lapses(flow, tokens):
        net.add(f"lapsed_{number}", LAPSED, places, [SINK])
    for (step, outcome), name in move_names(sop).items():
        if step in rules.active(tokens) and "end" in flow["steps"][step]["outcomes"][outcome]:
            net.add(f"{step}_{outcome}_{number}", name, places, [SINK])


def _states(flow: Mapping[str, Any]) -> list[Marking]:
    """Every reachable marking, also as it is while a join has all its tokens and has not fired yet."""
    found: dict[Marking, None] = {}
    for marking in reachable(flow):
        variants = [marking]
        for step in rules.active(marking):
            if flow["steps"][step]["waits"]:
                arrived = {f"{w}>{step}" for w in flow["steps"][step]["waits"]}
                variants += [frozenset((one - {step}) | arrived) for one in variants]
        found |= dict.fromkeys(variants)
    return list(found)


def _arriving(flow: Mapping[str, Any], step: str, target: str) -> str:
    return f"{step}>{target}" if flow["steps"][target]["waits"] else target


def _gathered(flow: Mapping[str, Any], step: str) -> list[str]:
    return [_place(f"{w}>{step}") for w in flow["steps"][step]["waits"]]


def reachable(flow: Mapping[str, Any]) -> list[Marking]:
    """Every marking a running case can have, the first one first."""
    start = rules.begin(flow).marking
    seen, queue = {start: None}, deque([start])
    while queue:
        marking = queue.popleft()
        after = [rules.fire(flow, marking, s, o).marking for s in rules.active(marking) for o in flow["steps"][s]["outcomes"]]
        after += [rules.answer(flow, marking, s).marking for s in rules.waiting_for_applicant(marking)]
        for one in after:
            if one and one not in seen:
                seen[one] = None
                queue.append(one)
    return list(seen)


def pnml_of(sop: Sop, *, slug: str) -> bytes:
    """The net as PNML in UTF-8, with its first and last marking."""
    net = net_of(sop)
    root = ET.Element("pnml", xmlns=PNML)
    element = ET.SubElement(root, "net", id=slug, type=NET_TYPE)
    _name(element, sop.title)
    page = ET.SubElement(element, "page", id="page")
    for place in net.places:
        one = ET.SubElement(page, "place", id=place)
        _name(one, place)
        if place == SOURCE:
            _text(ET.SubElement(one, "initialMarking"), "1")
    for ident, (label, takes, gives) in net.transitions.items():
        one = ET.SubElement(page, "transition", id=f"t_{ident}")
        _name(one, label or ident)
        if not label:
            ET.SubElement(one, "toolspecific", tool="ProM", version="6.4", activity=SILENT)
        for place in takes:
            ET.SubElement(page, "arc", id=f"{place}-{ident}", source=place, target=f"t_{ident}")
        for place in gives:
            ET.SubElement(page, "arc", id=f"{ident}-{place}", source=f"t_{ident}", target=place)
    _final(element)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def _final(net: ET.Element) -> None:
    # The standard has no final marking; this is the extension that tools agree on.
    marking = ET.SubElement(ET.SubElement(net, "finalmarkings"), "marking")
    _text(ET.SubElement(marking, "place", idref=SINK), "1")


def _name(parent: ET.Element, text: str) -> None:
    _text(ET.SubElement(parent, "name"), text)


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


def _place(token: str) -> str:
    """A token of the marking as an XML name: `?periksa` waits for the applicant, `a>b` is done and waits at a join."""
    if token.startswith("?"):
        return f"asked_{token[1:]}"
    source, arrow, target = token.partition(">")
    return f"arrived_{source}_at_{target}" if arrow else f"open_{token}"
