"""Everything a case page tells the resident, gathered once."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.audit import queries as audit
from lorong.kernel.cases import policies
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language, language
from lorong.kernel.catalog import queries as catalog
from lorong.lib import dates
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound
from lorong.portals.applying.answers import said
from lorong.portals.citizen import line, ribbon
from lorong.portals.citizen.asked import asked_block
from lorong.portals.citizen.brief import rest_of_status, side_of, turn_words
from lorong.portals.citizen.showcase import paper_icon
from lorong.portals.look.values import Row


def own_case(actor: Actor, number: str) -> Any:
    """The case with this number if it is the actor's own, or about them. Raises NotFound for everybody else's."""
    case = cases.for_actor(actor, number)
    if actor.person_id not in {case.applicant_id, case.subject_id}:
        raise NotFound(policies.NOT_HERE)
    return case


def case_context(actor: Actor, case: Any) -> dict[str, Any]:
    """What the template is given."""
    now = timezone.now()
    published = catalog.procedure(case.procedure_id)
    sop = published.sop
    events = cases.events(case)
    forecast = cases.forecast(case, now=now)
    used = cases.used(case, at=now)
    items = cases.newest_items(case)
    return {
        "case": case,
        "sop": sop,
        "title": in_language(sop.title, sop.title_en),
        "side": side_of(case),
        "turn": turn_words(case),
        "status": rest_of_status(cases.status(case, published), turn_words(case)),
        "about": case.subject.name if case.subject_id != case.applicant_id else "",
        "asked": asked_block(case, published),
        "stations": line.stations(case, sop, items, forecast),
        "chart": ribbon.ribbon(case, cases.turns(case, events, published, now=now), used, forecast, now=now),
        "used": _used_words(case, used["city"]),
        "answers": said(published.form.fields, case.answers, family={}),
        "talk": cases.talk(case),
        "papers": papers(case, published),
        "history": reversed(cases.history(case, events, published)),
        **looks(case),
        "refused": _why_refused(case, events),
        "letter": cases.letter_of(case),
        "may_withdraw": bool(policies.may_withdraw(actor=actor, case=case)),
        "may_survey": bool(policies.may_survey(actor=actor, case=case)) and not cases.is_surveyed(case),
        "kunci": uuid.uuid4().hex,
        "nav": "cases",
    }


def papers(case: Any, published: Any) -> list[dict[str, Any]]:
    """The documents of a case, newest of each first, with what became of each."""
    names = {r.id: in_language(r.name, r.name_en) for r in published.sop.requirements}
    again = {ask.requirement for ask in cases.asked_of(case) if ask.is_document and not ask.answered}
    return [
        {
            "name": names.get(a.requirement, a.requirement),
            "icon": paper_icon(a.requirement),
            "document": a.document,
            "note": _paper_note(a),
            "again": a.requirement in again and a.replaced_at is None,
            "old": a.replaced_at is not None,
        }
        for a in cases.all_attachments(case)
    ]


def looks(case: Any) -> dict[str, Any]:
    """The last ten who looked at the applicant's or the subject's data for this case, and whether there were more."""
    found, more = audit.looks_for_case({case.subject_id, case.applicant_id}, case.number)
    return {"looks": [look_row(look) for look in found], "more_looks": more}


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
