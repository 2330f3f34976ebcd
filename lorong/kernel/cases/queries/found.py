"""Finding cases: always from what the actor may see."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q, QuerySet

from lorong.kernel.cases import policies, rows
from lorong.kernel.cases.models import Attachment, Case, CaseMessage, Draft, Event, WorkItem
from lorong.kernel.cases.persons import NO_DRAFT
from lorong.lib.actors import Actor
from lorong.lib.paging import Keyset, Page
from lorong.lib.refusals import NotFound

WAITING = """
    SELECT count(*) FROM (SELECT FROM cases_case WHERE applicant_id = %s AND turn = 'applicant' AND ended = '' LIMIT 100) c
"""
RUNNING, ENDED, MY_TURN = "berjalan", "selesai", "giliran-saya"
NEWEST = Keyset({"pk": int}, falling=True)


def visible_to(actor: Actor) -> QuerySet[Case]:
    """All cases that `actor` may see."""
    return Case.objects.filter(policies.visible_filter(actor))


def by_number(number: str) -> Case | None:
    """The case with this number, whoever asks: for jobs and doors that check by other means."""
    return _with_names().filter(number=number).first()


def for_actor(actor: Actor, number: str) -> Case:
    """The case with this number if `actor` may see it. Raises NotFound, the same for "none" and "not yours"."""
    case = by_number(number)
    if case is None:
        raise NotFound(policies.NOT_HERE)
    verdict = policies.may_see(actor=actor, case=case)
    if verdict.refusal is not None:
        raise verdict.refusal
    return case


def mine(actor: Actor, *, only: str = "", cursor: str = "", size: int = 20) -> Page[Case]:
    """The actor's own cases as a resident, newest first. only: RUNNING, ENDED, MY_TURN or "" for all."""
    if actor.person_id is None:
        return Page([], "", is_first=True)
    rows = _with_names().filter(Q(applicant_id=actor.person_id) | Q(subject_id=actor.person_id))
    if only == RUNNING:
        rows = rows.filter(ended="")
    elif only == ENDED:
        rows = rows.exclude(ended="")
    elif only == MY_TURN:
        rows = rows.filter(ended="", turn="applicant")
    return NEWEST.page(rows, cursor=cursor, size=size)


def turn_count(actor: Actor) -> int:
    """How many of the actor's own cases wait for them (at most 100 are counted)."""
    if actor.person_id is None:
        return 0
    with connection.cursor() as cursor:  # on every page: straight, without the table's model
        cursor.execute(WAITING, [actor.person_id])
        return int(cursor.fetchone()[0])


def drafts_of(actor: Actor, *, counter: bool = False) -> QuerySet[Draft]:
    """Unfinished applications of the actor's account, newest first (at most 20)."""
    if actor.account_id is None:
        return Draft.objects.none()
    rows = Draft.objects.filter(account_id=actor.account_id, submitted_as="").select_related("subject", "applicant")
    rows = rows.exclude(counter_unit="") if counter else rows.filter(counter_unit="")
    return rows.order_by("-updated_at")[:20]


def draft(actor: Actor, pk: int) -> Draft:
    """An unfinished application of the actor. Raises NotFound."""
    row = Draft.objects.select_related("applicant__household", "subject__household").filter(pk=pk).first()
    if row is None or not policies.may_write_draft(actor=actor, draft=row):
        raise NotFound(NO_DRAFT)
    return row


def draft_to_send(pk: int) -> Draft:
    """The same, unread: what is done with it reads and locks it, and asks whose it is. Raises nothing yet."""
    return rows.made(Draft, {"id": pk}, connection.alias)


def open_items(case: Case) -> list[WorkItem]:
    """The open steps of a case, by due time."""
    return list(WorkItem.objects.filter(case=case, done_at=None).select_related("holder__person", "unit").order_by("due_at"))


def attachments(case: Case) -> list[Attachment]:
    """The documents of a case in force, in the order they came."""
    rows = Attachment.objects.filter(case=case, replaced_at=None).select_related("document__file")
    return list(rows.order_by("attached_at", "pk"))


def talk(case: Case, *, most: int = 200) -> list[CaseMessage]:
    """The conversation, oldest first; the last `most` lines."""
    rows = CaseMessage.objects.filter(case=case).select_related("file__file").order_by("-at", "-pk")[:most]
    return list(reversed(rows))


def _with_names() -> QuerySet[Case]:
    return Case.objects.select_related("procedure", "unit", "applicant__household", "subject__household").defer(
        "procedure__definition", "procedure__flow"
    )


def events(case: Case) -> list[Event]:
    """The history of a case, oldest first (a case has tens of events, not thousands)."""
    return list(Event.objects.filter(case_id=case.pk).order_by("seq")[:500])
