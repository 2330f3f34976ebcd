from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone


class AuditEntry(models.Model):
    """Who did what to which row. Appended only; chained by the database (see `sql/audit.sql`).

    There are 64 chains and a transaction writes to one of them (chosen by its connection), so that writers do not
    wait for each other and two transactions can never wait in a ring.
    """

    chain = models.SmallIntegerField(default=-1)
    seq = models.BigIntegerField(default=-1)
    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=80)
    refused = models.BooleanField(default=False)
    actor_kind = models.CharField(max_length=12)
    account_id = models.BigIntegerField(null=True)
    position_id = models.BigIntegerField(null=True)
    actor_title = models.CharField(max_length=160)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    prev_hash = models.BinaryField(default=b"")
    hash = models.BinaryField(default=b"")
    position = models.BigIntegerField(default=0)  # in the order of all history, given by the database

    class Meta:
        db_table = "audit_entry"
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="one_entry_per_place_in_a_chain")]
        indexes = [
            models.Index(fields=["object_kind", "object_id", "id"], name="audit_of_an_object"),
            models.Index(fields=["at"], name="audit_by_time"),
            BrinIndex(fields=["position"], name="entries_by_place", pages_per_range=32),
        ]


class ChainHead(models.Model):
    """The last link of each audit chain; moved by the trigger only."""

    chain = models.SmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=b"")

    class Meta:
        db_table = "audit_chain_head"


class AccessEntry(models.Model):
    """Somebody looked at a person's data. `subject` is the person; `case_number` says what for."""

    at = models.DateTimeField(default=timezone.now)
    subject = models.UUIDField()
    actor_kind = models.CharField(max_length=12)
    account_id = models.BigIntegerField(null=True)
    position_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160)
    actor_title = models.CharField(max_length=160)
    case_number = models.CharField(max_length=24, blank=True)
    purpose = models.CharField(max_length=200)
    fields = models.JSONField(default=list)
    position = models.BigIntegerField(default=0)  # as of an entry

    class Meta:
        db_table = "audit_access"
        constraints = [models.CheckConstraint(condition=~Q(purpose=""), name="a_look_has_a_purpose")]
        indexes = [
            models.Index(fields=["subject", "-at"], name="looks_at_a_person"),
            models.Index(fields=["account_id", "-at"], name="looks_by_an_account"),
            BrinIndex(fields=["position"], name="looks_by_place", pages_per_range=32),
        ]


class Root(models.Model):
    """The root of a hash tree over all history written since the root before it, up to place `upto`.

    Leaves are entries, looks and events in their order (`audit_leaf`). `no`, `prev_hash` and `hash` are the database's.
    Usually one a day; a day on which very much was written has several.
    """

    no = models.BigIntegerField(primary_key=True, default=0)
    day = models.DateField()
    upto = models.BigIntegerField()
    size = models.BigIntegerField()
    tree = models.BinaryField()
    prev_hash = models.BinaryField(default=b"")
    hash = models.BinaryField(default=b"")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "audit_root"
        indexes = [models.Index(fields=["-day"], name="roots_by_day")]
