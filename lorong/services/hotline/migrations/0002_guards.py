from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("hotline", "0001_initial"), ("people", "0005_resealing"), ("audit", "0002_guards")]
    operations = [run_sql_file(__file__, "hotline.sql")]
