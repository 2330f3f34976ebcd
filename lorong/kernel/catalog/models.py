from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Procedure(models.Model):
    """A published version of a declared service. Frozen by trigger; only `retired_at` may be set, once.

    `definition` is the whole service as JSON (`{"sop": ..., "form": ..., "letter": <Typst source>}`), `flow` the slim
    part that the database's own trigger reads (see `lib/sop/flow.py`).
    """

    slug = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    service = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    hidden = models.BooleanField(default=False)
    definition = models.TextField()  # JSON as text: the order of outcomes is the order of buttons
    flow = models.JSONField()
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "catalog_procedure"
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_procedure_per_slug_and_version"),
            models.UniqueConstraint(fields=["slug"], condition=Q(retired_at=None), name="one_version_in_force"),
        ]
