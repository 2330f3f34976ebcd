from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_indexes_that_are_asked")]
    operations = [run_sql_file(__file__, "sending.sql")]
