from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_case_file")]
    operations = [run_sql_file(__file__, "starting.sql")]
