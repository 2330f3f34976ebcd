"""Where the nodes of a process stand and how its flows run: lanes from top to bottom, stretches from left to right.

Lengths are pixels of the diagram. Each step has a stretch (slot) of its own, shared by all lanes, so that a vertical line inside a
stretch meets nothing of another step, and one in the gap before a stretch meets nothing at all. What does not run straight
leaves its lane's middle, runs along a channel of its own above or below it, and comes down in the gap before its target.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from lorong.lib.bpmn.graph import Flow, Graph, Kind, Node, Part

Point = tuple[float, float]

LEFT, TOP, LABEL = 160.0, 80.0, 30.0  # the pool's corner, and the width of its and the lanes' names
TASK, GATE, EVENT = (120.0, 80.0), (50.0, 50.0), (36.0, 36.0)
SPACE, GAP, CHANNEL, MARGIN = 40.0, 30.0, 12.0, 24.0
STACK = 40.0  # between nodes of one part in one lane
PARTS = list(Part)


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass
class Layout:
    """`boxes` by node id, `lines` by flow id, `lanes` in order, `pool` around everything, `note` for the annotation."""

    pool: Box
    lanes: list[Box]
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    note: Box = Box(0, 0, 0, 0)


def layout_of(graph: Graph) -> Layout:
    """Place everything. The same graph gives the same places."""
    return _Layout(graph).whole()


def size_of(node: Node) -> Point:
    """Width and height of a node's shape."""
    if node.kind in {Kind.USER, Kind.MACHINE}:
        return TASK
    return GATE if node.kind in {Kind.CHOICE, Kind.PARALLEL} else EVENT


