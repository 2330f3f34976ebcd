"""The sealed columns of complaints. An extra room: changing keys walks the list (`kernel.people.resealing`)."""

from __future__ import annotations

from lorong.kernel.people.resealing import Index, SealedTable

PHONE, FOLLOWER = "complaint.phone", "complaint.follower"

SEALED = (
    SealedTable(
        "complaints_report",
        sealed={"secret_text": "complaint.text", "name": "complaint.name", "phone": PHONE},
        indexes={"phone_index": Index("phone", PHONE)},
    ),
    SealedTable("complaints_follow", sealed={"phone": FOLLOWER}, indexes={"phone_index": Index("phone", PHONE)}),
    SealedTable(
        "complaints_texting",
        sealed={"phone": "complaint.texting", "text": "complaint.texting_words"},
        indexes={"phone_index": Index("phone", PHONE)},
    ),
    SealedTable("complaints_api_key", sealed={"contact": "complaint.app_contact"}),
)
