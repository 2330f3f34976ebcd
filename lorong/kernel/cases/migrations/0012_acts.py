from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_stock"), ("procrastinate", "0038_post_batch_defer_jobs")]
    operations = [run_sql_file(__file__, "acts.sql")]
