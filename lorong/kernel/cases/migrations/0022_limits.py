import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    """The clocks that the law sets beside the promise."""

    dependencies = [("cases", "0021_residents")]
    operations = [
        migrations.CreateModel(
            name="LimitClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("limit", models.CharField(max_length=60)),
                ("begun_at", models.DateTimeField()),
                ("begun_seq", models.PositiveIntegerField()),
                ("due_at", models.DateTimeField()),
                ("met_at", models.DateTimeField(null=True)),
                ("met_seq", models.PositiveIntegerField(null=True)),
                ("alarm_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="limits", to="cases.case"
                    ),
                ),
            ],
            options={
                "db_table": "cases_limit",
                "indexes": [
                    models.Index(
                        fields=["alarm_at"], condition=Q(met_at=None, alarm_at__isnull=False), name="running_clocks_by_alarm"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["case", "limit"], name="one_clock_per_limit"),
                    models.CheckConstraint(
                        condition=Q(met_at=None, met_seq=None) | Q(met_at__isnull=False, met_seq__isnull=False),
                        name="a_clock_that_stopped_names_its_event",
                    ),
                ],
            },
        ),
        run_sql_file(__file__, "limits.sql"),
    ]
