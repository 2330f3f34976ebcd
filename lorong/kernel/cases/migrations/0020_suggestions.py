from django.db import migrations, models


class Migration(migrations.Migration):
    """Suggestions are read newest first; most surveys hold none."""

    dependencies = [("cases", "0019_sending_at_once")]
    operations = [
        migrations.AddIndex(
            "survey",
            models.Index(fields=["-at", "-id"], condition=~models.Q(suggestion=""), name="suggestions_by_time"),
        )
    ]
