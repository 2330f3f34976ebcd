from django.db import migrations, models


class Migration(migrations.Migration):
    """What a register said last, so that loading it again writes only what changed."""

    dependencies = [("people", "0003_sealed_email")]

    operations = [
        migrations.AddField(model_name="household", name="digest", field=models.BinaryField(null=True)),
        migrations.AddField(model_name="person", name="digest", field=models.BinaryField(null=True)),
    ]
