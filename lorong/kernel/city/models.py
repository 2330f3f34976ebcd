from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from lorong.kernel.people.models import Person


class Region(models.Model):
    """City, kecamatan, kelurahan or desa, by its national code ("73.71.13.1005"). `outline` is an SVG path for maps."""

    code = models.CharField(primary_key=True, max_length=13)
    name = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()  # 2 city, 3 kecamatan, 4 kelurahan/desa
    kind = models.CharField(max_length=12)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    lat = models.FloatField()
    lon = models.FloatField()
    area_km2 = models.FloatField()
    postcode = models.CharField(max_length=5, blank=True)
    outline = models.TextField(blank=True)

    class Meta:
        db_table = "city_region"


class Unit(models.Model):
    """An office. Units of a kecamatan or kelurahan carry its region code as their own code.

    `letterhead`: the lines above the address, largest authority first; `contact`: the line below it. `successor`: who takes
    over from `dissolved_on` on, by the regulation `dissolved_by`; a new pack leaves these alone.
    """

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=160)  # "Rappocini" of "Kelurahan Rappocini"
    kind = models.CharField(max_length=20)  # city, office, kecamatan, kelurahan, desa
    abbreviation = models.CharField(max_length=8)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="units")
    address = models.CharField(max_length=240)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=120, blank=True)
    letterhead = models.JSONField(default=list)
    contact = models.CharField(max_length=240, blank=True)
    active = models.BooleanField(default=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    dissolved_on = models.DateField(null=True)
    dissolved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "city_unit"
        constraints = [
            models.UniqueConstraint(fields=["abbreviation"], condition=Q(active=True), name="one_unit_per_abbreviation"),
            models.CheckConstraint(
                condition=Q(successor=None, dissolved_on=None, dissolved_by="")
                | Q(successor__isnull=False, dissolved_on__isnull=False) & ~Q(dissolved_by="") & ~Q(successor=models.F("code")),
                name="a_dissolved_unit_says_who_takes_over_and_why",
            ),
        ]


class Position(models.Model):
    """A seat in a unit. `code` is "<unit>/<slug>", with "-2" and so on for further seats.

    `roles` are the names SOPs use; `substitutes` are codes of positions in the order they stand in (Plh.); `rank` is
    what a holder usually has.
    """

    code = models.CharField(max_length=100, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    slug = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=160)
    roles = models.JSONField(default=list)
    is_head = models.BooleanField(default=False)
    may_sign = models.BooleanField(default=False)
    substitutes = models.JSONField(default=list)
    rank = models.CharField(max_length=60, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "city_position"
        constraints = [models.UniqueConstraint(fields=["unit", "slug", "number"], name="one_seat_per_unit_slug_number")]


class Assignment(models.Model):
    """Who holds a position, in which right, over which days. `nip`/`rank` are frozen onto letters when signing."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    held_as = models.CharField(max_length=10, default="definitif")  # definitif, plt, plh, pj
    days = DateRangeField()
    nip = models.CharField(max_length=18, blank=True)
    rank = models.CharField(max_length=60, blank=True)
    full_name = models.CharField(max_length=160)
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "city_assignment"
        constraints = [
            models.CheckConstraint(condition=Q(held_as__in=["definitif", "plt", "plh", "pj"]), name="known_kind_of_holding"),
            models.CheckConstraint(condition=~Q(days__isempty=True), name="an_assignment_lasts_a_day"),
            ExclusionConstraint(
                name="one_holder_of_a_position_at_a_time",
                expressions=[
                    (Func(F("position_id"), F("position_id"), Value("[]"), function="int8range"), "&&"),
                    ("days", "&&"),
                ],
                condition=~Q(held_as="plh"),
            ),
        ]


class Absence(models.Model):
    """A holder is away; `substitute` (a person) acts as Plh. on those days, or whoever the position's rule names when
    nobody was named or the named one is away too (`sql/standing.sql`). Withdrawn absences stay visible."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="absences")
    days = DateRangeField()
    reason = models.CharField(max_length=200)
    substitute = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "city_absence"
        constraints = [
            models.CheckConstraint(condition=~Q(days__isempty=True), name="an_absence_lasts_a_day"),
            models.CheckConstraint(condition=Q(days__lower_inf=False, days__upper_inf=False), name="an_absence_has_an_end"),
            ExclusionConstraint(
                name="one_absence_of_a_holder_at_a_time",
                expressions=[
                    (Func(F("assignment_id"), F("assignment_id"), Value("[]"), function="int8range"), "&&"),
                    ("days", "&&"),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [GistIndex(fields=["days"], condition=Q(withdrawn_at__isnull=True), name="absences_of_a_day")]


class WorkingCalendar(models.Model):
    """When a unit works ("" is the city, for every unit without a row of its own), read into `lib.working_time`.

    `data` is the calendar as the city pack states it, null when the unit has only local days. `local` are days that
    were closed or opened by hand: day to `{"closed": bool, "name": ..., "windows": ["07:30-11:30"]}`; a new pack
    leaves them alone.
    """

    unit = models.CharField(primary_key=True, max_length=40)
    data = models.JSONField(null=True)
    local = models.JSONField(default=dict)

    class Meta:
        db_table = "city_calendar"


class CitySetting(models.Model):
    """One row: the pack that was loaded (name, look, numbering, host) and its fingerprint.

    `version` changes with every write to what processes keep in memory: settings, units, calendars.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    slug = models.CharField(max_length=40)
    data = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    version = models.UUIDField(default=uuid.uuid4)

    class Meta:
        db_table = "city_setting"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_city_in_a_house")]
