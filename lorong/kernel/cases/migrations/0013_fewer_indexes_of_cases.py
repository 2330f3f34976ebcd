import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    """Every lookup of these has an index of its own that begins with the column; a procedure is asked for nobody's cases.

    With room left on its page, a case that moves is written beside itself, and no index hears of it.
    """

    dependencies = [
        ("cases", "0012_acts"),
        ("catalog", "0002_guards"),
        ("city", "0002_guards"),
        ("people", "0006_sessions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            "case",
            "account",
            models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="cases", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            "case",
            "applicant",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="applied_cases", to="people.person"),
        ),
        migrations.AlterField(
            "case",
            "procedure",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="cases", to="catalog.procedure"),
        ),
        migrations.AlterField(
            "case",
            "subject",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="subject_cases", to="people.person"),
        ),
        migrations.AlterField(
            "case", "unit", models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="cases", to="city.unit")
        ),
        migrations.RunSQL("ALTER TABLE cases_case SET (fillfactor = 80)", "ALTER TABLE cases_case RESET (fillfactor)"),
    ]
