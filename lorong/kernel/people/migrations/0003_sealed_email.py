from django.db import migrations

import lorong.kernel.people.fields


class Migration(migrations.Migration):
    """The e-mail address is sealed like the phone. The open column held nothing: no page could fill it."""

    dependencies = [("people", "0002_api_tokens")]

    operations = [
        migrations.RemoveField(model_name="account", name="email"),
        migrations.AddField(
            model_name="account",
            name="email",
            field=lorong.kernel.people.fields.SealedTextField(context="account.email", null=True),
        ),
    ]
