"""The sealed columns of people. An extra room: changing keys walks the list (`resealing`)."""

from __future__ import annotations

from lorong.kernel.people.keeper import SECRETS, SECRETS_CONTEXT
from lorong.kernel.people.resealing import Index, SealedTable

# One-time codes are found anew, their hashes are not made anew: a code under the older key is over in 15 minutes.
SEALED = (
    SealedTable(
        "people_household",
        sealed={"kk": "household.kk", "address": "household.address"},
        indexes={"kk_index": Index("kk", "household.kk")},
        forgets=("digest",),
    ),
    SealedTable(
        "people_person",
        sealed={"nik": "person.nik"},
        indexes={"nik_index": Index("nik", "person.nik")},
        forgets=("digest",),
    ),
    SealedTable(
        "people_account",
        sealed={"phone": "account.phone", "email": "account.email"},
        indexes={"phone_index": Index("phone", "account.phone")},
    ),
    SealedTable("people_code", sealed={"phone": "code.phone"}, indexes={"phone_index": Index("phone", "account.phone")}),
    SealedTable("mfa_authenticator", inside={"data": (SECRETS, SECRETS_CONTEXT)}),
)
