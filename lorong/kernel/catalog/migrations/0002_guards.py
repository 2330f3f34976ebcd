from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("audit", "0002_guards")]
    operations = [run_sql_file(__file__, "catalog.sql")]
