from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_steps_follow")]
    operations = [run_sql_file(__file__, "clocks.sql"), run_sql_file(__file__, "along.sql")]
