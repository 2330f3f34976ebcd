from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_guards"), ("audit", "0003_roots")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddField("event", "position", models.BigIntegerField(default=0))],
            database_operations=[run_sql_file(__file__, "roots.sql")],
        ),
        migrations.AddIndex("event", BrinIndex(fields=["position"], name="events_by_place", pages_per_range=32)),
    ]
