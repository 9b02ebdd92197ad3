"""Sessions of every format of the engine, and the shape of their documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make room for longer names of formats; sessions that exist have their format's usual shape."""

    dependencies = [("signing", "0002_kept_signatures")]

    operations = [
        migrations.AlterField("session", "format", models.CharField(max_length=12)),
        migrations.AddField("session", "shape", models.JSONField(default=dict)),
    ]
