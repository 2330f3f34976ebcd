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
from lorong.lib.sop.schema import NO_ENDS, REFUSED


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
    if not case.is_done and event is None:
        item = WorkItem.objects.filter(case=case, done_at=None).order_by("-opened_seq").first()
    return sentence_of_turn(case, published, item, event)


def sentence_of_turn(case: Case, published: Published, item: WorkItem | None, event: Event | None) -> str:
    """The sentence of `status` from what was already read: the newest open item, the event that returned the case."""
    if case.is_done:
        return ended_words(case)
    if case.turn == Turn.APPLICANT and not case.is_public and event is not None:
        return gettext("Giliran Anda. %(asks)s") % {"asks": ask_words(event, published)}
    sees = ""
    if item is not None:
        step = published.sop.step(item.step)
        sees = in_language(step.citizen_sees, step.citizen_sees_en)
    if case.turn == Turn.APPLICANT:
        whose = gettext("Menunggu jawaban warga. %(what)s") if case.is_public else gettext("Giliran Anda. %(what)s")
        return whose % {"what": ask_words(event, published) if event else sees}
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
    if case.is_public:
        return _ended_for_all(case)
    if case.ended == Kind.WITHDRAWN:
        return gettext("Anda menarik permohonan ini.")
    if case.ended == Kind.LAPSED:
        return gettext("Ditutup karena tidak dijawab sampai batasnya. Anda bisa mengajukan lagi tanpa mengisi ulang.")
    if case.ended == REFUSED:
        return gettext("Permohonan ditolak.")
    return gettext("Selesai.")


def _ended_for_all(case: Case) -> str:
    match case.ended:
        case Kind.WITHDRAWN:
            return gettext("Semua yang melapor menarik laporannya.")
        case Kind.LAPSED:
            return gettext("Ditutup karena tidak dijawab sampai batasnya.")
        case Kind.MERGED:
            return gettext("Digabungkan dengan aduan lain tentang hal yang sama.")
        case ended if ended in NO_ENDS:
            return gettext("Ditutup dengan alasan tertulis.")
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
            told = gettext("%(who)s melapor %(channel)s") if published.is_public else gettext("%(who)s mengajukan %(channel)s")
            return told % {"who": who, "channel": _by_channel(event.channel)}
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
            return _warned(event)
        case Kind.TRANSFERRED:
            return gettext("%(who)s memindahkan ke %(unit)s: %(reason)s") % {
                "who": who,
                "unit": event.data.get("to", ""),
                "reason": event.data.get("reason", ""),
            }
        case Kind.RECLASSIFIED:
            return gettext("%(who)s mengganti jenisnya menjadi %(title)s: %(reason)s") % {
                "who": who,
                "title": event.data.get("title", ""),
                "reason": event.data.get("reason", ""),
            }
        case Kind.MERGED:
            return gettext("%(who)s menggabungkan dengan %(number)s: %(reason)s") % {
                "who": who,
                "number": event.data.get("into", ""),
                "reason": event.data.get("reason", ""),
            }
        case Kind.MOVED:
            return gettext("Dipindahkan ke SOP versi %(version)s: %(reason)s") % {
                "version": event.data.get("version"),
                "reason": event.data.get("reason", ""),
            }
    return str(event.data.get("text", ""))


def _by_channel(channel: str) -> str:
    words = {
        "counter": gettext("di loket"),
        "web": gettext("lewat web"),
        "api": gettext("lewat program"),
        "sms": gettext("lewat SMS"),
    }
    return words.get(channel, "")


def _warned(event: Event) -> str:
    if "limit" not in event.data:
        return gettext("Lewat batas waktu langkah; atasan diberi tahu")
    said = gettext("%(law)s: %(name)s lewat batasnya; atasan diberi tahu")
    if not event.data.get("passed"):
        said = gettext("%(law)s: %(name)s hampir sampai batasnya; atasan diberi tahu")
    return said % {"law": event.data.get("law", ""), "name": event.data.get("name", "")}


def _decided(event: Event, published: Published) -> str:
    # A case that was moved to another version may have done a step which that version does not have.
    step = next((s for s in published.sop.steps if s.id == event.step), None)
    outcome = step.outcomes.get(event.outcome) if step else None
    does = in_language(step.does, step.does_en) if step else event.step
    label = in_language(outcome.label, outcome.label_en) if outcome else event.outcome
    why = why_words(event)
    line = f"{event.actor_name}: {does} – {label}"
    return f"{line} ({why})" if why else line
