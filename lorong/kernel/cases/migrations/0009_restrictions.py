import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_resealing")]
    operations = [
        migrations.CreateModel(
            name="Restriction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=timezone.now)),
                ("because", models.CharField(max_length=200)),
                ("law", models.CharField(max_length=300)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="restriction", to="cases.case"
                    ),
                ),
            ],
            options={
                "db_table": "cases_restriction",
                "constraints": [models.CheckConstraint(condition=~Q(because="") & ~Q(law=""), name="a_restriction_says_why")],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER restriction_append_only BEFORE UPDATE OR DELETE ON cases_restriction"
            " FOR EACH ROW EXECUTE FUNCTION lorong_append_only()",
            migrations.RunSQL.noop,
        ),
    ]
