import django.utils.timezone
from django.db import migrations, models

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_by_change"), ("cases", "0025_due")]
    operations = [
        migrations.AddField("incident", "due_at", models.DateTimeField(default=django.utils.timezone.now)),
        run_sql_file(__file__, "due.sql"),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(condition=models.Q(("ended", "")), fields=["unit", "due_at", "id"], name="open_incidents_by_due"),
        ),
        migrations.AddField("visit", "shot_at", models.DateTimeField(null=True)),
        migrations.AddField("visit", "shot_metres_off", models.PositiveIntegerField(null=True)),
        migrations.AddField("moderation", "blurs", models.BooleanField(default=False)),
    ]
