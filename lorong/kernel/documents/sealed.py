"""The sealed columns of documents. An extra room: changing keys walks the list (`people.resealing`).

A signing key stays locked by its holder's passphrase or passkey; only the house's own seal around it is renewed.
"""

from __future__ import annotations

from lorong.kernel.documents.authorities import CONTEXT as AUTHORITY_CONTEXT
from lorong.kernel.documents.finishing import GRANT_CONTEXT
from lorong.kernel.documents.unlocking import KEY_CONTEXT, UNLOCKER_CONTEXT
from lorong.kernel.people.resealing import SealedTable

SEALED = (
    SealedTable("documents_letter", sealed={"data": "letter.data"}),
    SealedTable("documents_authority", sealed={"private_key": lambda row: f"{AUTHORITY_CONTEXT}.{row['name']}"}, key="name"),
    SealedTable("documents_signing_key", sealed={"private_key": KEY_CONTEXT}),
    SealedTable("documents_unlocker", sealed={"wrapped": UNLOCKER_CONTEXT}),
    SealedTable(
        "documents_signing_grant",
        sealed={"sealed": lambda row: f"{GRANT_CONTEXT}.{row['letter_id']}.{row['place']}"},
        reads=("letter_id", "place"),
    ),
)
