"""Reads of cases, as nouns; lists start from what the actor may see."""

from lorong.kernel.cases.queries.asked import Ask, asked_in, asked_of, last_return, last_return_in
from lorong.kernel.cases.queries.casefile import CaseFile, file_of
from lorong.kernel.cases.queries.checklist import Tick, checklist, unticked
from lorong.kernel.cases.queries.desk import (
    Colleague,
    HeldRow,
    colleagues,
    held,
    held_by,
    is_masked,
    masked_cases,
    newest_open,
    on_duty,
    open_work,
    search,
    search_of,
    unread,
    used_by_city,
)
from lorong.kernel.cases.queries.drafting import draft_product
from lorong.kernel.cases.queries.forecast import Forecast, forecast
from lorong.kernel.cases.queries.found import (
    attachments,
    by_number,
    draft,
    draft_to_send,
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
from lorong.kernel.cases.queries.limits import LimitState, limits_of, limits_of_many
from lorong.kernel.cases.queries.needed import Need, needed_for, needs_of
from lorong.kernel.cases.queries.outcomes import latest_outcome
from lorong.kernel.cases.queries.papers import (
    all_attachments,
    document_of,
    is_surveyed,
    letter_of,
    links_of,
    open_letter,
)
from lorong.kernel.cases.queries.proof import proof
from lorong.kernel.cases.queries.receiving import receiving_unit
from lorong.kernel.cases.queries.standing import statuses
from lorong.kernel.cases.queries.talking import talk_page
from lorong.kernel.cases.queries.turns import Stretch, turns, used
from lorong.kernel.cases.queries.verify import first_broken_case_link
from lorong.kernel.cases.queries.words import history, sentence_of_turn, status, status_sms

__all__ = [
    "Ask",
    "CaseFile",
    "Colleague",
    "Forecast",
    "HeldRow",
    "LimitState",
    "Need",
    "Stretch",
    "Tick",
    "all_attachments",
    "asked_in",
    "asked_of",
    "attachments",
    "board",
    "by_number",
    "checklist",
    "colleagues",
    "counts",
    "document_of",
    "done_today",
    "draft",
    "draft_product",
    "draft_to_send",
    "drafts_of",
    "earlier_cases",
    "events",
    "file_of",
    "first_broken_case_link",
    "for_actor",
    "forecast",
    "held",
    "held_by",
    "history",
    "inbox",
    "is_masked",
    "is_surveyed",
    "last_return",
    "last_return_in",
    "latest_outcome",
    "letter_of",
    "limits_of",
    "limits_of_many",
    "links_of",
    "masked_cases",
    "mine",
    "needed_for",
    "needs_of",
    "newest_open",
    "next_after",
    "next_due",
    "on_duty",
    "open_items",
    "open_letter",
    "open_work",
    "proof",
    "receiving_unit",
    "search",
    "search_of",
    "sentence_of_turn",
    "status",
    "status_sms",
    "statuses",
    "talk",
    "talk_page",
    "turn_count",
    "turns",
    "unit_items",
    "unread",
    "unticked",
    "used",
    "used_by_city",
    "visible_to",
]
