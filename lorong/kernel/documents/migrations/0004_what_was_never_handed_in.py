from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_ways_to_open_a_signing_key")]
    operations = [run_sql_file(__file__, "releasing.sql")]
