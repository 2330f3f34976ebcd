from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_resealing")]
    operations = [
        migrations.AddIndex(
            "letter",
            models.Index(fields=["signed_at"], condition=Q(file_ready_at=None, revoked_at=None), name="letters_not_ready"),
        ),
    ]
