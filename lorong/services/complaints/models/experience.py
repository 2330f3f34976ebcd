from __future__ import annotations

from django.db import models


class Pace(models.Model):
    """How long the city really took for a kind of trouble, in working minutes of whose turn it was: half of all needed at most
    `half`, eight of ten at most `most`. Derived and made anew every night (`promising.py`).

    kind: "area" (a category, a unit and a kecamatan), "unit", "category", or "group" (then `category` is the group's name).
    """

    kind = models.CharField(max_length=8)
    category = models.CharField(max_length=80)
    unit = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=13, blank=True)
    half = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "complaints_pace"
        constraints = [
            models.UniqueConstraint(fields=["category", "unit", "area", "kind"], name="one_pace_of_a_kind_and_a_place")
        ]


class Calibration(models.Model):
    """Of the incidents of a month how many ended by the dates that would have been told then. Derived with the paces.

    category: "" for all.
    """

    month = models.DateField()  # its first day
    category = models.CharField(max_length=80, blank=True)
    told = models.PositiveIntegerField()
    by_half = models.PositiveIntegerField()
    by_most = models.PositiveIntegerField()

    class Meta:
        db_table = "complaints_calibration"
        constraints = [models.UniqueConstraint(fields=["category", "month"], name="one_calibration_of_a_month")]


class Learned(models.Model):
    """What `manage.py train_suggestions` learned from reports: one row a run, the newest counts (`suggesting/`)."""

    at = models.DateTimeField()
    reports = models.PositiveIntegerField()  # how many it was learned from
    first = models.FloatField()  # share of reports held back whose category came first
    three = models.FloatField()  # ... among the first three
    body = models.BinaryField()  # `suggesting.learned.Model.packed`

    class Meta:
        db_table = "complaints_learned"
