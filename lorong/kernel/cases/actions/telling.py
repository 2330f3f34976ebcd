"""What an event means for whom, as messages. Runs in a job after commit; keyed by event, so that it may run twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from lorong.kernel.cases.actions.links import send_step_link
from lorong.kernel.cases.models import Case, CaseMessage, Event, WorkItem
from lorong.kernel.cases.queries.words import in_language, language, promise_words, when_words, why_words
from lorong.kernel.cases.values import Kind, Turn
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.documents import queries as documents
from lorong.kernel.messages import actions as messages
from lorong.kernel.messages.queries import language_of
from lorong.kernel.people.models import Account
from lorong.lib.actors import SISTEM
from lorong.lib.dates import long_date


def tell(*, case_id: int, seq: int) -> None:
    """Post the messages of event `seq`: to the applicant when the turn changed or it is over, to officers when late."""
    case = Case.objects.select_related("applicant", "unit", "account").get(pk=case_id)
    event = Event.objects.get(case_id=case_id, seq=seq)
    with translation.override(language_of(case.account)):
        _tell(case, event)


def _tell(case: Case, event: Event) -> None:
    published = catalog.procedure(case.procedure_id)
    context: dict[str, Any] = {"number": case.number, "title": _titled(published), "unit": case.unit.name}
    match event.kind:
        case Kind.SUBMITTED:
            _to_applicant(case, event, "diterima", {**context, "promised": promise_words(case)})
        case Kind.RESUBMITTED:
            _to_applicant(case, event, "dikirim_ulang", {**context, "promised": promise_words(case)})
        case Kind.DONE:
            _outcome(case, event, published, context)
        case Kind.LAPSED:
            _to_applicant(case, event, "ditutup", context)
        case Kind.WITHDRAWN:
            _to_applicant(case, event, "ditarik", context)
        case Kind.TRANSFERRED:
            where = {"unit": event.data["to"], "reason": event.data["reason"].rstrip(".")}
            _to_applicant(case, event, "pindah_kantor", {**context, **where})
        case Kind.ESCALATED:
            _to_head(case, event, context)
        case Kind.HANDED_OVER:
            _to_holder(case, event, context)


def tell_said(*, case_id: int, message_id: int) -> None:
    """Tell the other side that a line was added to the conversation."""
    case = Case.objects.select_related("applicant", "unit").get(pk=case_id)
    line = CaseMessage.objects.get(pk=message_id)
    published = catalog.procedure(case.procedure_id)
    context = {"number": case.number, "title": _titled(published), "author": line.author_name}
    key = f"{case.number}:said:{line.pk}"
    if line.side == "city":
        _post(case, "pesan_baru", context, key)
        return
    items = WorkItem.objects.filter(case=case, done_at=None, holder__isnull=False).select_related("holder")
    for item in items:
        assert item.holder is not None, "only held items were asked for"
        _post_account(item.holder, case, "pesan_warga", context, f"{key}:{item.holder_id}")


def send_link(*, case: Case, step: str, seq: int) -> None:
    """Make the link of an outside party's step and send it by SMS."""
    fresh = send_step_link(actor=SISTEM, case=case, step=step)
    if fresh is None:
        return
    published = catalog.procedure(case.procedure_id)
    messages.send_now(
        actor=SISTEM,
        channel="sms",
        phone=fresh.phone,
        template="tautan_pihak",
        context={
            "party": fresh.link.party,
            "title": _titled(published),
            "number": case.number,
            "until": when_words(fresh.link.expires_at),
            "link": f"{settings.PUBLIC_URL}/tautan/{fresh.token}/",
        },
        key=f"{case.number}:link:{step}:{seq}:{fresh.link.pk}",
        urgent=False,
    )


def _titled(published: Published) -> str:
    """The service's title in the language being written."""
    return in_language(published.sop.title, published.sop.title_en)


def _outcome(case: Case, event: Event, published: Published, context: dict[str, Any]) -> None:
    outcome = published.sop.step(event.step).outcomes[event.outcome]
    if outcome.back_to:
        asked = why_words(event) or in_language(outcome.asks)
        until = when_words(case.turn_due_at) if case.turn_due_at else ""
        _to_applicant(case, event, "giliran_anda", {**context, "asked": asked, "until": until})
    elif outcome.end and outcome.is_refusal:
        _to_applicant(case, event, "ditolak", {**context, "reason": why_words(event)})
    elif outcome.end:
        done_on = long_date(city.local(event.at).date(), lang=language())
        letter = documents.letter_of_case(case.number)
        until = long_date(letter.valid_until, lang=language()) if letter and letter.valid_until else ""
        _to_applicant(case, event, "terbit", {**context, "done_on": done_on, **({"valid_until": until} if until else {})})
        _to_applicant(case, event, "survei", context)


def _to_applicant(case: Case, event: Event, template: str, context: dict[str, Any]) -> None:
    _post(case, template, context, f"{case.number}:{event.seq}:{template}")


def _post(case: Case, template: str, context: dict[str, Any], key: str) -> None:
    if case.is_public:  # its service hears of every event, and knows whom to tell
        return
    messages.post(
        actor=SISTEM,
        person=case.applicant,
        account=case.account,
        template=template,
        context=context,
        key=key,
        case_number=case.number,
        link=f"/urusan/{case.number}/",
    )


def _to_head(case: Case, event: Event, context: dict[str, Any]) -> None:
    if "limit" in event.data:
        _of_the_law(case, event, context)
        return
    role = event.data.get("to", "kepala-unit")
    item = WorkItem.objects.filter(case=case, step=event.step).order_by("-opened_seq").first()
    if item is None:
        return
    holder = city.holder_of(role, item.unit_id) or city.holder_of("kepala-unit", item.unit_id)
    account = Account.objects.filter(person_id=holder.person_id, is_active=True).first() if holder else None
    if account is not None:
        _post_account(account, case, "terlambat", context, f"{case.number}:{event.seq}:terlambat")
    if case.turn == Turn.CITY and case.promised_at is not None and event.at > case.promised_at:
        _to_applicant(case, event, "terlambat_warga", {**context, "who": holder.title if holder else case.unit.name})


def _of_the_law(case: Case, event: Event, context: dict[str, Any]) -> None:
    holder = city.holder_of(event.data["to"], case.unit_id)
    account = Account.objects.filter(person_id=holder.person_id, is_active=True).first() if holder else None
    if account is not None:
        until = when_words(datetime.fromisoformat(event.data["due_at"]))
        context = {**context, "law": event.data["law"], "name": event.data["name"], "until": until}
        _post_account(account, case, "batas_hukum", context, f"{case.number}:{event.seq}:batas_hukum")


def _to_holder(case: Case, event: Event, context: dict[str, Any]) -> None:
    item = WorkItem.objects.filter(case=case, step=event.step, done_at=None).select_related("holder").first()
    if item is not None and item.holder is not None:
        _post_account(item.holder, case, "petugas_baru", context, f"{case.number}:{event.seq}:petugas_baru")


def _post_account(account: Account, case: Case, template: str, context: dict[str, Any], key: str) -> None:
    messages.post(
        actor=SISTEM,
        account=account,
        person=account.person,
        template=template,
        context=context,
        key=key,
        case_number=case.number,
        link=f"/petugas/urusan/{case.number}/",
        channels=("inbox",),
    )
