from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.cases import persons
from lorong.kernel.cases.locked import AtHand, locked_case
from lorong.kernel.catalog.models import Procedure
from lorong.kernel.city.models import Unit
from lorong.kernel.documents.models import Document
from lorong.kernel.people.fields import SealedTextField
from lorong.kernel.people.models import Account, Person


class Draft(models.Model):
    """An application being written: saved page by page, resumed on any device."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="drafts")
    slug = models.CharField(max_length=80)  # always written against the version in force
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=10, default="self")  # self, family, late, ward
    counter_unit = models.CharField(max_length=40, blank=True)  # written at a counter for somebody who came
    answers = models.JSONField(default=dict)
    documents = models.JSONField(default=dict)  # requirement id -> document id
    key = models.CharField(max_length=64, unique=True)  # becomes the case's key: submitting twice gives one case
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    submitted_as = models.CharField(max_length=24, blank=True)
    papers: list[Document] | None = None  # the rows of `documents`; only after `locked`

    class Meta:
        db_table = "cases_draft"
        indexes = [models.Index(fields=["account", "-updated_at"], name="drafts_of_an_account")]

    @classmethod
    def locked(cls, pk: int) -> Draft:
        """The draft, locked until the transaction ends, with its persons and its documents: one question to the database."""
        return persons.locked_draft(cls, pk)


class Case(models.Model):
    """One application. Everything below the line is derived from events and moved by the database's trigger only."""

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=80, unique=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, db_index=False, related_name="cases")
    slug = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="cases")
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="applied_cases")
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="subject_cases")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="cases")
    parent_number = models.CharField(max_length=24, blank=True)
    channel = models.CharField(max_length=12)
    # ---- derived from events --------------------------------------------------------------------------------------
    answers = models.JSONField(default=dict)
    marking = ArrayField(models.CharField(max_length=130), default=list)
    turn = models.CharField(max_length=10, default="none")  # city, applicant, outside, none
    ended = models.CharField(max_length=60, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    last_hash = models.BinaryField(default=b"")
    last_at = models.DateTimeField(null=True)
    turn_since = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    promised_minutes = models.PositiveIntegerField(default=0)
    promised_at = models.DateTimeField(null=True)  # null while the city's clock stands still
    turn_due_at = models.DateTimeField(null=True)
    city_minutes = models.PositiveIntegerField(default=0)
    applicant_minutes = models.PositiveIntegerField(default=0)
    outside_minutes = models.PositiveIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "cases_case"
        indexes = [
            models.Index(fields=["applicant", "-id"], name="cases_of_an_applicant"),
            models.Index(fields=["subject", "-id"], name="cases_about_a_person"),
            models.Index(fields=["account", "-id"], name="cases_of_an_account"),
            models.Index(fields=["unit", "-id"], name="cases_of_a_unit"),
            models.Index(fields=["slug", "ended_at"], condition=~Q(ended=""), name="ended_cases_of_a_service"),
            models.Index(fields=["slug", "unit", "ended_at"], condition=~Q(ended=""), name="ended_cases_at_a_unit"),
            models.Index(fields=["ended_at"], condition=~Q(ended=""), name="ended_cases"),
            models.Index(fields=["promised_at"], condition=Q(ended=""), name="open_cases_by_promise"),
            models.Index(fields=["turn_due_at"], condition=Q(ended="", turn="applicant"), name="applicants_by_deadline"),
            # everything the command board counts of running cases and asks of them: read without the table
            models.Index(
                fields=["unit", "slug", "turn", "promised_at"], include=["id"], condition=Q(ended=""), name="running_cases"
            ),
        ]

    at_hand: AtHand | None = None  # only after `locked`, and only until something is written

    @property
    def is_done(self) -> bool:
        return self.ended != ""

    @classmethod
    def locked(cls, pk: int) -> Case:
        """The case, locked until the transaction ends, with what an act needs at hand: one question to the database."""
        return locked_case(cls, WorkItem, pk)


class WorkItem(models.Model):
    """An open or finished step. `minutes`: working time of the unit from opening to done."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="items")
    step = models.CharField(max_length=60)
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="items")
    side = models.CharField(max_length=10)  # city, outside
    machine = models.BooleanField(default=False)
    blind = models.BooleanField(default=False)
    assigned = models.CharField(max_length=14, default="pull")  # pull, least-loaded, rotation, blind
    holder = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="items")
    claimed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_seq = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    alarmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_seq = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=60, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    late = models.BooleanField(null=True)

    class Meta:
        db_table = "cases_work_item"
        constraints = [
            models.UniqueConstraint(fields=["case", "step"], condition=Q(done_at=None), name="one_open_work_item_per_step"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_seq=None) | Q(done_at__isnull=False, done_seq__isnull=False),
                name="done_work_names_its_event",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "role", "due_at", "id"], condition=Q(done_at=None), name="open_work_of_a_role"),
            models.Index(fields=["holder", "due_at", "id"], condition=Q(done_at=None), name="open_work_of_a_holder"),
            models.Index(fields=["holder", "done_at"], condition=Q(done_at__isnull=False), name="done_work_of_a_holder"),
            models.Index(fields=["unit", "role", "holder", "id"], condition=Q(assigned="rotation"), name="work_given_in_turn"),
            models.Index(fields=["due_at"], condition=Q(done_at=None, alarmed_at=None), name="open_work_by_due_time"),
            models.Index(fields=["case", "opened_at"], name="work_of_a_case"),
            models.Index(
                fields=["due_at", "id"], condition=Q(done_at=None, side="city", machine=False), name="open_work_the_latest_first"
            ),
        ]


class Event(models.Model):
    """What happened. Appended only, chained per case by the trigger. No foreign key points here or leaves for a row that
    may move, so that the table can be partitioned by month."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    step = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=60, blank=True)
    actor_kind = models.CharField(max_length=12)
    account_id = models.BigIntegerField(null=True)
    position_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160)
    actor_title = models.CharField(max_length=160, blank=True)
    channel = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    minutes = models.PositiveIntegerField(default=0)  # working minutes since the event before, for the side whose turn it was
    promised_at = models.DateTimeField(null=True)
    turn_due_at = models.DateTimeField(null=True)
    data = models.JSONField(default=dict)
    prev_hash = models.BinaryField(default=b"")
    hash = models.BinaryField(default=b"")
    position = models.BigIntegerField(default=0)  # in the order of all history, given by the database (kernel/audit)

    class Meta:
        db_table = "cases_event"
        constraints = [models.UniqueConstraint(fields=["case_id", "key"], name="an_act_happens_once")]
        indexes = [
            models.Index(fields=["at"], name="events_by_time"),
            BrinIndex(fields=["position"], name="events_by_place", pages_per_range=32),
        ]


