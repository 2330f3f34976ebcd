from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [run_sql_file(__file__, "audit.sql")]
