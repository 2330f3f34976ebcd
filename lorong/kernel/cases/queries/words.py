"""Status in words a neighbour would use, in both languages."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.queries.asked import last_return
from lorong.kernel.cases.values import Kind, Turn
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.catalog.wording import in_language as in_language
from lorong.kernel.catalog.wording import language as language
from lorong.kernel.city import queries as city
from lorong.lib.dates import relative, weekday_date
from lorong.lib.sop.schema import REFUSED


def when_words(at: datetime) -> str:
    """ "Senin, 3 Agustus, 16.00" in the city's zone."""
    return weekday_date(at, city.this_city().zone, lang=language())


def soon_words(at: datetime) -> str:
    """ "hari ini 14.00", "besok 09.00", or the date."""
    return relative(at, timezone.now(), city.this_city().zone, lang=language())


def promise_words(case: Case) -> str:
    """Until when the city must be done; "" while its clock stands still."""
    return when_words(case.promised_at) if case.promised_at else ""


def status(case: Case, published: Published | None = None) -> str:
    """One sentence: whose turn, and what they do."""
    published = published or catalog.procedure(case.procedure_id)
    waits = case.turn == Turn.APPLICANT and not case.is_done
    event = last_return(case) if waits else None
    item = None
    if not case.is_done and not waits:
        item = WorkItem.objects.filter(case=case, done_at=None).order_by("-opened_seq").first()
    return sentence_of_turn(case, published, item, event)


def sentence_of_turn(case: Case, published: Published, item: WorkItem | None, event: Event | None) -> str:
    """The sentence of `status` from what was already read: the newest open item, the event that returned the case."""
    if case.is_done:
        return ended_words(case)
    if case.turn == Turn.APPLICANT:
        return gettext("Giliran Anda. %(asks)s") % {"asks": ask_words(event, published) if event else ""}
    sees = ""
    if item is not None:
        step = published.sop.step(item.step)
        sees = in_language(step.citizen_sees, step.citizen_sees_en)
    if case.turn == Turn.OUTSIDE:
        return gettext("Giliran pihak lain. %(what)s") % {"what": sees}
    return gettext("Giliran %(unit)s. %(what)s") % {"unit": case.unit.name, "what": sees}


def ask_words(event: Event, published: Published) -> str:
    """What an event that returned the case asks for: the documents, else the reasons, else what the SOP says."""
    names = {r.id: in_language(r.name, r.name_en) for r in published.sop.requirements}
    asked = ", ".join(names.get(r, r) for r in event.data.get("asks", []))
    if asked:
        return gettext("Kirim ulang %(documents)s.") % {"documents": asked}
    return why_words(event) or in_language(published.sop.step(event.step).outcomes[event.outcome].asks)


def why_words(event: Event) -> str:
    """The reasons of an event: those of the SOP's list in the reader's language, then the officer's own words."""
    said = [*(in_language(reason) for reason in event.data.get("reasons", [])), event.data.get("reason", "")]
    return "; ".join(said).strip("; ")


def ended_words(case: Case) -> str:
    """How it ended."""
    if case.ended == Kind.WITHDRAWN:
        return gettext("Anda menarik permohonan ini.")
    if case.ended == Kind.LAPSED:
        return gettext("Ditutup karena tidak dijawab sampai batasnya. Anda bisa mengajukan lagi tanpa mengisi ulang.")
    if case.ended == REFUSED:
        return gettext("Permohonan ditolak.")
    return gettext("Selesai.")


def status_sms(case: Case, lang: str = "id") -> str:
    """Status for the answer to `CEK`: whose turn and until when, in one SMS."""
    until = case.turn_due_at
    sentence = f"{case.number}: {status(case)}"
    return f"{sentence} {gettext('Paling lambat')} {when_words(until)}." if until and not case.is_done else sentence


def history(case: Case, events: list[Event], published: Published) -> list[tuple[datetime, str]]:
    """The events as sentences, oldest first."""
    return [(e.at, words) for e in events if (words := sentence(e, published))]


def sentence(event: Event, published: Published) -> str:
    """What one event says, in plain words."""
    who = event.actor_name
    match event.kind:
        case Kind.SUBMITTED:
            channel = {"counter": gettext("di loket"), "web": gettext("lewat web"), "api": gettext("lewat program")}.get(
                event.channel, ""
            )
            return gettext("%(who)s mengajukan %(channel)s") % {"who": who, "channel": channel}
        case Kind.DONE:
            return _decided(event, published)
        case Kind.RESUBMITTED:
            return gettext("%(who)s mengirim yang diminta") % {"who": who}
        case Kind.LAPSED:
            return gettext("Ditutup sistem karena tidak dijawab")
        case Kind.WITHDRAWN:
            return gettext("%(who)s menarik permohonan") % {"who": who}
        case Kind.CLAIMED:
            return gettext("%(who)s mulai mengerjakan") % {"who": who}
        case Kind.HANDED_OVER:
            return gettext("Diserahkan kepada %(to)s") % {"to": event.data.get("to") or gettext("rekan seunit")}
        case Kind.ESCALATED:
            return gettext("Lewat batas waktu langkah; atasan diberi tahu")
        case Kind.MOVED:
            return gettext("Dipindahkan ke SOP versi %(version)s: %(reason)s") % {
                "version": event.data.get("version"),
                "reason": event.data.get("reason", ""),
            }
    return str(event.data.get("text", ""))


def _decided(event: Event, published: Published) -> str:
    # A case that was moved to another version may have done a step which that version does not have.
    step = next((s for s in published.sop.steps if s.id == event.step), None)
    outcome = step.outcomes.get(event.outcome) if step else None
    does = in_language(step.does, step.does_en) if step else event.step
    label = in_language(outcome.label, outcome.label_en) if outcome else event.outcome
    why = why_words(event)
    line = f"{event.actor_name}: {does} – {label}"
    return f"{line} ({why})" if why else line
