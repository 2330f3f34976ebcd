from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("city", "0002_guards"), ("people", "0006_sessions")]
    operations = [run_sql_file(__file__, "arriving.sql")]
