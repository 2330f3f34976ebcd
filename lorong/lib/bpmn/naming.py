"""What each activity is called, in diagrams and in event logs alike, so that one can be held against the other."""

from __future__ import annotations

from collections import Counter

from lorong.lib.sop.schema import Sop

APPLY = "Mengajukan permohonan"
LAPSED = "Tidak dilengkapi pada waktunya"
WITHDRAWN = "Ditarik pemohon"
MERGED = "Digabungkan ke aduan lain"


def step_names(sop: Sop) -> dict[str, str]:
    """Step id to the name of its activity: the title, with the id behind it where two steps have one title."""
    titles = Counter(step.title for step in sop.steps)
    return {s.id: s.title if titles[s.title] == 1 else f"{s.title} ({s.id})" for s in sop.steps}


def move_names(sop: Sop) -> dict[tuple[str, str], str]:
    """(step id, outcome id) to the name of that move: activity and outcome, so that each move of an SOP has its own."""
    names = step_names(sop)
    found = {}
    for step in sop.steps:
        labels = Counter(o.label for o in step.outcomes.values())
        for ident, outcome in step.outcomes.items():
            found[step.id, ident] = f"{names[step.id]}: {outcome.label if labels[outcome.label] == 1 else ident}"
    return found


def answer_name(step_name: str) -> str:
    """The activity of an applicant who sends what a step asked for."""
    return f"Melengkapi untuk: {step_name}"
