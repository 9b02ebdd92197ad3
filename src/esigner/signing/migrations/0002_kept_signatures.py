"""Note when a waiting signature is tried again, until when, and what level a result has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the columns; signatures that wait already get the usual time from their next try on."""

    dependencies = [("signing", "0001_signing")]

    operations = [
        migrations.AddField("session", "result_level", models.CharField(blank=True, default="", max_length=3), False),
        migrations.AddField("signature", "next_try_at", models.DateTimeField(null=True)),
        migrations.AddField("signature", "give_up_at", models.DateTimeField(null=True)),
    ]
