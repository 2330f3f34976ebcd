"""A process as a BPMN 2.0 file (ISO/IEC 19510) with its diagram, so that every modelling tool opens it as it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET  # only written here, never read

from lorong.lib.bpmn.graph import Flow, Graph, Kind, Node, graph_of
from lorong.lib.bpmn.layout import Box, Layout, layout_of
from lorong.lib.sop.schema import Sop
from lorong.lib.span import Span, Unit

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES = {"": MODEL, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI}
WORKING_WEEK, WEEK = 5, 7
WITHDRAW = "Pemohon boleh menarik permohonan kapan saja sebelum selesai; urusan berakhir saat itu juga."


def bpmn_of(sop: Sop, *, slug: str, version: int = 0, city: str = "", titles: Mapping[str, str] | None = None) -> bytes:
    """The SOP as one BPMN 2.0 document in UTF-8, the same bytes for the same input.

    version: of the published procedure, 0 when it is not published. city: the name of the pool. titles: role to how the
    city calls it. The outcome of a step stands in the variable `hasil_<step>`; the conditions of flows ask for it.
    """
    graph = graph_of(sop, titles=titles)
    return _Document(sop, slug, version, city, graph, layout_of(graph)).write()


class _Document:
    def __init__(self, sop: Sop, slug: str, version: int, city: str, graph: Graph, layout: Layout) -> None:
        self.sop, self.slug, self.version, self.city = sop, slug, version, city
        self.graph, self.layout = graph, layout

    def write(self) -> bytes:
        """The document."""
        attributes = {f"xmlns:{p}" if p else "xmlns": uri for p, uri in PREFIXES.items()}
        root = ET.Element("definitions", attributes)
        root.set("id", "definitions")
        root.set("name", self.sop.title)
        root.set("targetNamespace", f"urn:lorong:{self.slug}")
        root.set("expressionLanguage", "https://www.python.org")
        root.set("exporter", "Lorong")
        self._collaboration(root)
        self._process(root)
        self._diagram(root)
        ET.indent(root)
        written: bytes = ET.tostring(root, encoding="utf-8")
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"

    # ---- what it means ----------------------------------------------------------------------------------------------
    def _collaboration(self, root: ET.Element) -> None:
        collaboration = ET.SubElement(root, "collaboration", id="collaboration")
        name = f"{self.sop.title}, {self.city}" if self.city else self.sop.title
        ET.SubElement(collaboration, "participant", id="pool", name=name, processRef=self._process_id)

    def _process(self, root: ET.Element) -> None:
        process = ET.SubElement(root, "process", id=self._process_id, name=self.sop.title, isExecutable="true")
        _text(process, "documentation", self._about())
        lanes = ET.SubElement(process, "laneSet", id="lanes")
        for i, title in enumerate(self.graph.lanes):
            lane = ET.SubElement(lanes, "lane", id=f"lane_{i + 1}", name=title)
            for node in self.graph.nodes.values():
                if node.lane == i:
                    _text(lane, "flowNodeRef", node.id)
        for node in self.graph.nodes.values():
            self._flow_node(process, node)
        for flow in self.graph.flows:
            self._sequence_flow(process, flow)
        note = ET.SubElement(process, "textAnnotation", id="note")
        _text(note, "text", WITHDRAW)

    def _about(self) -> str:
        version = f", versi {self.version}" if self.version else ""
        basis = "; ".join(self.sop.legal_basis)
        return f"SOP {self.sop.sop.number}{version}. Janji: {self.sop.promise}. Dasar hukum: {basis}. {WITHDRAW}"

    def _flow_node(self, process: ET.Element, node: Node) -> None:
        element = ET.SubElement(process, node.kind.value, id=node.id)
        if node.name:
            element.set("name", node.name)
        if node.kind is Kind.TIMER:
            element.set("attachedToRef", node.on)
        into, out_of = self.graph.into(node.id), self.graph.out_of(node.id)
        if node.kind in {Kind.CHOICE, Kind.PARALLEL}:
            element.set("gatewayDirection", "Diverging" if len(out_of) > 1 else "Converging")
        if node.doc:
            _text(element, "documentation", node.doc)
        for flow in into:
            _text(element, "incoming", flow.id)
        for flow in out_of:
            _text(element, "outgoing", flow.id)
        if node.terminates:
            ET.SubElement(element, "terminateEventDefinition", id=f"terminate_{node.id}")
        if node.kind is Kind.TIMER:
            timer = ET.SubElement(element, "timerEventDefinition", id=f"duration_{node.id}")
            duration = _text(timer, "timeDuration", iso_duration(Span.parse(self.sop.returns.within)))
            duration.set("xsi:type", "tFormalExpression")

    def _sequence_flow(self, process: ET.Element, flow: Flow) -> None:
        element = ET.SubElement(process, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target)
        if flow.name:
            element.set("name", flow.name)
        if flow.condition:
            _text(element, "conditionExpression", flow.condition).set("xsi:type", "tFormalExpression")

    @property
    def _process_id(self) -> str:
        return "sop_" + self.slug.replace("-", "_")

    # ---- what it looks like -----------------------------------------------------------------------------------------
    def _diagram(self, root: ET.Element) -> None:
        diagram = ET.SubElement(root, "bpmndi:BPMNDiagram", id="diagram")
        plane = ET.SubElement(diagram, "bpmndi:BPMNPlane", id="plane", bpmnElement="collaboration")
        _shape(plane, "pool", self.layout.pool).set("isHorizontal", "true")
        for i, box in enumerate(self.layout.lanes):
            _shape(plane, f"lane_{i + 1}", box).set("isHorizontal", "true")
        for node in self.graph.nodes.values():
            shape = _shape(plane, node.id, self.layout.boxes[node.id])
            if node.kind is Kind.CHOICE:
                shape.set("isMarkerVisible", "true")
        _shape(plane, "note", self.layout.note)
        for flow in self.graph.flows:
            edge = ET.SubElement(plane, "bpmndi:BPMNEdge", id=f"{flow.id}_line", bpmnElement=flow.id)
            for x, y in self.layout.lines[flow.id]:
                ET.SubElement(edge, "di:waypoint", x=f"{x:g}", y=f"{y:g}")


def iso_duration(span: Span) -> str:
    """A span as ISO 8601 writes it. Working days become the weeks they usually fill, since ISO 8601 knows no offices."""
    match span.unit:
        case Unit.MINUTE:
            return f"PT{span.amount}M"
        case Unit.HOUR:
            return f"PT{span.amount}H"
        case Unit.WORKING_DAY:
            weeks, days = divmod(span.amount, WORKING_WEEK)
            return f"P{weeks * WEEK + days}D"
        case Unit.DAY:
            return f"P{span.amount}D"
        case Unit.MONTH:
            return f"P{span.amount}M"
        case Unit.YEAR:
            return f"P{span.amount}Y"
    raise ValueError(f"{span} never ends")


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = text
    return element


def _shape(plane: ET.Element, ident: str, box: Box) -> ET.Element:
    shape = ET.SubElement(plane, "bpmndi:BPMNShape", id=f"{ident}_shape", bpmnElement=ident)
    ET.SubElement(shape, "dc:Bounds", x=f"{box.x:g}", y=f"{box.y:g}", width=f"{box.width:g}", height=f"{box.height:g}")
    return shape
