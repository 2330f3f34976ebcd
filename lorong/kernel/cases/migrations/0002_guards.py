from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("catalog", "0002_guards")]
    operations = [run_sql_file(__file__, "cases.sql")]
