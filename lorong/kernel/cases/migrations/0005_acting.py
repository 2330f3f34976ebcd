from django.db import migrations

from lorong.kernel.audit.sqlfile import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_links_outlive_their_draft"), ("documents", "0002_guards"), ("audit", "0003_roots")]
    operations = [run_sql_file(__file__, "acting.sql")]
