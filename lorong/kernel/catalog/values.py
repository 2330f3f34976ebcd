from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from lorong.lib.sop.flow import compile_flow
from lorong.lib.sop.schema import Form, Sop
from lorong.lib.span import Span


@dataclass(frozen=True)
class Definition:
    """What publishing freezes. `letter`: Typst source, "" when the product is no letter. `layout`: hash of what it is
    laid out with, so that a changed letter head makes a new version."""

    sop: Sop
    form: Form
    letter: str = ""
    layout: str = ""

    def as_json(self) -> dict[str, Any]:
        """The whole definition with every default written out: what it means does not change when a default does."""
        return {
            "sop": self.sop.model_dump(mode="json"),
            "form": self.form.model_dump(mode="json"),
            "letter": self.letter,
            "layout": self.layout,
        }

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of what the files say (64 hex digits); a field that gains a default later does not change it."""
        said = {
            "sop": self.sop.model_dump(mode="json", exclude_defaults=True),
            "form": self.form.model_dump(mode="json", exclude_defaults=True),
            "letter": self.letter,
            "layout": self.layout,
        }
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def flow(self) -> dict[str, Any]:
        """The slim part that the database's trigger reads."""
        return compile_flow(self.sop)


@dataclass(frozen=True)
class Published:
    """A published version, read once and kept. Never changes: do not change what it holds either."""

    id: int
    slug: str
    version: int
    service: str
    title: str
    hidden: bool
    sop: Sop
    form: Form
    letter: str
    flow: Mapping[str, Any]
    content_hash: str
    published_at: datetime
    in_force: bool  # as it was when read; ask `queries.current_by_slug` where it matters

    @property
    def is_public(self) -> bool:
        """Whether its cases have no applicant."""
        return self.sop.is_public

    @cached_property
    def promise(self) -> Span:
        return Span.parse(self.sop.promise)

    def promised_minutes(self, day_minutes: int) -> int:
        """The promise in working minutes of a unit whose working day has `day_minutes` (UU 25/2009 art. 21 d)."""
        return self.promise.working_minutes(day_minutes)

    def __hash__(self) -> int:
        return hash((self.slug, self.version, self.content_hash))


@dataclass(frozen=True)
class Found:
    """A service that answers "what do you need?", best first. `score` only compares within one search."""

    published: Published
    score: float
