"""The sealed columns of messages. An extra room: changing keys walks the list (`people.resealing`)."""

from __future__ import annotations

from lorong.kernel.messages.queries import INDEX_CONTEXT
from lorong.kernel.messages.values import SMS
from lorong.kernel.people.resealing import Index, SealedTable

SEALED = (
    SealedTable(
        "messages_message",
        sealed={"address": "message.address", "body": "message.body"},
        indexes={"address_index": Index("address", lambda row: INDEX_CONTEXT[row["channel"]])},
        reads=("channel",),
    ),
    SealedTable(
        "messages_inbound",
        sealed={"phone": "inbound.phone"},
        indexes={"phone_index": Index("phone", INDEX_CONTEXT[SMS])},
    ),
)
