"""The same transition against SpiffWorkflow: the workflow is loaded from PostgreSQL, taken on by one task, saved, committed."""

from __future__ import annotations

from typing import Any

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.defaults import UserTask
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench import acts
from bench.acts import Office
from bench.frame import AT_LEAST, Line, Reach, Result, against, batches
from bench.place import Place
from lorong.lib.bpmn import bpmn_of
from lorong.lib.bpmn.graph import variable_of

LINE = Line("transition_spiff", "a transition through the whole action", "SpiffWorkflow from and to PostgreSQL")
ROUNDS = 31


def measure(place: Place) -> list[Result]:
    """Transitions per second, one client, commits on disk."""
    name = place.fresh()
    office = Office()
    size, rounds = (5, 3) if place.small else (24, ROUNDS)
    made = office.cases(size * rounds // len(acts.AHEAD) + 1)
    ours = office.acts(made)
    with psycopg.connect(place.address(name)) as plain, psycopg.connect(place.address(name), autocommit=True) as watch:
        spiff = Spiff(plain, office)
        kept = [spiff.begin() for _ in range(size * rounds // 2 + 1)]
        theirs = iter([key for key in kept for _ in range(2)])
        note = acts.settle(watch)
        product, other = batches(lambda: acts.advance(next(ours)), lambda: spiff.advance(next(theirs)), size=size, rounds=rounds)
    return [against(LINE.id, product, "/s", other, Reach(AT_LEAST, 2), note=note)]


class Parser(BpmnParser):  # type: ignore[misc]
    """The machine's task waits as a person's does: what is measured is one decision."""

    OVERRIDE_PARSER_CLASSES = {full_tag("serviceTask"): (TaskParser, UserTask)}


class Engine(PythonScriptEngine):  # type: ignore[misc]
    """Conditions as they stand; a deadline never comes."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return "P3650D" if expression.startswith("P") else super().evaluate(task, expression, external_context)


class Spiff:
    """Workflows of the same SOP, as the product exports it, one row each."""

    def __init__(self, plain: psycopg.Connection[Any], office: Office) -> None:
        self.plain = plain
        plain.execute("CREATE TABLE bench_spiff (id bigserial PRIMARY KEY, state text NOT NULL)")
        plain.commit()
        parser = Parser()
        parser.add_bpmn_xml(etree.fromstring(bpmn_of(office.published.sop, slug=acts.SLUG)))
        process = parser.get_process_ids()[0]
        self.spec, self.subs = parser.get_spec(process), parser.get_subprocess_specs(process)
        self.serializer = BpmnWorkflowSerializer()
        self.engine = Engine()
        self.outcomes = dict(zip([step.id for step in office.published.sop.steps], acts.AHEAD, strict=False))

    def begin(self) -> int:
        """A workflow that was applied for and waits for the first officer."""
        workflow = BpmnWorkflow(self.spec, self.subs, script_engine=self.engine)
        workflow.do_engine_steps()
        workflow.get_next_task(state=TaskState.READY, manual=True).run()
        workflow.do_engine_steps()
        row = self.plain.execute(
            "INSERT INTO bench_spiff (state) VALUES (%s) RETURNING id", [self.serializer.serialize_json(workflow)]
        ).fetchone()
        self.plain.commit()
        assert row is not None
        return int(row[0])

    def advance(self, key: int) -> None:
        """One person's decision."""
        row = self.plain.execute("SELECT state FROM bench_spiff WHERE id = %s FOR UPDATE", [key]).fetchone()
        assert row is not None
        workflow = self.serializer.deserialize_json(row[0])
        workflow.script_engine = self.engine
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        step = str(task.task_spec.bpmn_id).removeprefix("step_")
        task.data[variable_of(step)] = self.outcomes[step]
        task.run()
        workflow.do_engine_steps()
        self.plain.execute("UPDATE bench_spiff SET state = %s WHERE id = %s", [self.serializer.serialize_json(workflow), key])
        self.plain.commit()
