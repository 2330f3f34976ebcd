from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models
from django.utils import timezone

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_guards")]
    operations = [
        migrations.CreateModel(
            name="Root",
            fields=[
                ("no", models.BigIntegerField(default=0, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("upto", models.BigIntegerField()),
                ("size", models.BigIntegerField()),
                ("tree", models.BinaryField()),
                ("prev_hash", models.BinaryField(default=b"")),
                ("hash", models.BinaryField(default=b"")),
                ("made_at", models.DateTimeField(default=timezone.now)),
            ],
            options={"db_table": "audit_root"},
        ),
        migrations.AddIndex("root", models.Index(fields=["-day"], name="roots_by_day")),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField("auditentry", "position", models.BigIntegerField(default=0)),
                migrations.AddField("accessentry", "position", models.BigIntegerField(default=0)),
            ],
            database_operations=[run_sql_file(__file__, "roots.sql")],
        ),
        migrations.AddIndex("auditentry", BrinIndex(fields=["position"], name="entries_by_place", pages_per_range=32)),
        migrations.AddIndex("accessentry", BrinIndex(fields=["position"], name="looks_by_place", pages_per_range=32)),
    ]