class Attachment(models.Model):
    """A document that satisfies a requirement of a case. A better one replaces it; the older stays visible."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    requirement = models.CharField(max_length=60)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    held_before = models.BooleanField(default=False)  # the city already had it
    attached_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_attachment"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "requirement"], condition=Q(replaced_at=None), name="one_document_per_requirement"
            )
        ]


class CaseMessage(models.Model):
    """A line of the conversation between applicant and office. Appended only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="talk")
    at = models.DateTimeField(default=timezone.now)
    side = models.CharField(max_length=10)  # applicant, city, outside
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=160)
    author_title = models.CharField(max_length=160, blank=True)
    body = models.TextField(blank=True)
    file = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=120)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_message"
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="a_message_is_said_once"),
            models.CheckConstraint(condition=~Q(body="") | Q(file__isnull=False), name="a_message_says_something"),
        ]
        indexes = [models.Index(fields=["case", "at"], name="talk_of_a_case")]


class OutsideLink(models.Model):
    """A signed, expiring link for a party without an account. Only the hash of its token is kept."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="links")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="links")
    purpose = models.CharField(max_length=60)  # step id, or requirement id for a statement (RT introduction)
    party = models.CharField(max_length=160)
    token_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        db_table = "cases_outside_link"
        # With neither, its draft was thrown away: whoever opens it is told so.
        constraints = [models.CheckConstraint(condition=Q(case=None) | Q(draft=None), name="a_link_is_not_of_a_case_and_a_draft")]


class Survey(models.Model):
    """Nine answers after the end (PermenPANRB 14/2017), and one question: were you asked to pay?"""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="survey")
    slug = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()  # element code -> 1..4
    asked_to_pay = models.BooleanField(null=True)
    paid_note = models.TextField(blank=True)  # read by the inspectorate only
    suggestion = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "cases_survey"
        indexes = [
            models.Index(fields=["slug", "at"], name="surveys_of_a_service"),
            models.Index(fields=["-at", "-id"], condition=~Q(suggestion=""), name="suggestions_by_time"),
        ]


class LevyReport(models.Model):
    """What somebody told the inspectorate. Appended only; `unit` and `slug` are those of the case number, if there is one."""

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)
    text = SealedTextField(context="report.text")
    place = SealedTextField(context="report.place")  # which office, in the person's own words
    teller = SealedTextField(context="report.teller")  # name or phone, where the person gave one
    case_number = models.CharField(max_length=24, blank=True)  # as typed
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    slug = models.CharField(max_length=80, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")  # for the answer, never shown

    class Meta:
        db_table = "cases_levy_report"
        indexes = [models.Index(fields=["-at", "-id"], name="levy_reports_by_time")]


class LevyReply(models.Model):
    """The inspectorate opened a report ("read", once) or answered it. Appended only."""

    report = models.ForeignKey(LevyReport, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)
    author = models.CharField(max_length=160)
    author_title = models.CharField(max_length=160, blank=True)
    text = SealedTextField(context="report.reply")
    key = models.CharField(max_length=64)

    class Meta:
        db_table = "cases_levy_reply"
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="a_report_is_answered_once_per_key"),
            models.CheckConstraint(condition=Q(kind__in=["read", "answered"]), name="a_report_is_read_or_answered"),
        ]


class DayCounter(models.Model):
    """Case numbers of a day (YY-MMDD-NNNN)."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "cases_day_counter"


