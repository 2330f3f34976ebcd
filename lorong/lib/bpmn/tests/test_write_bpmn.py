"""The BPMN of every SOP is valid by the standard's own schema, can be drawn, and runs to the same ends elsewhere."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from lorong.lib.bpmn import bpmn_of
from lorong.lib.bpmn.graph import Graph, Kind, graph_of
from lorong.lib.bpmn.layout import Box, layout_of
from lorong.lib.bpmn.tests.running import VALIDATOR, Run, opened_by
from lorong.lib.bpmn.writing import iso_duration
from lorong.lib.sop import flow as rules
from lorong.lib.sop.reading import Declared, read_service, service_folders
from lorong.lib.sop.schema import RESIDENTS_ROLE, Sop, Story
from lorong.lib.span import Span

CATALOG = Path(__file__).resolve().parents[4] / "catalog"
READ = [d for d in (read_service(f).declared for f in service_folders(CATALOG)) if d is not None]
# Forty categories of complaints have four flows between them: one of each flow is enough here.
DECLARED = list({str(rules.compile_flow(d.sop)) if d.sop.is_public else d.slug: d for d in READ}.values())
ALL = pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.slug)
TALES = [pytest.param(d, s, id=f"{d.slug}: {s.name}") for d in DECLARED for s in d.examples.stories if not s.submit_refused]


def run(declared: Declared) -> Run:
    return Run(bpmn_of(declared.sop, slug=declared.slug), "sop_" + declared.slug.replace("-", "_"))


@ALL
def test_a_process_is_valid_by_the_schema_of_the_standard(declared: Declared):
    xml = bpmn_of(declared.sop, slug=declared.slug, version=3, city="Kota Makassar")
    VALIDATOR.validate(etree.fromstring(xml))
    assert xml == bpmn_of(declared.sop, slug=declared.slug, version=3, city="Kota Makassar")


def test_the_schema_would_notice_a_wrong_process():
    xml = bpmn_of(DECLARED[0].sop, slug="x").replace(b"<incoming>", b"<incomming>").replace(b"</incoming>", b"</incomming>")
    with pytest.raises(Exception, match="incomming"):
        VALIDATOR.validate(etree.fromstring(xml))


@pytest.mark.parametrize(("declared", "story"), TALES)
def test_a_story_comes_to_the_same_end_in_another_engine(declared: Declared, story: Story):
    process, flow = run(declared), rules.compile_flow(declared.sop)
    process.do("ajukan")
    marking = rules.begin(flow).marking
    for act in story.acts:
        marking = alone(process, declared.sop, flow, marking, (act.step or "", act.outcome or ""))
        if act.refused or act.does == "withdraw":
            continue  # a refused act changes nothing; withdrawing is a note in the diagram
        silent = next((s for s in map(declared.sop.step, rules.active(marking)) if s.by == RESIDENTS_ROLE), None)
        if act.does == "lapse" and silent is not None and silent.on_deadline is not None:
            marking = advance(process, flow, marking, silent.id, silent.on_deadline.outcome or "")
            continue
        if act.does == "lapse":
            process.lapse()
            assert process.ended == {"end_lapsed"}
            return
        if act.does == "resubmit":
            step = act.step or next(iter(rules.waiting_for_applicant(marking)))
            process.do(f"answer_{step}")
            marking = rules.answer(flow, marking, step).marking
        else:
            marking = advance(process, flow, marking, act.step or "", act.outcome or "")
    if any(act.does == "withdraw" for act in story.acts):
        return
    alone(process, declared.sop, flow, marking, ("", ""))
    end = {f"end_{story.ends.end}"} if story.ends.end != "open" else process.ended
    assert process.ended == end
    assert process.flow.completed == bool(process.ended)


@ALL
def test_whatever_happens_the_same_tasks_are_open_in_both(declared: Declared):
    for seed in range(6):
        chance, process, flow = random.Random(f"{declared.slug}{seed}"), run(declared), rules.compile_flow(declared.sop)
        assert process.open == {"ajukan"}
        process.do("ajukan")
        marking, joined = rules.begin(flow).marking, set()
        for _ in range(14):
            joined |= {s for s in rules.active(marking) if declared.sop.step(s).waits_for}
            if any(t.partition(">")[2] in joined for t in marking):
                break  # the other engine forgets no arrival of the first round when a join is reached in a second one
            assert process.open == opened_by(marking)
            token = chance.choice(sorted(t for t in marking if ">" not in t))
            if token.startswith("?"):
                process.do(f"answer_{token[1:]}")
                marking = rules.answer(flow, marking, token[1:]).marking
            else:
                outcomes = [o for o, way in flow["steps"][token]["outcomes"].items() if "end" not in way or chance.random() < 0.3]
                if not outcomes:
                    break
                marking = advance(process, flow, marking, token, chance.choice(outcomes))
            if not marking:
                break


def advance(process: Run, flow: dict, marking: rules.Marking, step: str, outcome: str) -> rules.Marking:
    moved = rules.fire(flow, marking, step, outcome)
    process.do(f"step_{step}", outcome)
    if moved.end:
        assert process.ended == {f"end_{moved.end}"}
        assert process.flow.completed
    return moved.marking


def alone(process: Run, sop: Sop, flow: dict, marking: rules.Marking, upcoming: tuple[str, str]) -> rules.Marking:
    """What the machine does by itself before the next act."""
    for _ in range(10):
        machine = [s for s in sorted(rules.active(marking)) if sop.step(s).is_machine and s != upcoming[0]]
        if not machine:
            break
        marking = advance(process, flow, marking, machine[0], next(iter(sop.step(machine[0]).outcomes)))
    return marking


# ---- the drawing


@ALL
def test_shapes_stand_in_their_lanes_and_do_not_touch(declared: Declared):
    graph = graph_of(declared.sop)
    layout = layout_of(graph)
    solid = {n.id: layout.boxes[n.id] for n in graph.nodes.values() if n.kind is not Kind.TIMER}
    for ident, box in solid.items():
        lane = layout.lanes[graph.nodes[ident].lane]
        assert lane.y < box.y, ident
        assert box.bottom < lane.bottom, ident
        assert lane.x < box.x, ident
        assert box.right < layout.pool.right, ident
    pairs = [(a, b) for a in solid for b in solid if a < b]
    assert [(a, b) for a, b in pairs if _meet(solid[a], solid[b])] == []


@ALL
def test_lines_run_from_shape_to_shape_with_right_angles_and_cross_no_other_shape(declared: Declared):
    graph = graph_of(declared.sop)
    layout = layout_of(graph)
    for flow in graph.flows:
        points = layout.lines[flow.id]
        assert len(points) >= 2
        assert _on_edge(layout.boxes[flow.source], points[0]), flow
        assert _on_edge(layout.boxes[flow.target], points[-1]), flow
        for a, b in pairwise(points):
            assert a[0] == b[0] or a[1] == b[1], (flow, points)
            hit = [n for n, box in layout.boxes.items() if n not in _own(graph, flow.source, flow.target) and _crosses(box, a, b)]
            assert hit == [], (flow, points)


def _own(graph: Graph, source: str, target: str) -> set[str]:
    return {source, target, graph.nodes[source].on}


def _meet(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def _on_edge(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    inside = box.x - 0.1 <= x <= box.right + 0.1 and box.y - 0.1 <= y <= box.bottom + 0.1
    return inside and min(abs(x - box.x), abs(x - box.right), abs(y - box.y), abs(y - box.bottom)) < 0.1


def _crosses(box: Box, a: tuple[float, float], b: tuple[float, float]) -> bool:
    left, right = sorted((a[0], b[0]))
    top, bottom = sorted((a[1], b[1]))
    return left < box.right and right > box.x and top < box.bottom and bottom > box.y


@pytest.mark.parametrize(
    ("text", "iso"),
    [("30 menit", "PT30M"), ("2 jam", "PT2H"), ("5 hari kerja", "P7D"), ("3 hari kerja", "P3D"), ("12 hari kerja", "P16D"),
     ("14 hari", "P14D"), ("1 bulan", "P1M"), ("2 tahun", "P2Y")],
)  # fmt: skip
def test_a_deadline_is_written_as_iso_8601_knows_it(text: str, iso: str):
    assert iso_duration(Span.parse(text)) == iso


def test_a_deadline_that_never_comes_is_a_mistake():
    with pytest.raises(ValueError, match="never"):
        iso_duration(Span.parse("permanen"))
