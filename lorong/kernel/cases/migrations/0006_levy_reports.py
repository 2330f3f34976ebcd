import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import lorong.kernel.people.fields
from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_acting"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="LevyReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True)),
                ("key", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", lorong.kernel.people.fields.SealedTextField(context="report.text")),
                ("place", lorong.kernel.people.fields.SealedTextField(context="report.place")),
                ("teller", lorong.kernel.people.fields.SealedTextField(context="report.teller")),
                ("case_number", models.CharField(blank=True, max_length=24)),
                ("slug", models.CharField(blank=True, max_length=80)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="city.unit"),
                ),
            ],
            options={
                "db_table": "cases_levy_report",
                "indexes": [models.Index(fields=["-at", "-id"], name="levy_reports_by_time")],
            },
        ),
        migrations.CreateModel(
            name="LevyReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("author", models.CharField(max_length=160)),
                ("author_title", models.CharField(blank=True, max_length=160)),
                ("text", lorong.kernel.people.fields.SealedTextField(context="report.reply")),
                ("key", models.CharField(max_length=64)),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="cases.levyreport"),
                ),
            ],
            options={
                "db_table": "cases_levy_reply",
                "constraints": [
                    models.UniqueConstraint(fields=["report", "key"], name="a_report_is_answered_once_per_key"),
                    models.CheckConstraint(condition=Q(kind__in=["read", "answered"]), name="a_report_is_read_or_answered"),
                ],
            },
        ),
        run_sql_file(__file__, "reports.sql"),
    ]
