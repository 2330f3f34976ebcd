"""Everything that can be done with a case, as verbs."""

from lorong.kernel.cases.actions.advance import advance, run_effect
from lorong.kernel.cases.actions.answer import lapse, replace_document, resubmit, withdraw, withdraw_public
from lorong.kernel.cases.actions.drafts import attach, attach_held, begin_draft, discard_draft, save_page
from lorong.kernel.cases.actions.hold import claim, hand_over
from lorong.kernel.cases.actions.inherit import sweep_units
from lorong.kernel.cases.actions.links import make_link, open_link, send_step_link, use_draft_link
from lorong.kernel.cases.actions.move import follow_office, merge, reclassify, transfer
from lorong.kernel.cases.actions.note import note
from lorong.kernel.cases.actions.reports import answer_levy, read_levy, tell_levy
from lorong.kernel.cases.actions.revoking import revoke_letter
from lorong.kernel.cases.actions.start import start
from lorong.kernel.cases.actions.submit import submit
from lorong.kernel.cases.actions.survey import answer_survey
from lorong.kernel.cases.actions.sweep import sweep_due, sweep_lapsed
from lorong.kernel.cases.actions.talk import mark_seen, say
from lorong.kernel.cases.actions.version import move_to_version
from lorong.kernel.cases.actions.warn import sweep_limits

__all__ = [
    "advance",
    "answer_levy",
    "answer_survey",
    "attach",
    "attach_held",
    "begin_draft",
    "claim",
    "discard_draft",
    "follow_office",
    "hand_over",
    "lapse",
    "make_link",
    "mark_seen",
    "merge",
    "move_to_version",
    "note",
    "open_link",
    "read_levy",
    "reclassify",
    "replace_document",
    "resubmit",
    "revoke_letter",
    "run_effect",
    "save_page",
    "say",
    "send_step_link",
    "start",
    "submit",
    "sweep_due",
    "sweep_lapsed",
    "sweep_limits",
    "sweep_units",
    "tell_levy",
    "transfer",
    "use_draft_link",
    "withdraw",
    "withdraw_public",
]
