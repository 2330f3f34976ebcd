"""Somebody tells by SMS, answers what we asked back, or says whether it is fixed. For phones without a screen for more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from lorong.kernel.audit.action import action
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.messages import queries as messages
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.services.complaints import keeping, policies, suggesting, tellers
from lorong.services.complaints.actions.judge import answer_fixed
from lorong.services.complaints.actions.tell import tell
from lorong.services.complaints.actions.threads import answer_data, say
from lorong.services.complaints.models import Report, Texting
from lorong.services.complaints.queries.stages import stage
from lorong.services.complaints.texting import landmarks, words
from lorong.services.complaints.texting.words import Village
from lorong.services.complaints.values import SHORTEST, WHERE_LONGEST, Stage, Teller, Telling

Answer = tuple[str, dict[str, str]]  # template and its variables; ("", {}) when another message says it all
SAID_ELSEWHERE: Answer = ("", {})
A_DAY = timedelta(days=1)
ONE_TELLING = timedelta(minutes=10)  # parts of a long SMS come within it, whichever first
SURE = 0.5  # how probable a category is before we do not ask
MOST_TRIES = 3
LANDMARKS = settings.CITIES_DIR / settings.CITY / "landmarks.csv"


@action("complaint.text", allow=policies.may_text)
def text(*, actor: Actor, phone: str, words_said: str, told_id: str, at: datetime) -> Answer | None:
    """What an SMS from `phone` (E.164, as the gateway says) gets back; None when it has nothing to do with complaints.

    told_id: the gateway's id; told again, it gets the same answer and does nothing more.
    """
    keeping.one_at_a_time(f"sms:{phone}")
    talk = Texting.objects.filter(phone_index=tellers.index_of(phone)).first()
    if talk is not None and talk.last_id == told_id:
        return tuple(talk.last_answer) if talk.last_answer is not None else None
    running = talk if talk is not None and at - talk.heard_at < A_DAY else None
    answer: Answer | None
    if words.is_report(words_said):
        talk = _begun(talk, phone, words_said, told_id, at)
        answer = _further(actor, talk, at)
    elif running is not None and running.asks:
        talk = running
        answer = _answered(actor, talk, words_said, at)
    else:
        answer = _about_a_report(actor, running, phone, words_said, told_id, at)
        talk = running if answer is not None else None
    if talk is not None:
        talk.last_id, talk.last_answer, talk.heard_at = told_id, list(answer) if answer else None, at
        talk.save()
    return answer


@action("complaint.forget_texting", allow=policies.may_text)
def forget_texting(*, actor: Actor, at: datetime) -> int:
    """Throw away what was said by SMS before yesterday: what became a report stands there. Gives how many."""
    return Texting.objects.filter(heard_at__lt=at - 2 * A_DAY).delete()[0]


def _begun(talk: Texting | None, phone: str, said: str, told_id: str, at: datetime) -> Texting:
    talk = talk or Texting(phone=phone, phone_index=tellers.index_of(phone))
    # Parts of one SMS may come in any order: what came shortly before without LAPOR belongs to it.
    before = [sms.text for sms in messages.inbound_from(phone, since=at - ONE_TELLING, before=at) if _is_a_part(sms.text)]
    talk.text = words.in_order([said, *before])
    talk.asks, talk.offered, talk.region, talk.where, talk.category, talk.tries = "", [], "", "", "", 0
    talk.report, talk.began_with = None, told_id
    return talk


def _is_a_part(said: str) -> bool:
    return words.part_of(said)[0] > 0 and not words.is_report(said)


def _answered(actor: Actor, talk: Texting, said: str, at: datetime) -> Answer:
    """To the question that waits."""
    if words.part_of(said)[0] and at - talk.heard_at < ONE_TELLING:
        talk.text = words.in_order([talk.text, said])
        return _further(actor, talk, at)
    if talk.asks == "category":
        talk.category = _chosen(talk.offered, said)
        if not talk.category:
            talk.text = words.in_order([talk.text, said])
    elif talk.asks == "place":
        offered = _chosen(talk.offered, said)
        talk.region = offered or talk.region
        talk.where = talk.where if offered else " ".join(said.split())[:WHERE_LONGEST]
    else:
        talk.text = words.in_order([talk.text, said])
    return _further(actor, talk, at)


def _chosen(offered: Sequence[str], said: str) -> str:
    number = said.strip().rstrip(".)")
    return offered[int(number) - 1] if number in {str(n + 1) for n in range(len(offered))} else ""


def _further(actor: Actor, talk: Texting, at: datetime) -> Answer:
    """Ask what is missing, one thing at a time, or write the report."""
    if len(talk.text) < SHORTEST:
        return _ask(talk, "words", "lapor_apa", {})
    if not talk.region:
        said = f"{talk.where} {talk.text}" if talk.where else talk.text
        found = words.place_in(said, _villages())
        talk.region = found.village.code if found.village else ""
        if not talk.region:
            return _ask_place(talk, found.maybe or landmarks.guessed(said, _villages(), LANDMARKS))
    if not talk.category:
        likely = suggesting.suggest(talk.text)
        if not likely or (likely[0].share < SURE and talk.tries < MOST_TRIES):
            return _ask_category(talk, [one.slug for one in likely])
        talk.category = likely[0].slug
    return _written(actor, talk, at)


def _ask(talk: Texting, asks: str, template: str, context: dict[str, str]) -> Answer:
    talk.asks, talk.tries = asks, talk.tries + 1
    return template, context


def _ask_place(talk: Texting, maybe: Sequence[Village]) -> Answer:
    talk.offered = [village.code for village in maybe]
    if maybe:
        names = ", ".join(f"{n}. {v.name} ({v.above})" for n, v in enumerate(maybe, start=1))
        return _ask(talk, "place", "lapor_kelurahan_mana", {"names": names})
    return _ask(talk, "place", "lapor_di_mana", {})


def _ask_category(talk: Texting, slugs: Sequence[str]) -> Answer:
    talk.offered = list(slugs)
    if not slugs:
        return _ask(talk, "words", "lapor_apa", {})
    names = ", ".join(f"{n}. {_title(slug)}" for n, slug in enumerate(slugs, start=1))
    return _ask(talk, "category", "lapor_jenis", {"names": names})


def _written(actor: Actor, talk: Texting, at: datetime) -> Answer:
    telling = Telling(
        category=talk.category, text=talk.text, place_from="region", where=talk.where, region=talk.region, phone=talk.phone
    )
    try:
        talk.report = tell(actor=actor, telling=telling, photos=(), key=f"sms:{talk.began_with}"[:64], channel="sms", at=at)
    except Refusal as refusal:
        talk.asks = ""
        return "lapor_belum_bisa", {"reason": str(refusal.sentence)}
    talk.asks = ""
    return SAID_ELSEWHERE  # the receipt with number, office and promise is the report's own message


def _about_a_report(actor: Actor, running: Texting | None, phone: str, said: str, told_id: str, at: datetime) -> Answer | None:
    who = Teller(phone=phone)
    key = f"sms:{told_id}"[:64]
    verdict, answer = words.verdict_in(said), words.answer_in(said)
    try:
        if verdict is not None:
            return _judged(actor, who, verdict, key, at)
        if answer is not None:
            return _gave_data(actor, who, answer, key, at)
        if running is not None and running.report is not None and at - running.heard_at < ONE_TELLING:
            say(actor=actor, report=running.report, body=words.part_of(said)[1], key=key, who=who, at=at)
            return "lapor_ditambah", {"number": running.report.incident.code}
    except Refusal as refusal:
        return "lapor_belum_bisa", {"reason": str(refusal.sentence)}
    return None


def _judged(actor: Actor, who: Teller, verdict: tuple[bool, str], key: str, at: datetime) -> Answer | None:
    report = _latest(who, lambda r: stage(r.incident) is Stage.ASKED_IF_FIXED)
    if report is None:
        return None
    agrees, note = verdict
    note = note or ("" if agrees else "Pelapor membalas lewat SMS: belum beres.")
    answer_fixed(actor=actor, incident=report.incident, report=report, agrees=agrees, note=note, key=key, who=who, at=at)
    return "lapor_dijawab", {"number": report.incident.code}


def _gave_data(actor: Actor, who: Teller, answer: str, key: str, at: datetime) -> Answer | None:
    report = _latest(who, lambda r: stage(r.incident) is Stage.WAITING_FOR_DATA)
    if report is None:
        return None
    answer_data(actor=actor, report=report, body=answer, key=key, who=who, at=at)
    return "lapor_dijawab", {"number": report.incident.code}


def _latest(who: Teller, waits: object) -> Report | None:
    assert callable(waits)
    mine = Report.objects.filter(tellers.told_by(who), withdrawn_at=None, incident__ended="").select_related("incident")
    return next((report for report in mine.order_by("-id")[:10] if waits(report)), None)


def _villages() -> list[Village]:
    rows = []
    for above, names in city.villages():
        rows += [Village(code, name.partition(" ")[2] or name, above.partition(" ")[2] or above) for code, name in names]
    return rows


def _title(slug: str) -> str:
    published = catalog.current_by_slug(slug, hidden=True, public=True)
    return published.sop.title if published is not None else slug
