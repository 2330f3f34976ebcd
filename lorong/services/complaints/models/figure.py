from __future__ import annotations

from django.db import models


class Figure(models.Model):
    """How complaints went in the last `days` days: of the city, a kelurahan or a unit. Derived and made anew by a job.

    numbers: as `values.Figures` names them. days = 0: how it stands now and went month by month, as `values.Course`.
    """

    kind = models.CharField(max_length=8)  # city, region, unit
    code = models.CharField(max_length=40, blank=True)
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    numbers = models.JSONField()

    class Meta:
        db_table = "complaints_figure"
        constraints = [models.UniqueConstraint(fields=["kind", "code", "days"], name="one_figure_of_an_area_or_unit")]
