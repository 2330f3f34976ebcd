import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """A unit may be dissolved, and says who takes over."""

    dependencies = [("city", "0003_arriving")]
    operations = [
        migrations.AddField(
            "unit", "dissolved_by", models.CharField(blank=True, default="", max_length=200), preserve_default=False
        ),
        migrations.AddField("unit", "dissolved_on", models.DateField(null=True)),
        migrations.AddField(
            "unit",
            "successor",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="city.unit"),
        ),
        migrations.AddConstraint(
            "unit",
            models.CheckConstraint(
                condition=Q(successor=None, dissolved_on=None, dissolved_by="")
                | Q(successor__isnull=False, dissolved_on__isnull=False) & ~Q(dissolved_by="") & ~Q(successor=F("code")),
                name="a_dissolved_unit_says_who_takes_over_and_why",
            ),
        ),
    ]
