"""The sealed columns of cases, and of all rooms below. An extra room: changing keys walks the list (`people.resealing`)."""

from __future__ import annotations

from lorong.kernel.catalog import registry
from lorong.kernel.documents.sealed import SEALED as OF_DOCUMENTS
from lorong.kernel.messages.sealed import SEALED as OF_MESSAGES
from lorong.kernel.people.resealing import SealedTable
from lorong.kernel.people.sealed import SEALED as OF_PEOPLE

SEALED = (
    SealedTable("cases_levy_report", sealed={"text": "report.text", "place": "report.place", "teller": "report.teller"}),
    SealedTable("cases_levy_reply", sealed={"text": "report.reply"}),
)


def all_sealed() -> tuple[SealedTable, ...]:
    """Every table of the house with sealed columns, those of the services included."""
    return (*OF_PEOPLE, *OF_DOCUMENTS, *OF_MESSAGES, *SEALED, *registry.sealed())
