from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("complaints", "0009_photos_with_an_answer")]
    operations = [run_sql_file(__file__, "telling.sql")]
