from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_roots")]
    operations = [
        migrations.RemoveConstraint("outsidelink", "a_link_belongs_to_a_case_or_a_draft"),
        migrations.AddConstraint(
            "outsidelink",
            models.CheckConstraint(condition=Q(case=None) | Q(draft=None), name="a_link_is_not_of_a_case_and_a_draft"),
        ),
    ]