class _Layout:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.boxes: dict[str, Box] = {}
        self.columns = self._stand_in_columns()
        self.long = [f for f in graph.flows if self._is_long(f)]
        self.gaps: dict[int, list[str]] = defaultdict(list)  # slot -> flows that come down before it
        self.channels: dict[tuple[int, bool], list[str]] = defaultdict(list)  # lane, above -> flows along it
        for flow in self.long:
            self._give_ways(flow)
        self.left: dict[int, float] = {}
        self.part_x: dict[tuple[int, Part], float] = {}
        self.width = self._measure_slots()
        self.lane_boxes, self.middles = self._measure_lanes()

    def whole(self) -> Layout:
        for places in self.columns.values():
            self._stack(places)
        for node in self.graph.nodes.values():
            if node.kind is Kind.TIMER:
                host = self.boxes[node.on]
                self.boxes[node.id] = Box(host.right - 30 - EVENT[0] / 2, host.y - EVENT[1] / 2, *EVENT)
        pool = Box(LEFT, TOP, self.width - LEFT, sum(b.height for b in self.lane_boxes))
        layout = Layout(pool, self.lane_boxes, self.boxes)
        layout.lines = {flow.id: self._line(flow) for flow in self.graph.flows}
        layout.note = Box(LEFT, pool.bottom + 30, 420, 60)
        return layout

    # ---- what stands where ------------------------------------------------------------------------------------------
    def _stand_in_columns(self) -> dict[tuple[int, int, Part], list[Node]]:
        columns: dict[tuple[int, int, Part], list[Node]] = defaultdict(list)
        for node in self.graph.nodes.values():
            if node.kind is not Kind.TIMER:
                columns[node.slot, node.lane, node.part].append(node)
        return columns

    def _measure_slots(self) -> float:
        x = LEFT + 2 * LABEL + SPACE
        for slot in range(self.graph.slots):
            x += GAP + CHANNEL * len(self.gaps[slot])
            self.left[slot] = x
            for part in PARTS:
                here = [n for (s, _, p), nodes in self.columns.items() if s == slot and p is part for n in nodes]
                if here:
                    widest = max(size_of(n)[0] for n in here)
                    self.part_x[slot, part] = x + widest / 2
                    x += widest + SPACE
        return x + SPACE

    def _measure_lanes(self) -> tuple[list[Box], list[float]]:
        boxes, middles, y = [], [], TOP
        for lane in range(len(self.graph.lanes)):
            band = max((_height(nodes) for (_, at, _), nodes in self.columns.items() if at == lane), default=TASK[1])
            above = MARGIN + EVENT[1] / 2 + CHANNEL * len(self.channels[lane, True])
            below = MARGIN + CHANNEL * len(self.channels[lane, False])
            boxes.append(Box(LEFT + LABEL, y, self.width - LEFT - LABEL, above + band + below))
            middles.append(y + above + band / 2)
            y += above + band + below
        return boxes, middles

    def _stack(self, nodes: list[Node]) -> None:
        x = self.part_x[nodes[0].slot, nodes[0].part]
        y = self.middles[nodes[0].lane] - _height(nodes) / 2
        for node in nodes:
            width, height = size_of(node)
            self.boxes[node.id] = Box(x - width / 2, y, width, height)
            y += height + STACK

    # ---- how a flow runs ----------------------------------------------------------------------------------------------
    def _is_long(self, flow: Flow) -> bool:
        """Whether it leaves the stretch of its step."""
        return self._node(flow.source).slot != self._node(flow.target).slot

    def _is_next(self, flow: Flow) -> bool:
        """From the last node of a stretch sideways into the next one: no channel is needed."""
        source, target = self._node(flow.source), self._node(flow.target)
        if source.kind is Kind.TIMER or target.slot != source.slot + 1 or not self._is_first_exit(flow):
            return False
        parts = [p for (s, lane, p), _ in self.columns.items() if s == source.slot and lane == source.lane]
        alone = len(self.columns[source.slot, source.lane, source.part]) == 1
        return alone and PARTS.index(source.part) == max(PARTS.index(p) for p in parts)

    def _is_first_exit(self, flow: Flow) -> bool:
        """Whether it is the exit that leads on, to the nearest stretch ahead."""
        ahead = [f for f in self.graph.out_of(flow.source) if self._node(f.target).slot > self._node(f.source).slot]
        return bool(ahead) and min(ahead, key=lambda f: self._node(f.target).slot) is flow

    def _give_ways(self, flow: Flow) -> None:
        source, target = self._node(flow.source), self._node(flow.target)
        self.gaps[target.slot].append(flow.id)
        if not self._is_next(flow):
            self.channels[source.lane, self._goes_above(source, target)].append(flow.id)

    def _goes_above(self, source: Node, target: Node) -> bool:
        return source.kind is Kind.TIMER or target.lane < source.lane

    def _line(self, flow: Flow) -> tuple[Point, ...]:
        points = self._long(flow) if self._is_long(flow) else self._short(flow)
        clean: list[Point] = []
        for point in points:
            if not clean or point != clean[-1]:
                clean.append((round(point[0], 1), round(point[1], 1)))
        return tuple(clean)

    def _short(self, flow: Flow) -> list[Point]:
        """Inside one stretch: along the lane, or to and from the applicant's task above or below."""
        source, target = self._node(flow.source), self._node(flow.target)
        here, there = self.boxes[source.id], self.boxes[target.id]
        if source.part is Part.TASK and target.part is Part.MERGE and source.lane != target.lane:
            x = there.middle[0]
            edge = there.y if here.y < there.y else there.bottom
            return [(here.x, here.middle[1]), (x, here.middle[1]), (x, edge)]
        if source.part is Part.CHOICE and target.part is Part.TASK:
            x = here.middle[0]
            edge = here.y if there.y < here.y else here.bottom
            return [(x, edge), (x, there.middle[1]), (there.right, there.middle[1])]
        if abs(here.middle[1] - there.middle[1]) < 1:
            return [(here.right, here.middle[1]), (there.x, there.middle[1])]
        if source.part is Part.GATHER:
            return [(here.right, here.middle[1]), (there.middle[0], here.middle[1]), (there.middle[0], _near(there, here))]
        return [(here.middle[0], _near(here, there)), (here.middle[0], there.middle[1]), (there.x, there.middle[1])]

    def _long(self, flow: Flow) -> list[Point]:
        source, target = self._node(flow.source), self._node(flow.target)
        here, there = self.boxes[source.id], self.boxes[target.id]
        gap = self.left[target.slot] - CHANNEL * (1 + self.gaps[target.slot].index(flow.id))
        enter = [(gap, there.middle[1]), (there.x, there.middle[1])]
        if self._is_next(flow):
            return [(here.right, here.middle[1]), (gap, here.middle[1]), *enter]
        above = self._goes_above(source, target)
        channel = self._channel(source.lane, above, flow)
        if source.part is Part.TASK and source.kind is not Kind.TIMER:
            # the task's stretch holds nothing behind it in this lane
            x = here.right + SPACE / 2
            return [(here.right, here.middle[1]), (x, here.middle[1]), (x, channel), (gap, channel), *enter]
        x = here.middle[0]
        return [(x, here.y if above else here.bottom), (x, channel), (gap, channel), *enter]

    def _channel(self, lane: int, above: bool, flow: Flow) -> float:
        box, place = self.lane_boxes[lane], self.channels[lane, above].index(flow.id)
        return box.y + CHANNEL * (place + 1) if above else box.bottom - CHANNEL * (place + 1)

    def _node(self, ident: str) -> Node:
        return self.graph.nodes[ident]


def _height(nodes: list[Node]) -> float:
    return sum(size_of(n)[1] for n in nodes) + STACK * (len(nodes) - 1)


def _near(box: Box, other: Box) -> float:
    return box.bottom if other.middle[1] > box.middle[1] else box.y
