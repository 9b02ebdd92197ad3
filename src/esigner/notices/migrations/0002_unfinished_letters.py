"""Letters that are sealed and wait for a timestamp or a status."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table."""

    dependencies = [("notices", "0001_notices")]

    operations = [
        migrations.CreateModel(
            name="UnfinishedLetter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("order", models.CharField(max_length=60, unique=True)),
                ("content", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
    ]
