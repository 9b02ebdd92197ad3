"""Keep what came of the verifications that auditors asked for."""

import uuid
from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(db_index=True)),
                ("asked_by", models.CharField(max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_sequence", models.BigIntegerField(default=0)),
                ("fault_count", models.BigIntegerField(default=0)),
                ("faults", models.JSONField(default=list)),
                ("disagreements", models.JSONField(default=list)),
                ("heads", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
