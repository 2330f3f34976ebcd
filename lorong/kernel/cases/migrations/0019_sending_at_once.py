from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_stock_by_step"),
        ("catalog", "0002_guards"),
        ("documents", "0002_guards"),
        ("procrastinate", "0038_post_batch_defer_jobs"),
    ]
    operations = [run_sql_file(__file__, "sending_at_once.sql")]
