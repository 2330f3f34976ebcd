from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_sms_of_a_day")]
    operations = [
        migrations.AlterField(
            "message",
            "channel",
            models.CharField(
                choices=[("inbox", "Inbox"), ("sms", "Sms"), ("email", "Email"), ("whatsapp", "Whatsapp")], max_length=10
            ),
        ),
        migrations.RemoveConstraint("message", "a_message_has_somewhere_to_go"),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(channel="inbox", account__isnull=False)
                | Q(channel__in=["sms", "email", "whatsapp"], address__isnull=False, address_index__isnull=False),
                name="a_message_has_somewhere_to_go",
            ),
        ),
    ]
