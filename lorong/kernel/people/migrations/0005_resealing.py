from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    """The owner may renew the seal of what nobody may change."""

    dependencies = [("people", "0004_register_digest")]
    operations = [run_sql_file(__file__, "resealing.sql")]
