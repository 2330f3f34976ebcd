from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_measures"), ("people", "0005_resealing")]
    operations = [run_sql_file(__file__, "resealing.sql")]
