"""The shape of a declared service: `sop.toml`, `form.toml`, `examples.toml`.

Only shapes and local rules live here; rules that look at several places at once (soundness, promise, needs and
outputs) are in `checks.py`. Everything is frozen: what is published does not change.
"""

from lorong.lib.sop.schema.base import (
    ANSWERED,
    ARCHIVED,
    FIXED,
    HEAD_ROLE,
    NO_ENDS,
    NOT_OURS,
    OUTSIDE_ROLE,
    PUBLIC_ENDS,
    REFUSED,
    RESIDENTS_ROLE,
    SYSTEM_ROLE,
    CalendarSpan,
    Ident,
    Pause,
    Shape,
    Slug,
    SpanText,
    Text,
    WorkSpan,
)
from lorong.lib.sop.schema.form import Choice, FieldType, Form, FormField, Page
from lorong.lib.sop.schema.public import Limit, Report, Route
from lorong.lib.sop.schema.service import Applicant, Product, Requirement, Returns, Sop, SopSheet, Standard
from lorong.lib.sop.schema.steps import Deadline, Outcome, Party, Step
from lorong.lib.sop.schema.stories import Act, Examples, Story, StoryEnd

__all__ = [
    "ANSWERED",
    "ARCHIVED",
    "FIXED",
    "HEAD_ROLE",
    "NOT_OURS",
    "NO_ENDS",
    "OUTSIDE_ROLE",
    "PUBLIC_ENDS",
    "REFUSED",
    "RESIDENTS_ROLE",
    "SYSTEM_ROLE",
    "Act",
    "Applicant",
    "CalendarSpan",
    "Choice",
    "Deadline",
    "Examples",
    "FieldType",
    "Form",
    "FormField",
    "Ident",
    "Limit",
    "Outcome",
    "Page",
    "Party",
    "Pause",
    "Product",
    "Report",
    "Requirement",
    "Returns",
    "Route",
    "Shape",
    "Slug",
    "Sop",
    "SopSheet",
    "SpanText",
    "Standard",
    "Step",
    "Story",
    "StoryEnd",
    "Text",
    "WorkSpan",
]
