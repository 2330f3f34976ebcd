from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]
    operations = [
        migrations.AddIndex(
            "message",
            models.Index(fields=["sent_at"], condition=Q(channel="sms", sent_at__isnull=False), name="sms_of_a_day"),
        ),
        migrations.AddIndex(
            "message",
            models.Index(fields=["failed_at"], condition=Q(failed_at__isnull=False), name="messages_given_up"),
        ),
    ]
