from django.db import migrations, models


class Migration(migrations.Migration):
    """Open work by step is counted with the stock, so that no reading of the measurements counts it."""

    dependencies = [("cases", "0017_sending")]
    operations = [migrations.AddField("stock", "steps", models.JSONField(null=True))]
