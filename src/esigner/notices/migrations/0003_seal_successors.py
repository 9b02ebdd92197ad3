"""Keep later certificates of the agency's seal: a new table, nothing else changes."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table."""

    dependencies: ClassVar = [
        ("notices", "0002_unfinished_letters"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SealSuccessor",
            fields=[
                ("folder", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("fingerprint_sha256", models.CharField(max_length=64)),
                ("takes_over_at", models.DateTimeField()),
                ("named_at", models.DateTimeField()),
            ],
        ),
    ]