class MeasureCell(models.Model):
    """What ended in one day or month, added up: of the city, of a service, of a unit, of a service at a unit.

    Derived from cases and surveys and made anew at will (`manage.py measures --rebuild`). `day`: in the city's time, the
    first of a month. slug, unit: "" for all. Spreads are those of `lib/spread.py`, by whether the promise was kept
    ("kept", "late", or ended by the applicant: "own").
    """

    month = models.BooleanField()
    day = models.DateField()
    slug = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    volume = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    promised = models.PositiveIntegerField(default=0)  # the longest promise among them
    city = models.JSONField(default=dict)
    applicant = models.JSONField(default=dict)
    answered = models.PositiveIntegerField(default=0)  # surveys
    sums = models.JSONField(default=dict)  # element -> [sum of its answers, how many answered it]
    asked_answered = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "cases_measure"
        constraints = [models.UniqueConstraint(fields=["month", "slug", "unit", "day"], name="one_cell_for_a_time_and_a_place")]
        indexes = [models.Index(fields=["month", "day"], name="cells_by_time")]


class Measured(models.Model):
    """A case ("case") or survey ("survey") that stands in the cells; nothing is counted twice."""

    kind = models.CharField(max_length=6)
    ref = models.BigIntegerField()

    class Meta:
        db_table = "cases_measured"
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="counted_once")]


class Stock(models.Model):
    """What runs in the whole city, counted at a moment: one row, derived, written anew every minute (`stocktaking.py`)."""

    at = models.DateTimeField()
    heaps = models.JSONField()  # [[unit, slug, open, late, oldest, running, broken, applicant, outside], ...]
    steps = models.JSONField(null=True)  # [[step, late, how many of all open work items], ...]

    class Meta:
        db_table = "cases_stock"


class Restriction(models.Model):
    """An ended case past its active years: a public record that is kept, and closed to ordinary officers. Appended only."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="restriction")
    at = models.DateTimeField(default=timezone.now)
    because = models.CharField(max_length=200)
    law = models.CharField(max_length=300)

    class Meta:
        db_table = "cases_restriction"
        constraints = [models.CheckConstraint(condition=~Q(because="") & ~Q(law=""), name="a_restriction_says_why")]
