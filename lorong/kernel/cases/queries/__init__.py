"""Reads of cases, as nouns; lists start from what the actor may see."""

from lorong.kernel.cases.queries.asked import Ask, asked_of, last_return
from lorong.kernel.cases.queries.forecast import Forecast, forecast
from lorong.kernel.cases.queries.found import (
    attachments,
    by_number,
    draft,
    drafts_of,
    events,
    for_actor,
    mine,
    open_items,
    talk,
    turn_count,
    visible_to,
)
from lorong.kernel.cases.queries.inbox import (
    board,
    counts,
    done_today,
    earlier_cases,
    inbox,
    next_after,
    next_due,
    unit_items,
)
from lorong.kernel.cases.queries.needed import Need, needed_for, needs_of
from lorong.kernel.cases.queries.outcomes import latest_outcome
from lorong.kernel.cases.queries.verify import first_broken_case_link
from lorong.kernel.cases.queries.words import history, status, status_sms

__all__ = [
    "Ask",
    "Forecast",
    "Need",
    "asked_of",
    "attachments",
    "board",
    "by_number",
    "counts",
    "done_today",
    "draft",
    "drafts_of",
    "earlier_cases",
    "events",
    "first_broken_case_link",
    "for_actor",
    "forecast",
    "history",
    "inbox",
    "last_return",
    "latest_outcome",
    "mine",
    "needed_for",
    "needs_of",
    "next_after",
    "next_due",
    "open_items",
    "status",
    "status_sms",
    "talk",
    "turn_count",
    "unit_items",
    "visible_to",
]
