"""An SOP as a graph of BPMN 2.0 nodes and sequence flows, before anything is placed or written.

The graph plays the same token game as `lib.sop.flow`: an exclusive gateway after a step with several ways, a parallel
gateway where one outcome opens several steps and before a step that waits for others, a task in the applicant's lane for
what was asked, with a timer for who does not answer. A case that ends ends whole: where steps can be open side by side, the end
events terminate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lorong.lib.bpmn.naming import APPLY, LAPSED, answer_name, step_names
from lorong.lib.sop.matrix import ROLES, applicant_title, role_title
from lorong.lib.sop.schema import ANSWERED, ARCHIVED, NOT_OURS, REFUSED, RESIDENTS_ROLE, Outcome, Sop, Step

LAPSED_END = "end_lapsed"
NOTHING_GIVEN = {
    REFUSED: "Permohonan ditolak",
    ANSWERED: "Aduan dijawab",
    ARCHIVED: "Aduan diarsipkan",
    NOT_OURS: "Aduan diteruskan ke luar kota",
}


class Kind(StrEnum):
    """The elements used, by their names in the standard."""

    START = "startEvent"
    END = "endEvent"
    USER = "userTask"
    MACHINE = "serviceTask"
    CHOICE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    TIMER = "boundaryEvent"


class Part(StrEnum):
    """Where in the stretch of its step a node stands, from left to right."""

    GATHER = "gather"  # several ways from one step into a join
    JOIN = "join"
    MERGE = "merge"
    TASK = "task"
    CHOICE = "choice"
    SPLIT = "split"


@dataclass(frozen=True)
class Node:
    """`slot`: the stretch of the diagram, counted from 0; `lane`: index into `Graph.lanes`. `on`: the task of a timer."""

    id: str
    kind: Kind
    name: str
    lane: int
    slot: int
    part: Part = Part.TASK
    doc: str = ""
    on: str = ""
    terminates: bool = False


@dataclass(frozen=True)
class Flow:
    """A sequence flow. `outcomes`: it is taken when the step's variable has one of these values; `variable` is "" without."""

    id: str
    source: str
    target: str
    name: str = ""
    variable: str = ""
    outcomes: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        """An expression that Python and several engines read alike; "" when the flow has none."""
        if not self.variable:
            return ""
        if len(self.outcomes) == 1:
            return f'{self.variable} == "{self.outcomes[0]}"'
        values = ", ".join(f'"{outcome}"' for outcome in self.outcomes)
        return f"{self.variable} in ({values})"


@dataclass
class Graph:
    """The whole process. `lanes`: who acts, the applicant first; `slots`: how many stretches lie side by side."""

    lanes: tuple[str, ...]
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    slots: int = 0

    def into(self, node: str) -> list[Flow]:
        return [f for f in self.flows if f.target == node]

    def out_of(self, node: str) -> list[Flow]:
        return [f for f in self.flows if f.source == node]


@dataclass(frozen=True)
class _Way:
    """An exit on its way to a step: from which node, of which step, under which outcomes."""

    node: str
    step: str
    name: str = ""
    variable: str = ""
    outcomes: tuple[str, ...] = ()


def graph_of(sop: Sop, *, titles: Mapping[str, str] | None = None) -> Graph:
    """The graph of an SOP that passed the check. `titles`: role to how the city calls it, over the usual names."""
    return _Builder(sop, {**ROLES, **(titles or {})}).build()


def variable_of(step_id: str) -> str:
    """The process variable that holds the outcome of a step."""
    return f"hasil_{step_id}"


