from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    """A service may keep, beside a case of its own, when something has to happen next in it."""

    dependencies = [("cases", "0024_clocks")]
    operations = [run_sql_file(__file__, "due.sql")]
