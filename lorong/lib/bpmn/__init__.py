"""SOPs for the tools of others: BPMN 2.0 with its diagram, and PNML."""

from lorong.lib.bpmn.petri import pnml_of
from lorong.lib.bpmn.writing import bpmn_of

__all__ = ["bpmn_of", "pnml_of"]
