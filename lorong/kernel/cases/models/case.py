from __future__ import annotations

import uuid
from typing import Any

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
    """One application, or one thing in the city that nobody owns: a case of the public has neither applicant nor subject.

    Everything below the line is derived from events and moved by the database's trigger only; so are unit, slug and
    procedure, after the beginning."""

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=80, unique=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, db_index=False, related_name="cases")
    slug = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="cases")
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, db_index=False, related_name="applied_cases")
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, db_index=False, related_name="subject_cases")
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
        constraints = [
            models.CheckConstraint(
                condition=Q(applicant=None, subject=None, account=None) | Q(applicant__isnull=False, subject__isnull=False),
                name="a_case_has_an_applicant_or_is_public",
            )
        ]
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
    along: Any = None  # what its service's function gave when it was born; see `values.Along`

    @property
    def is_done(self) -> bool:
        return self.ended != ""

    @property
    def is_public(self) -> bool:
        """Whether it has no applicant: what was told of a thing in the city belongs to a service."""
        return self.applicant_id is None

    def concerns(self, person_id: uuid.UUID | None) -> bool:
        """Whether that person applied, or it is about them. Nobody (None) is concerned by a case of the public."""
        return person_id is not None and person_id in {self.applicant_id, self.subject_id}

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
    side = models.CharField(max_length=10)  # city, outside, applicant (a step of the residents)
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


class LimitClock(models.Model):
    """A clock that the law sets on a case (`[[limits]]` of its SOP). What it says follows from events, as the case does.

    `alarm_at`: when somebody is told next, null once its passing was told; null in `met_at` while it runs.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="limits")
    limit = models.CharField(max_length=60)
    begun_at = models.DateTimeField()
    begun_seq = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    met_seq = models.PositiveIntegerField(null=True)
    alarm_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_limit"
        constraints = [
            models.UniqueConstraint(fields=["case", "limit"], name="one_clock_per_limit"),
            models.CheckConstraint(
                condition=Q(met_at=None, met_seq=None) | Q(met_at__isnull=False, met_seq__isnull=False),
                name="a_clock_that_stopped_names_its_event",
            ),
        ]
        indexes = [
            models.Index(fields=["alarm_at"], condition=Q(met_at=None, alarm_at__isnull=False), name="running_clocks_by_alarm")
        ]
