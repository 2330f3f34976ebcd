"""Everything a case page tells the resident, gathered once."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import policies
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries import CaseFile
from lorong.kernel.cases.queries.words import in_language, language
from lorong.kernel.catalog import queries as catalog
from lorong.lib import dates
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound
from lorong.portals.citizen import line, ribbon
from lorong.portals.citizen.asked import asked_block
from lorong.portals.citizen.brief import rest_of_status, side_of, turn_words
from lorong.portals.citizen.showcase import paper_icon
from lorong.portals.look.answers import said
from lorong.portals.look.values import Row

MOST_LOOKS = 10  # the page tells the latest, and leads to all


def own_case(actor: Actor, number: str) -> Any:
    """The case with this number if it is the actor's own, or about them. Raises NotFound for everybody else's."""
    case = cases.for_actor(actor, number)
    if not case.concerns(actor.person_id):
        raise NotFound(policies.NOT_HERE)
    return case


def own_file(actor: Actor, number: str) -> CaseFile:
    """The same with all that belongs to it. Raises NotFound."""
    file = cases.file_of(number, reader=actor.person_id)
    if file is None or not file.case.concerns(actor.person_id):
        raise NotFound(policies.NOT_HERE)
    return file


def case_context(actor: Actor, file: CaseFile) -> dict[str, Any]:
    """What the template is given."""
    now, case, events = timezone.now(), file.case, file.events
    published = catalog.procedure(case.procedure_id)
    sop = published.sop
    forecast = cases.forecast(case, now=now, items=file.items)
    used = cases.used(case, at=now)
    returned = cases.last_return_in(case, events)
    sentence = cases.sentence_of_turn(case, published, file.open_item, returned)
    return {
        "case": case,
        "sop": sop,
        "title": in_language(sop.title, sop.title_en),
        "side": side_of(case),
        "turn": turn_words(case),
        "status": rest_of_status(sentence, turn_words(case)),
        "about": case.subject.name if case.subject is not None and case.subject_id != case.applicant_id else "",
        "asked": asked_block(file),
        "stations": line.stations(case, sop, file.newest_items, forecast),
        "chart": ribbon.ribbon(case, cases.turns(case, events, published, now=now), used, forecast, now=now),
        "used": _used_words(case, used["city"]),
        "answers": said(published.form.fields, case.answers, family={}),
        "talk": file.talk,
        "papers": papers(file, published),
        "history": reversed(cases.history(case, events, published)),
        "looks": [look_row(look) for look in file.looks[:MOST_LOOKS]],
        "more_looks": len(file.looks) > MOST_LOOKS,
        "turn_count": file.waiting,
        "refused": _why_refused(case, events),
        "letter": file.letter,
        "may_withdraw": bool(policies.may_withdraw(actor=actor, case=case)),
        "may_survey": bool(policies.may_survey(actor=actor, case=case)) and not file.is_surveyed,
        "kunci": uuid.uuid4().hex,
        "nav": "cases",
    }


def papers(file: CaseFile, published: Any) -> list[dict[str, Any]]:
    """The documents of a case, newest of each first, with what became of each."""
    names = {r.id: in_language(r.name, r.name_en) for r in published.sop.requirements}
    asks = cases.asked_in(file.case, cases.last_return_in(file.case, file.events), file.papers)
    again = {ask.requirement for ask in asks if ask.is_document and not ask.answered}
    return [
        {
            "name": names.get(a.requirement, a.requirement),
            "icon": paper_icon(a.requirement),
            "document": a.document,
            "note": _paper_note(a),
            "again": a.requirement in again and a.replaced_at is None,
            "old": a.replaced_at is not None,
        }
        for a in file.papers
    ]


def look_row(entry: Any) -> Row:
    """One look: who, when, what for, what was seen."""
    who = ", ".join(part for part in (entry.actor_name, entry.actor_title) if part)
    when = dates.relative(entry.at, timezone.now(), timezone.get_current_timezone_name(), lang=language())
    note = gettext("%(when)s, untuk %(purpose)s.") % {"when": when[:1].upper() + when[1:], "purpose": entry.purpose}
    if entry.fields:
        note += " " + gettext("Melihat %(fields)s.") % {"fields": ", ".join(entry.fields)}
    if entry.count > 1:
        note += " " + gettext("%(count)s kali dalam %(minutes)s menit.") % {
            "count": entry.count,
            "minutes": max(1, round((entry.at - entry.since).total_seconds() / 60)),
        }
    return Row(who, note=note, icon="eye")


def _used_words(case: Any, minutes: int) -> str:
    values = {
        "unit": case.unit.name,
        "used": dates.spoken_minutes(minutes, lang=language()),
        "promised": dates.spoken_minutes(case.promised_minutes, lang=language()),
    }
    if case.is_done:
        return gettext("%(unit)s memakai %(used)s dari %(promised)s kerja yang dijanjikan.") % values
    if minutes > case.promised_minutes:
        late = dates.spoken_minutes(minutes - case.promised_minutes, lang=language())
        return gettext("Terlambat %(late)s dari janji. Atasan %(unit)s sudah diberi tahu.") % {**values, "late": late}
    return gettext("%(unit)s baru memakai %(used)s dari %(promised)s kerja yang dijanjikan.") % values


def _paper_note(attachment: Any) -> str:
    document = attachment.document
    day = dates.long_date(timezone.localtime(document.received_at).date(), lang=language())
    if attachment.replaced_at is not None:
        return gettext("Sudah diganti. Dikirim %(day)s.") % {"day": day}
    if document.file_id is None:
        by = (document.statement or {}).get("by", "")
        return gettext("Disetujui %(by)s lewat tautan, %(day)s") % {"by": by, "day": day}
    if document.rejected_at is not None:
        return gettext("Belum bisa dipakai: %(why)s") % {"why": document.rejected_because}
    if attachment.held_before:
        return gettext("Dipakai dari kiriman %(day)s") % {"day": day}
    if document.accepted_at is not None:
        return gettext("Diterima petugas. Dikirim %(day)s") % {"day": day}
    return gettext("Dikirim %(day)s") % {"day": day}


def _why_refused(case: Any, events: list[Any]) -> str:
    if case.ended != "refused" or not events:
        return ""
    data = events[-1].data
    return "; ".join(part for part in [*map(in_language, data.get("reasons", [])), data.get("reason", "")] if part)
