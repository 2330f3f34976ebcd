import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    """Of a work item's columns only those lookups keep an index that are made, and that do not grow with all history.

    A forecast reads the last ended cases of a service at one unit: without an index of its own it reads all of the service.
    """

    dependencies = [
        ("cases", "0015_starting"),
        ("city", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(fields=["slug", "unit", "ended_at"], condition=~models.Q(ended=""), name="ended_cases_at_a_unit"),
        ),
        migrations.AddIndex(
            "workitem",
            models.Index(fields=["holder", "done_at"], condition=models.Q(done_at__isnull=False), name="done_work_of_a_holder"),
        ),
        migrations.AddIndex(
            "workitem",
            models.Index(
                fields=["unit", "role", "holder", "id"], condition=models.Q(assigned="rotation"), name="work_given_in_turn"
            ),
        ),
        migrations.AlterField(
            "workitem",
            "case",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="items", to="cases.case"),
        ),
        migrations.AlterField(
            "workitem",
            "unit",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="items", to="city.unit"),
        ),
        migrations.AlterField(
            "workitem",
            "holder",
            models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="items", to=settings.AUTH_USER_MODEL),
        ),
    ]
