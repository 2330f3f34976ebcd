import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from lorong.kernel.audit.sqlfile import run_sql_file

# Nobody but the holder can open a key that was locked before, so it cannot be locked anew: it ends, and is made again.
END_OLD_KEYS = "UPDATE documents_signing_key SET revoked_at = now(), private_key = '' WHERE revoked_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_guards"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [
        migrations.CreateModel(
            name="Unlocker",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("credential", models.CharField(blank=True, max_length=1400)),
                ("salt", models.BinaryField()),
                ("wrapped", models.BinaryField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "factor",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mfa.authenticator"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="unlockers", to="documents.signingkey"
                    ),
                ),
            ],
            options={
                "db_table": "documents_unlocker",
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("factor", None)), fields=("key",), name="one_passphrase_per_key"),
                    models.UniqueConstraint(fields=("key", "factor"), name="a_passkey_opens_a_key_in_one_way"),
                    models.CheckConstraint(
                        condition=models.Q(("factor", None), models.Q(("credential", ""), _negated=True), _connector="OR"),
                        name="a_passkey_has_a_name_of_its_own",
                    ),
                ],
            },
        ),
        migrations.RunSQL(END_OLD_KEYS, migrations.RunSQL.noop),
        run_sql_file(__file__, "unlockers.sql"),
    ]
