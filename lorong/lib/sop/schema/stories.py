"""Stories that must come true: `examples.toml`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from lorong.lib.sop.schema.base import Ident, Pause, Shape, Text


class Act(Shape):
    """One act of a story. `after`: working time since the act before. `refused`: a part of the sentence that must come back.

    In cases of the public act `pengelola` (of complaints), `daeng_nai` (field officer), `staf` and `kepala` of whatever unit
    has it, and `pihak_luar` by a link.
    `does`: outcome of a step by default; `resubmit`, `withdraw`, `lapse` (nobody answers until the deadline) for the rest.
    """

    by: Literal[
        "siti",
        "tono",
        "budi",
        "kasi",
        "sekretaris",
        "bu_lurah",
        "pak_camat",
        "kasi_camat",
        "ketua_rt",
        "sistem",
        "pengelola",
        "daeng_nai",
        "auditor",
        "kepala",
        "staf",
        "pihak_luar",
    ]
    step: Ident | None = None
    outcome: Ident | None = None
    does: Literal["outcome", "resubmit", "withdraw", "lapse"] = "outcome"
    after: Pause = ""
    reason: str = ""
    answers: dict[str, Any] = {}
    refused: str = ""
    ticks: bool = True  # whether the checklist of the step is ticked


class StoryEnd(Shape):
    """`end`: how it ended, or "open". `city`, `applicant`: working minutes each side used, when the story fixes them."""

    end: str
    city: int | None = None
    applicant: int | None = None
    returns: int = 0


class Story(Shape):
    name: Text
    kind: Literal["happy", "return", "refusal", "other"]
    applicant: Literal["siti", "tono"] = "siti"
    about: Literal["self", "family", "late", "ward"] = "self"
    start: datetime  # local time of the city
    place: Literal["home", "elsewhere"] = "home"  # what every `region` field says: the own kelurahan, or another one
    answers: dict[str, Any] = {}
    without: tuple[Ident, ...] = ()  # requirements not attached
    submit_refused: str = ""
    acts: tuple[Act, ...] = ()
    ends: StoryEnd


class Examples(Shape):
    """`answers`: what every story answers, unless it says otherwise itself."""

    answers: dict[str, Any] = {}
    stories: tuple[Story, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _answered_in_every_story(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("answers"), dict):
            return value
        told = value.get("stories", ())
        stories = [_with(value["answers"], story) for story in told] if isinstance(told, list | tuple) else told
        return {**value, "stories": stories}


def _with(answers: dict[str, Any], story: Any) -> Any:
    """A story as it was read, with the answers of all; what is no table is left for the shape to complain of."""
    own = story.get("answers", {}) if isinstance(story, dict) else None
    return {**story, "answers": {**answers, **own}} if isinstance(own, dict) else story
