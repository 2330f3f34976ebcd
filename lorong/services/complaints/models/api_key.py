from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.people.fields import SealedTextField


class ApiKey(models.Model):
    """With it an app of somebody else sends reports (Open311 `api_key`). Only the SHA-256 of the key is kept; `hint` is how it
    begins, so that whoever keeps the keys knows it again.

    `proves_phones`: by agreement the app proves a phone by a code before it sends one, so that the city may write to it.
    `agency`: it is another city's installation, which forwards what it was told (`name` is the city's).
    """

    name = models.CharField(max_length=80)  # of the app, as people know it
    contact = SealedTextField(context="complaint.app_contact")  # who answers for it
    key_hash = models.BinaryField(unique=True, max_length=32)
    hint = models.CharField(max_length=16)
    a_day = models.PositiveIntegerField()  # reports within 24 hours
    proves_phones = models.BooleanField(default=False)
    agency = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "complaints_api_key"
        constraints = [
            models.CheckConstraint(condition=Q(a_day__gte=1), name="a_key_is_good_for_a_report"),
            models.CheckConstraint(condition=~Q(name=""), name="an_app_has_a_name"),
        ]
