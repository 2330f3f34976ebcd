import django.db.models.deletion
from django.db import migrations, models

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    """Each round of an incident keeps the promise that was told when it began."""

    dependencies = [("complaints", "0005_at_the_desk")]
    operations = [
        migrations.AddField("incident", "begun_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("case_number", models.CharField(max_length=24, unique=True)),
                ("unit", models.CharField(max_length=40)),
                ("begun_at", models.DateTimeField()),
                ("promised_from", models.DateTimeField(null=True)),
                ("promised_until", models.DateTimeField(null=True)),
                ("ended", models.CharField(max_length=60)),
                ("ended_at", models.DateTimeField()),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="complaints.incident"
                    ),
                ),
            ],
            options={
                "db_table": "complaints_round",
                "constraints": [models.UniqueConstraint(fields=["incident", "number"], name="a_round_ends_once")],
            },
        ),
        run_sql_file(__file__, "rounds.sql"),
    ]
