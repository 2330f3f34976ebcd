from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_fewer_indexes_of_cases"), ("documents", "0002_guards"), ("audit", "0003_roots")]
    operations = [run_sql_file(__file__, "case_file.sql")]
