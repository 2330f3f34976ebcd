"""The papers that the city holds of somebody and takes again, so that nobody asks twice."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.documents import queries as documents
from lorong.lib import dates
from lorong.portals.citizen.showcase import paper_icon
from lorong.portals.look.values import Row

MOST = 100


def held_papers(person: Any) -> list[Row]:
    """The newest paper of every kind that some service takes again."""
    names = {r.held_as: in_language(r.name, r.name_en) for p in catalog.current() for r in p.sop.requirements if r.held_as}
    newest: dict[str, Any] = {}
    for document in documents.held_by(person, on=city.today())[:MOST]:
        if document.kind in names:
            newest.setdefault(document.kind, document)
    return [Row(names[kind], note=_note(d), icon=paper_icon(kind)) for kind, d in newest.items()]


def _note(document: Any) -> str:
    day = dates.long_date(timezone.localtime(document.received_at).date(), lang=get_language() or "id")
    if document.accepted_at is not None:
        return gettext("Dikirim %(day)s, sudah diperiksa petugas.") % {"day": day}
    return gettext("Dikirim %(day)s, belum diperiksa petugas.") % {"day": day}
