"""Event logs for process mining: XES and OCEL 2.0, written as they are read."""

from lorong.lib.eventlog.ocel import ocel
from lorong.lib.eventlog.values import LogCase, LogEvent
from lorong.lib.eventlog.xes import xes

__all__ = ["LogCase", "LogEvent", "ocel", "xes"]
