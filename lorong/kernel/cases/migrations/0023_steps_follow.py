from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    """Steps at a dissolved office go on where they now belong, also when their case stays at its unit."""

    dependencies = [("cases", "0022_limits"), ("city", "0004_successors")]
    operations = [run_sql_file(__file__, "steps_follow.sql")]
