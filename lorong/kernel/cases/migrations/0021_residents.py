import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from lorong.kernel.audit.sqlfile import run_sql_file

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    """A case may have no applicant, and a step may be the residents'."""

    dependencies = [
        ("cases", "0020_suggestions"),
        ("catalog", "0002_guards"),
        ("people", "0006_sessions"),
    ]
    operations = [
        migrations.AlterField(
            "case",
            "applicant",
            models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="applied_cases", to="people.person"),
        ),
        migrations.AlterField(
            "case",
            "subject",
            models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="subject_cases", to="people.person"),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=Q(applicant=None, subject=None, account=None) | Q(applicant__isnull=False, subject__isnull=False),
                name="a_case_has_an_applicant_or_is_public",
            ),
        ),
        run_sql_file(__file__, "residents.sql"),
    ]
