"""Everything that can be done with complaints, as verbs."""

from lorong.services.complaints.actions.blurring import blur, open_original, pixelated, unblur
from lorong.services.complaints.actions.exporting import export
from lorong.services.complaints.actions.judge import answer_fixed
from lorong.services.complaints.actions.merging import merge_incidents, split_report, take_back_merge
from lorong.services.complaints.actions.moderating import hide, reveal, show_again
from lorong.services.complaints.actions.standing_by import follow, follow_area, unfollow, unfollow_area, withdraw
from lorong.services.complaints.actions.tell import tell
from lorong.services.complaints.actions.threads import answer_data, mark_seen, reply, reply_all, say
from lorong.services.complaints.actions.visits import opened_at_once, visit

__all__ = [
    "answer_data",
    "answer_fixed",
    "blur",
    "export",
    "follow",
    "follow_area",
    "hide",
    "mark_seen",
    "merge_incidents",
    "open_original",
    "opened_at_once",
    "pixelated",
    "reply",
    "reply_all",
    "reveal",
    "say",
    "show_again",
    "split_report",
    "take_back_merge",
    "tell",
    "unblur",
    "unfollow",
    "unfollow_area",
    "visit",
    "withdraw",
]
