from __future__ import annotations

from django.db import models


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
