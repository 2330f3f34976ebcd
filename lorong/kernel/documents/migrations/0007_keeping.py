from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_letters_not_ready")]
    operations = [run_sql_file(__file__, "keeping.sql")]
