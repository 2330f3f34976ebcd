"""An SOP's BPMN run by an engine that never heard of Lorong, beside the token game of `lib.sop.flow`."""

from __future__ import annotations

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.defaults import UserTask
from SpiffWorkflow.util.task import TaskState

from lorong.lib.bpmn.graph import variable_of

VALIDATOR = BpmnValidator()  # the schemas of the standard, as the engine bundles them
NEVER, AT_ONCE = "P3650D", "PT0S"


class Parser(BpmnParser):
    """Every task waits for somebody, the machine's too: the test is the machine."""

    OVERRIDE_PARSER_CLASSES = {full_tag("serviceTask"): (TaskParser, UserTask)}


class Engine(PythonScriptEngine):
    """Conditions as they stand; a duration is not an expression, and comes when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.duration = NEVER

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        if expression.startswith("P"):
            return repr(self.duration).strip("'")
        return super().evaluate(task, expression, external_context)


class Run:
    """One process instance."""

    def __init__(self, xml: bytes, process: str) -> None:
        parser = Parser(validator=VALIDATOR)
        parser.add_bpmn_xml(etree.fromstring(xml))
        self.engine = Engine()
        spec = parser.get_spec(process)
        self.flow = BpmnWorkflow(spec, parser.get_subprocess_specs(process), script_engine=self.engine)
        self.flow.do_engine_steps()

    @property
    def open(self) -> set[str]:
        """Ids of the tasks that wait for somebody."""
        return {t.task_spec.bpmn_id for t in self.flow.get_tasks(state=TaskState.READY, manual=True)}

    @property
    def ended(self) -> set[str]:
        """Ids of the end events that were reached."""
        done = self.flow.get_tasks(state=TaskState.COMPLETED)
        return {t.task_spec.bpmn_id for t in done if (t.task_spec.bpmn_id or "").startswith("end_")}

    def do(self, task: str, outcome: str = "") -> None:
        """Somebody finishes a task, with an outcome."""
        one = next(t for t in self.flow.get_tasks(state=TaskState.READY, manual=True) if t.task_spec.bpmn_id == task)
        if outcome:
            one.data[variable_of(task.removeprefix("step_"))] = outcome
        one.run()
        self.flow.do_engine_steps()

    def lapse(self) -> None:
        """The applicant's time runs out."""
        self.engine.duration = AT_ONCE
        self.flow.refresh_waiting_tasks()
        self.flow.do_engine_steps()


def opened_by(marking: frozenset[str]) -> set[str]:
    """The tasks that a marking of `lib.sop.flow` means."""
    return {f"answer_{t[1:]}" if t.startswith("?") else f"step_{t}" for t in marking if ">" not in t}