class _Builder:
    def __init__(self, sop: Sop, titles: Mapping[str, str]) -> None:
        self.sop, self.titles = sop, {**titles, RESIDENTS_ROLE: applicant_title(sop)}
        self.names = step_names(sop)
        lanes = dict.fromkeys([applicant_title(sop), *(role_title(s, self.titles) for s in sop.steps)])
        self.graph = Graph(tuple(lanes))
        self.slot = {s.id: i for i, s in enumerate(sop.steps, 2)}
        self.last = len(sop.steps) + 2
        self.arrivals: dict[str, list[_Way]] = {s.id: [] for s in sop.steps}
        self.side_by_side = len(sop.first_steps) > 1 or any(len(o.next) > 1 for s in sop.steps for o in s.outcomes.values())

    def build(self) -> Graph:
        self.graph.slots = self.last + 1
        self._begin()
        for step in self.sop.steps:
            self._step(step)
        for step in self.sop.steps:
            self._enter(step)
        return self.graph

    def _begin(self) -> None:
        self._node(Node("start", Kind.START, "Aduan dimulai" if self.sop.is_public else "Permohonan dimulai", 0, 0))
        asks = ", ".join(r.name for r in self.sop.requirements)
        self._node(Node("ajukan", Kind.USER, APPLY, 0, 1, doc=f"Syarat: {asks}" if asks else ""))
        self._flow("start", "ajukan")
        self._lead(_Way("ajukan", ""), self.sop.first_steps, 1)

    def _step(self, step: Step) -> None:
        lane, slot = self.graph.lanes.index(role_title(step, self.titles)), self.slot[step.id]
        task = f"step_{step.id}"
        kind = Kind.MACHINE if step.is_machine else Kind.USER
        self._node(Node(task, kind, self.names[step.id], lane, slot, doc=_doc(step)))
        ways = _by_place(step)
        if len(ways) == 1:
            self._leave(step, _Way(task, step.id), next(iter(ways.values())))
            return
        choice = f"choose_{step.id}"
        self._node(Node(choice, Kind.CHOICE, f"Hasil: {self.names[step.id]}", lane, slot, Part.CHOICE))
        self._flow(task, choice)
        for outcomes in ways.values():
            name = " / ".join(o.label for o in outcomes.values())
            self._leave(step, _Way(choice, step.id, name, variable_of(step.id), tuple(outcomes)), outcomes)

    def _leave(self, step: Step, way: _Way, outcomes: Mapping[str, Outcome]) -> None:
        one = next(iter(outcomes.values()))
        if one.end:
            self._connect(way, self._end(one.end))
        elif one.back_to:
            self._connect(way, self._ask(step))
        else:
            self._lead(way, one.next, self.slot[step.id])

    def _lead(self, way: _Way, targets: Iterable[str], slot: int) -> None:
        """Towards one step, or through a parallel gateway to several."""
        targets = tuple(targets)
        if len(targets) > 1:
            count = sum(n.part is Part.SPLIT and n.slot == slot for n in self.graph.nodes.values())
            split = f"split_{way.step or 'ajukan'}_{count + 1}"
            self._node(Node(split, Kind.PARALLEL, "", self.graph.nodes[way.node].lane, slot, Part.SPLIT))
            self._connect(way, split)
            way = _Way(split, way.step)
        for target in targets:
            self.arrivals[target].append(way)

    def _ask(self, step: Step) -> str:
        task = f"answer_{step.id}"
        within = self.sop.returns.within
        doc = f"Paling banyak {self.sop.returns.limit} kali, tiap kali dalam {within}. Waktu kota berhenti selama ini."
        self._node(Node(task, Kind.USER, answer_name(self.names[step.id]), 0, self.slot[step.id], doc=doc))
        timer = f"timer_{step.id}"
        self._node(Node(timer, Kind.TIMER, within, 0, self.slot[step.id], on=task))
        if LAPSED_END not in self.graph.nodes:
            self._node(Node(LAPSED_END, Kind.END, LAPSED, 0, self.last, terminates=self.side_by_side))
        self._flow(timer, LAPSED_END)
        return task

    def _end(self, end: str) -> str:
        ident = f"end_{end}"
        if ident not in self.graph.nodes:
            name = NOTHING_GIVEN.get(end) or f"{self.sop.product.name}{'' if self.sop.is_public else ' diterima'}"
            self._node(Node(ident, Kind.END, name, 0, self.last, terminates=self.side_by_side))
        return ident

    def _enter(self, step: Step) -> None:
        """The gateways before a step: gather, join, merge, as far as they are needed."""
        task, ways = f"step_{step.id}", self.arrivals[step.id]
        lane, slot = self.graph.nodes[task].lane, self.slot[step.id]
        door = task
        returns = f"answer_{step.id}" in self.graph.nodes
        if returns or (len(ways) > 1 and not step.waits_for):
            door = f"merge_{step.id}"
            self._node(Node(door, Kind.CHOICE, "", lane, slot, Part.MERGE))
            self._flow(door, task)
        if returns:
            self._flow(f"answer_{step.id}", door)
        if not step.waits_for:
            for way in ways:
                self._connect(way, door)
            return
        join = f"join_{step.id}"
        self._node(Node(join, Kind.PARALLEL, "", lane, slot, Part.JOIN))
        self._flow(join, door)
        for source in step.waits_for:
            self._gather(join, source, [w for w in ways if w.step == source])

    def _gather(self, join: str, source: str, ways: list[_Way]) -> None:
        if len(ways) == 1:
            self._connect(ways[0], join)
            return
        here = self.graph.nodes[join]
        gather = f"gather_{here.id.removeprefix('join_')}_{source}"
        self._node(Node(gather, Kind.CHOICE, "", here.lane, here.slot, Part.GATHER))
        self._flow(gather, join)
        for way in ways:
            self._connect(way, gather)

    def _node(self, node: Node) -> None:
        assert node.id not in self.graph.nodes, node.id
        self.graph.nodes[node.id] = node

    def _connect(self, way: _Way, target: str) -> None:
        self._flow(way.node, target, way.name, way.variable, way.outcomes)

    def _flow(self, source: str, target: str, name: str = "", variable: str = "", outcomes: tuple[str, ...] = ()) -> None:
        ident = f"flow_{len(self.graph.flows) + 1}"
        self.graph.flows.append(Flow(ident, source, target, name, variable, outcomes))


def _by_place(step: Step) -> dict[tuple[object, ...], dict[str, Outcome]]:
    """The outcomes of a step by where they lead; those that lead to one place are one way."""
    places: dict[tuple[object, ...], dict[str, Outcome]] = {}
    for name, outcome in step.outcomes.items():
        places.setdefault((outcome.next, outcome.back_to, outcome.end), {})[name] = outcome
    return places


def _doc(step: Step) -> str:
    parts = [step.does, f"Perlu: {', '.join(step.needs)}", f"Waktu: {step.within}", f"Hasil: {step.gives}"]
    if step.on_deadline is not None and step.on_deadline.basis:
        parts.append(f"Bila waktunya habis: {step.on_deadline.basis}")
    return ". ".join(parts) + "."
