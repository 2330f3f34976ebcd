"""Reads of complaints, as nouns; each starts from what the asker may see."""

from lorong.services.complaints.queries.figures import figures, figures_of_all
from lorong.services.complaints.queries.near import nearby
from lorong.services.complaints.queries.own import (
    Mine,
    MineIn,
    OwnReport,
    areas_of,
    followed,
    follows,
    incident_to_judge,
    mine_in,
    own_report,
    own_row,
    reports_of,
    shown_photo,
    shown_visit,
)
from lorong.services.complaints.queries.public import (
    SHOWN,
    Listed,
    incident,
    listed,
    narrowed,
    public_page,
    public_photos,
    public_words,
    rows_of,
    title_of,
)
from lorong.services.complaints.queries.recurring import evidence
from lorong.services.complaints.queries.stages import in_stages, stage, stage_of

__all__ = [
    "SHOWN",
    "Listed",
    "Mine",
    "MineIn",
    "OwnReport",
    "areas_of",
    "evidence",
    "figures",
    "figures_of_all",
    "followed",
    "follows",
    "in_stages",
    "incident",
    "incident_to_judge",
    "listed",
    "mine_in",
    "narrowed",
    "nearby",
    "own_report",
    "own_row",
    "public_page",
    "public_photos",
    "public_words",
    "reports_of",
    "rows_of",
    "shown_photo",
    "shown_visit",
    "stage",
    "stage_of",
    "title_of",
]
